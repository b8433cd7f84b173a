import { createHash } from 'node:crypto';
import { ObjectNotFound } from '#domain/errors';
import type { ObjectVault, Shelf, StoredVersion, UnfinishedUpload, UploadForm } from '#ports/object-vault';

interface Version {
  versionId: string;
  bytes: Uint8Array;
  isMarker: boolean;
  isReleased: boolean;
  /** For the mail shelf: when it arrived. */
  at: Date;
}

export interface MemoryObjectVault extends ObjectVault {
  /** What a browser does with an upload form. */
  upload(form: UploadForm, bytes: Uint8Array): void;
  /** Puts a mail as the mail receiver does, with its time of arrival. */
  putMail(key: string, bytes: Uint8Array, at: Date): void;
  /** Hides the newest version behind a delete marker, as a plain delete does on a versioned bucket. */
  hide(shelf: Shelf, key: string): void;
  /** Begins a multipart upload that nobody finishes. */
  beginUpload(shelf: Shelf, key: string): void;
  snapshot(): unknown;
}

const OBJECT_STORE = 'https://objects.test';

/** Versioned objects in memory. Addresses are made up: a test uploads with `upload`. */
export const memoryObjectVault = (): MemoryObjectVault => {
  const objects = new Map<string, Version[]>();
  const uploads: UnfinishedUpload[] = [];
  let count = 0;
  const place = (shelf: Shelf, key: string) => `${shelf}|${key}`;
  const add = (shelf: Shelf, key: string, bytes: Uint8Array, isMarker = false, at = new Date(0)) => {
    const versionId = `v${++count}`;
    const versions = objects.get(place(shelf, key)) ?? [];
    versions.push({ versionId, bytes: Uint8Array.from(bytes), isMarker, isReleased: false, at });
    objects.set(place(shelf, key), versions);
    return { versionId };
  };
  const newest = (shelf: Shelf, key: string, versionId?: string): Version | undefined => {
    const versions = objects.get(place(shelf, key)) ?? [];
    const found = versionId ? versions.find((version) => version.versionId === versionId) : versions.at(-1);
    return found?.isMarker ? undefined : found;
  };
  const bytesOf = (shelf: Shelf, key: string, versionId?: string): Uint8Array => {
    const found = newest(shelf, key, versionId);
    if (!found) throw new ObjectNotFound();
    return Uint8Array.from(found.bytes);
  };
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

  return {
    put: async ({ shelf, key, bytes }) => add(shelf, key, bytes),
    get: async (shelf, key, versionId) => bytesOf(shelf, key, versionId),
    fingerprint: async (shelf, key) => {
      const found = newest(shelf, key);
      return found && { size: found.bytes.length, sha256: sha256(found.bytes), versionId: found.versionId };
    },
    exists: async (shelf, key) => newest(shelf, key) !== undefined,
    handOver: async ({ shelf, key, versionId, to }) => {
      const bytes = bytesOf(shelf, key, versionId);
      add('vault', to, bytes);
      return { size: bytes.length, sha256: sha256(bytes) };
    },
    uploadForm: async ({ shelf, key, redirectTo }) => ({
      url: `${OBJECT_STORE}/${shelf}`,
      fields: { key, shelf, success_action_redirect: redirectTo },
    }),
    downloadUrl: async ({ shelf, key, fileName, versionId }) => {
      const url = new URL(`${OBJECT_STORE}/${shelf}/${key}`);
      url.searchParams.set('file', fileName);
      if (versionId) url.searchParams.set('version', versionId);
      url.searchParams.set('seconds', '300');
      return url.href;
    },
    mailKeys: async (before) =>
      [...objects]
        .filter(([key, versions]) => key.startsWith('mail|') && (versions.at(-1)?.at ?? before) < before)
        .map(([key]) => key.slice('mail|'.length)),
    versionsOf: async (shelf, keyOrPrefix) =>
      [...objects]
        .filter(([key]) => key.startsWith(place(shelf, keyOrPrefix)))
        .flatMap(([key, versions]) =>
          versions.map(
            ({ versionId, isMarker }): StoredVersion => ({
              shelf,
              key: key.slice(shelf.length + 1),
              versionId,
              isMarker,
            }),
          ),
        ),
    uploadsOf: async (shelf, prefix) =>
      uploads.filter((upload) => upload.shelf === shelf && upload.key.startsWith(prefix)),
    release: async ({ shelf, key, versionId }) => {
      const found = objects.get(place(shelf, key))?.find((version) => version.versionId === versionId);
      if (found) found.isReleased = true;
    },
    eraseVersion: async ({ shelf, key, versionId }) => {
      const versions = objects.get(place(shelf, key)) ?? [];
      const rest = versions.filter((version) => version.versionId !== versionId);
      if (rest.length === versions.length) return 'already-absent';
      if (rest.length === 0) objects.delete(place(shelf, key));
      else objects.set(place(shelf, key), rest);
      return 'erased';
    },
    abortUpload: async ({ shelf, uploadId }) => {
      const at = uploads.findIndex((upload) => upload.shelf === shelf && upload.uploadId === uploadId);
      if (at < 0) return 'already-absent';
      uploads.splice(at, 1);
      return 'erased';
    },
    upload: ({ fields }, bytes) => void add(fields.shelf as Shelf, fields.key ?? '', bytes),
    putMail: (key, bytes, at) => void add('mail', key, bytes, false, at),
    hide: (shelf, key) => void add(shelf, key, new Uint8Array(), true),
    beginUpload: (shelf, key) => void uploads.push({ shelf, key, uploadId: `u${++count}` }),
    snapshot: () => structuredClone({ objects: [...objects], uploads }),
  };
};
