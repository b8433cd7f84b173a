import { createCipheriv, createDecipheriv, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const SEGMENT = 256 * 1024;
const TAG = 16;

/** The nonce is the segment's number: it never repeats under a key, because every blob has a key of its own. */
const nonce = (segment: number): Buffer => {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(segment, 8);
  return bytes;
};

const sealSegment = (key: Buffer, segment: number, plain: Buffer): Buffer => {
  const cipher = createCipheriv('aes-256-gcm', key, nonce(segment));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

const openSegment = (key: Buffer, segment: number, sealed: Buffer): Buffer => {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce(segment), { authTagLength: TAG });
  decipher.setAuthTag(sealed.subarray(-TAG));
  return Buffer.concat([decipher.update(sealed.subarray(0, -TAG)), decipher.final()]);
};

async function* inSegments(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    held.push(chunk);
    size += chunk.length;
    if (size < SEGMENT) continue;
    const joined = Buffer.concat(held);
    let at = 0;
    for (; at + SEGMENT <= joined.length; at += SEGMENT) yield joined.subarray(at, at + SEGMENT);
    held = [joined.subarray(at)];
    size = joined.length - at;
  }
  if (size > 0) yield Buffer.concat(held);
}

const syncDirectory = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const readFully = async (file: FileHandle, length: number, position: number): Promise<Buffer> => {
  const bytes = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await file.read(bytes, read, length - read, position + read);
    if (bytesRead === 0) throw new Error('A blob is shorter than its record says');
    read += bytesRead;
  }
  return bytes;
};

export interface BlobFiles {
  /** Writes a new blob; when it resolves the bytes and the name are on disk. A failing source leaves nothing. */
  write(source: AsyncIterable<Uint8Array>, key: Buffer | undefined): Promise<{ id: string; size: number }>;
  /** Bytes `from`..`to` (inclusive, of the plain content). Throws rather than give a byte that was changed on disk. */
  read(blob: { id: string; size: number }, key: Buffer | undefined, from: number, to: number): AsyncGenerator<Buffer>;
  /** Removes blobs that no record points at any longer. Missing ones are no error. */
  remove(ids: readonly string[]): Promise<void>;
  /** Removes everything but the given blobs: what a crash left between file and record. */
  keepOnly(ids: ReadonlySet<string>): void;
}

/**
 * Immutable blobs as files, sealed in segments of 256 KiB with AES-256-GCM when a key is given.
 *
 * Sealed segment by segment so that a range can be read without the rest, and so that each is authenticated before it is given out.
 */
export const openBlobFiles = (dir: string): BlobFiles => {
  const blobs = join(dir, 'blobs');
  const unfinished = join(dir, 'unfinished');
  mkdirSync(blobs, { recursive: true });
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished);
  const pathOf = (id: string) => join(blobs, id);

  return {
    async write(source, key) {
      const id = randomUUID();
      const temporary = join(unfinished, id);
      const file = await open(temporary, 'wx', 0o600);
      let size = 0;
      try {
        let segment = 0;
        for await (const plain of inSegments(source)) {
          size += plain.length;
          await file.appendFile(key ? sealSegment(key, segment, plain) : plain);
          segment += 1;
        }
        await file.sync();
        await file.close();
        await rename(temporary, pathOf(id));
      } catch (error) {
        await file.close();
        await rm(temporary, { force: true });
        throw error;
      }
      await syncDirectory(blobs);
      return { id, size };
    },
    async *read({ id, size }, key, from, to) {
      const file = await open(pathOf(id), 'r');
      try {
        const stored = key ? SEGMENT + TAG : SEGMENT;
        for (let segment = Math.floor(from / SEGMENT); segment * SEGMENT <= to; segment++) {
          const start = segment * SEGMENT;
          const plainLength = Math.min(SEGMENT, size - start);
          const bytes = await readFully(file, key ? plainLength + TAG : plainLength, segment * stored);
          const plain = key ? openSegment(key, segment, bytes) : bytes;
          yield plain.subarray(Math.max(0, from - start), Math.min(plain.length, to - start + 1));
        }
      } finally {
        await file.close();
      }
    },
    async remove(ids) {
      await Promise.all(ids.map((id) => rm(pathOf(id), { force: true })));
    },
    keepOnly(ids) {
      for (const name of readdirSync(blobs)) if (!ids.has(name)) rmSync(pathOf(name));
    },
  };
};
