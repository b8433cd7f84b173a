import type { ServerResponse } from 'node:http';
import { readUploadForm } from './form-data.ts';
import { expectTags, objectHeaders, tagsFromHeader } from './object-headers.ts';
import { enforcePolicy } from './post-policy.ts';
import { encryptionHeaders, encryptionWish, storeSealed } from './protection.ts';
import { bytesOf, MAX_SINGLE, measure } from './request-body.ts';
import { S3Error } from './s3-error.ts';
import { answerEmpty, answerXml, type S3Request } from './s3-request.ts';
import { encodeUri, type SignatureRules, verifyForm } from './signature-v4.ts';
import type { StoreRooms } from './store-rooms.ts';
import { commitObject, etagOf, setHeaders } from './write-object.ts';
import { childOf, childrenOf, parseXml, textOf } from './xml.ts';

/** The form's `tagging` field is the XML of PutObjectTagging. */
const formTags = (field: string | undefined) => {
  if (field === undefined) return [];
  const set = childOf(parseXml(field), 'TagSet');
  return expectTags(
    childrenOf(set, 'Tag').map((tag) => ({ Key: textOf(tag, 'Key') ?? '', Value: textOf(tag, 'Value') ?? '' })),
  );
};

const redirectTarget = (field: string | undefined): URL | undefined => {
  const url = field !== undefined && URL.canParse(field) ? new URL(field) : undefined;
  return url && (url.protocol === 'http:' || url.protocol === 'https:') ? url : undefined;
};

/** A browser's upload form: the policy inside it is what its maker signed, and it decides. */
export const postObject = async (
  rooms: StoreRooms,
  req: S3Request,
  res: ServerResponse,
  rules: SignatureRules,
): Promise<void> => {
  const form = await readUploadForm(bytesOf(req), req.header('content-type') ?? '');
  const fields = new Map(
    [...form.fields].map(([name, value]) => [name, value.replace(/\$\{filename\}/g, () => form.filename)]),
  );
  verifyForm(form.fields, rules);
  const bucket = rooms.buckets.get(req.bucket);
  const size = enforcePolicy(form.fields.get('policy') ?? '', { bucket: bucket.name, fields, now: rules.now });
  const key = fields.get('key');
  if (!key) throw new S3Error('InvalidArgument', 400, "Bucket POST must contain a field named 'key'.");
  const header = (name: string) => fields.get(name);
  const headers = objectHeaders(header, fields.keys());
  const tags = fields.has('tagging') ? formTags(fields.get('tagging')) : tagsFromHeader(fields.get('x-amz-tagging'));
  const { source, result } = measure(form.file, {
    max: Math.min(size.max, MAX_SINGLE),
    verify: ({ size: received }) => {
      if (received < size.min)
        throw new S3Error('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size');
    },
  });
  const stored = await storeSealed(rooms, bucket.name, encryptionWish(rooms, bucket, header), source);
  const etag = etagOf(stored, result);
  const { encryption } = stored;
  const o = { key, size: result.size, etag, headers, checksums: {}, tags, encryption, reason: 'PostObject' } as const;
  const versionId = await commitObject(rooms, bucket, stored, o);

  const location = `http://${req.http.headers.host}/${bucket.name}/${encodeUri(key).replaceAll('%2F', '/')}`;
  setHeaders(res, { etag: `"${etag}"`, 'x-amz-version-id': versionId, location, ...encryptionHeaders(encryption) });
  const target = redirectTarget(fields.get('success_action_redirect') ?? fields.get('redirect'));
  if (target) {
    const added = { bucket: bucket.name, key, etag: `"${etag}"` };
    for (const [name, value] of Object.entries(added)) target.searchParams.append(name, value);
    res.setHeader('location', target.href);
    return answerEmpty(res, 303);
  }
  const status = fields.get('success_action_status');
  if (status === '201')
    return answerXml(
      res,
      'PostResponse',
      { Location: location, Bucket: bucket.name, Key: key, ETag: `"${etag}"` },
      201,
    );
  answerEmpty(res, status === '200' ? 200 : 204);
};
