import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, ListBucketsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { HomeProcess } from '#infra/local/cli/home-process';

const Credentials = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });

/** Every file of a data folder, as bytes: databases, blobs, logs, mails, keys. */
export const filesUnder = (dir: string): { name: string; bytes: Buffer }[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((name) => ({ name: name.slice(dir.length + 1), bytes: readFileSync(name) }));

/** Every version of every object, opened with the keys of the home, by its bucket's job (`mail`, `material`, …). */
export const objectsOf = async ({
  dir,
  addresses,
}: Pick<HomeProcess, 'dir' | 'addresses'>): Promise<{ shelf: string; key: string; bytes: Buffer }[]> => {
  const s3 = new S3Client({
    endpoint: addresses.urls.s3,
    region: 'eu-north-1',
    credentials: Credentials.parse(JSON.parse(readFileSync(join(dir, 'credentials.json'), 'utf8'))),
  });
  try {
    const found: { shelf: string; key: string; bytes: Buffer }[] = [];
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    for (const { Name: Bucket = '' } of Buckets) {
      const shelf = /(mail|material|deliverables|evidence|vault)/i.exec(Bucket)?.[1]?.toLowerCase() ?? Bucket;
      const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
      for (const { Key = '', VersionId } of Versions) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
        found.push({ shelf, key: Key, bytes: Buffer.from((await Body?.transformToByteArray()) ?? []) });
      }
    }
    return found;
  } finally {
    s3.destroy();
  }
};

/** The bytes, and what its base64 and quoted-printable lines say: how a number hides in a mail. */
const readings = (bytes: Buffer): string[] => {
  const plain = bytes.toString('latin1');
  const base64 = plain.match(/(?:[A-Za-z0-9+/]{16,}={0,2}\r?\n?)+/g) ?? [];
  return [
    plain,
    plain.replaceAll('\0', ''),
    plain.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    ...base64.map((text) => Buffer.from(text.replace(/\s/g, ''), 'base64').toString('latin1')),
  ];
};

/** Every way in which a twelve-digit number may have been written, and what it becomes under a plain hash. */
export const traceOf = (number: string): RegExp => {
  const digits = number.slice(2).split('');
  const spaced = digits.join('[-+\\s\\u00a0]?');
  const hashes = [number, number.slice(2), `${number.slice(2, 8)}-${number.slice(8)}`].map((text) =>
    createHash('sha256').update(text).digest('hex'),
  );
  return new RegExp(`${spaced}|${hashes.join('|')}`);
};

export const holds = (bytes: Buffer, trace: RegExp): boolean => readings(bytes).some((text) => trace.test(text));
