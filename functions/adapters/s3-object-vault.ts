import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { HandOverNotVerified, ObjectNotFound } from '#domain/errors';
import type { PartyId } from '#domain/parties';
import type { ObjectVault, Shelf, StoredVersion, UnfinishedUpload } from '#ports/object-vault';
import { environment } from './environment.ts';

/** A download address lives this long: long enough for a click, too short to pass on (architecture, secure message). */
const DOWNLOAD_SECONDS = 240;
const UPLOAD_SECONDS = 15 * 60;

const BUCKETS = {
  mail: 'MAIL_BUCKET',
  material: 'MATERIAL_BUCKET',
  deliverables: 'DELIVERABLES_BUCKET',
  evidence: 'EVIDENCE_BUCKET',
  vault: 'VAULT_BUCKET',
} as const;

const isAbsent = (error: unknown): boolean =>
  error instanceof NoSuchKey ||
  error instanceof NotFound ||
  (error instanceof S3ServiceException &&
    ['NoSuchKey', 'NotFound', 'NoSuchVersion', 'NoSuchUpload'].includes(error.name));

/** Objects in S3, under the key of the municipality whose they are (architecture 14). */
export const s3ObjectVault = (s3 = new S3Client({})): ObjectVault => {
  const bucket = (shelf: Shelf): string => environment(BUCKETS[shelf]);
  const keyOf = (party: PartyId): string => `${environment('KEY_ALIAS_PREFIX')}${party}`;
  const encryption = (party: PartyId) => ({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyOf(party) }) as const;

  const bodyOf = async (shelf: Shelf, key: string, versionId?: string) => {
    try {
      return await s3.send(new GetObjectCommand({ Bucket: bucket(shelf), Key: key, VersionId: versionId }));
    } catch (error) {
      if (isAbsent(error)) throw new ObjectNotFound(key);
      throw error;
    }
  };
  /** Reads a stored object through and hashes it, so that what is said of it is what really lies there. */
  const measure = async (shelf: Shelf, key: string, versionId?: string) => {
    const { Body, VersionId } = await bodyOf(shelf, key, versionId);
    const hash = createHash('sha256');
    let size = 0;
    if (Body) {
      for await (const chunk of Body as AsyncIterable<Uint8Array>) {
        hash.update(chunk);
        size += chunk.length;
      }
    }
    return { size, sha256: hash.digest('hex'), versionId: VersionId ?? 'null' };
  };

  return {
    async put({ shelf, key, party, bytes, mediaType }) {
      const { VersionId } = await s3.send(
        new PutObjectCommand({
          Bucket: bucket(shelf),
          Key: key,
          Body: bytes,
          ContentType: mediaType,
          ...encryption(party),
        }),
      );
      return { versionId: VersionId ?? 'null' };
    },
    async get(shelf, key, versionId) {
      const { Body } = await bodyOf(shelf, key, versionId);
      return Body ? await Body.transformToByteArray() : new Uint8Array();
    },
    async fingerprint(shelf, key) {
      try {
        return await measure(shelf, key);
      } catch (error) {
        if (error instanceof ObjectNotFound) return undefined;
        throw error;
      }
    },
    async exists(shelf, key) {
      try {
        await s3.send(new HeadObjectCommand({ Bucket: bucket(shelf), Key: key }));
        return true;
      } catch (error) {
        if (isAbsent(error)) return false;
        throw error;
      }
    },
    async handOver({ shelf, key, versionId, party, to }) {
      const original = await measure(shelf, key, versionId);
      const source = `${bucket(shelf)}/${encodeURIComponent(key).replaceAll('%2F', '/')}?versionId=${original.versionId}`;
      const { VersionId } = await s3.send(
        new CopyObjectCommand({
          Bucket: bucket('vault'),
          Key: to,
          CopySource: source,
          TaggingDirective: 'REPLACE',
          ...encryption(party),
        }),
      );
      const copy = await measure('vault', to, VersionId);
      if (copy.sha256 !== original.sha256) throw new HandOverNotVerified(to);
      return { size: copy.size, sha256: copy.sha256 };
    },
    async uploadForm({ shelf, key, party, maxBytes, redirectTo }) {
      return createPresignedPost(s3, {
        Bucket: bucket(shelf),
        Key: key,
        Expires: UPLOAD_SECONDS,
        Conditions: [['content-length-range', 1, maxBytes]],
        Fields: {
          'x-amz-server-side-encryption': 'aws:kms',
          'x-amz-server-side-encryption-aws-kms-key-id': keyOf(party),
          success_action_redirect: redirectTo,
        },
      });
    },
    downloadUrl: ({ shelf, key, fileName, versionId }) =>
      getSignedUrl(
        s3,
        new GetObjectCommand({
          Bucket: bucket(shelf),
          Key: key,
          VersionId: versionId,
          ResponseContentDisposition: `attachment; filename="${asciiName(fileName)}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
          ResponseCacheControl: 'no-store',
        }),
        { expiresIn: DOWNLOAD_SECONDS },
      ),
    async mailKeys(before) {
      const keys: string[] = [];
      let from: string | undefined;
      do {
        const page = await s3.send(
          new ListObjectsV2Command({ Bucket: bucket('mail'), Prefix: 'inbound/', ContinuationToken: from }),
        );
        for (const { Key, LastModified } of page.Contents ?? [])
          if (Key && LastModified && LastModified < before) keys.push(Key);
        from = page.NextContinuationToken;
      } while (from);
      return keys;
    },
    async versionsOf(shelf, prefix) {
      const versions: StoredVersion[] = [];
      let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
      while (from) {
        const page: Awaited<ReturnType<typeof listVersions>> = await listVersions(shelf, prefix, from);
        for (const { Key, VersionId } of page.Versions ?? []) {
          versions.push({ shelf, key: Key ?? '', versionId: VersionId ?? 'null', isMarker: false });
        }
        for (const { Key, VersionId } of page.DeleteMarkers ?? []) {
          versions.push({ shelf, key: Key ?? '', versionId: VersionId ?? 'null', isMarker: true });
        }
        from = page.IsTruncated
          ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
          : undefined;
      }
      return versions;
    },
    async uploadsOf(shelf, prefix) {
      const uploads: UnfinishedUpload[] = [];
      let from: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
      while (from) {
        const page: Awaited<ReturnType<typeof listUploads>> = await listUploads(shelf, prefix, from);
        for (const { Key, UploadId } of page.Uploads ?? [])
          uploads.push({ shelf, key: Key ?? '', uploadId: UploadId ?? '' });
        from = page.IsTruncated
          ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
          : undefined;
      }
      return uploads;
    },
    async release({ shelf, key, versionId }) {
      try {
        await s3.send(
          new PutObjectTaggingCommand({
            Bucket: bucket(shelf),
            Key: key,
            VersionId: versionId,
            Tagging: { TagSet: [{ Key: 'release', Value: 'culling' }] },
          }),
        );
      } catch (error) {
        if (!isAbsent(error)) throw error;
      }
    },
    async eraseVersion({ shelf, key, versionId }) {
      const was = await s3
        .send(new ListObjectVersionsCommand({ Bucket: bucket(shelf), Prefix: key }))
        .then((page) =>
          [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].some(
            (v) => v.Key === key && v.VersionId === versionId,
          ),
        );
      await s3.send(new DeleteObjectCommand({ Bucket: bucket(shelf), Key: key, VersionId: versionId }));
      return was ? 'erased' : 'already-absent';
    },
    async abortUpload({ shelf, key, uploadId }) {
      try {
        await s3.send(new AbortMultipartUploadCommand({ Bucket: bucket(shelf), Key: key, UploadId: uploadId }));
        return 'erased';
      } catch (error) {
        if (isAbsent(error)) return 'already-absent';
        throw error;
      }
    },
  };

  function listVersions(shelf: Shelf, prefix: string, from: object) {
    return s3.send(new ListObjectVersionsCommand({ Bucket: bucket(shelf), Prefix: prefix, ...from }));
  }
  function listUploads(shelf: Shelf, prefix: string, from: object) {
    return s3.send(new ListMultipartUploadsCommand({ Bucket: bucket(shelf), Prefix: prefix, ...from }));
  }
};

const asciiName = (name: string): string => name.replace(/[^\x20-\x7e]|["\\]/g, '_');
