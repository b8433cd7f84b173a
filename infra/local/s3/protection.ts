import { S3_DEFAULT_KEY } from '../kms/keys.ts';
import { KmsError } from '../kms/kms-error.ts';
import type { Bucket } from './buckets.ts';
import type { Piece } from './pieces.ts';
import { notImplemented, S3Error } from './s3-error.ts';
import type { StoreRooms } from './store-rooms.ts';
import type { EncryptionWish } from './uploads.ts';
import type { Encryption } from './versions.ts';

/** The context that SSE-KMS uses: a data key of one bucket opens nothing in another. */
const contextOf = (bucket: string) => ({ 'aws:s3:arn': `arn:aws:s3:::${bucket}` });

const asS3 = <T>(work: () => T): T => {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof KmsError) throw Object.assign(new S3Error(`KMS.${cause.name}`, 400, cause.message), { cause });
    throw cause;
  }
};

/**
 * How an object is to be sealed: as the request says, else as the bucket says, else with the default key.
 *
 * @returns undefined only for a store without keys.
 * @throws S3Error `NotImplemented` for customer-provided keys, double encryption, and KMS in a store without keys.
 */
export const encryptionWish = (
  { dataKeys }: StoreRooms,
  bucket: Bucket,
  header: (name: string) => string | undefined,
): EncryptionWish | null => {
  if (header('x-amz-server-side-encryption-customer-algorithm') !== undefined) throw notImplemented('SSE-C');
  const fallback = bucket.settings.encryption ?? { algorithm: 'AES256' as const };
  const asked = header('x-amz-server-side-encryption') ?? fallback.algorithm;
  if (asked !== 'aws:kms' && asked !== 'AES256') throw notImplemented(asked);
  if (!dataKeys) {
    if (asked === 'aws:kms') throw notImplemented('aws:kms without a key store');
    return null;
  }
  if (asked === 'AES256') return { algorithm: 'AES256', keyId: S3_DEFAULT_KEY };
  return {
    algorithm: 'aws:kms',
    keyId: header('x-amz-server-side-encryption-aws-kms-key-id') ?? fallback.keyId ?? S3_DEFAULT_KEY,
    ...(header('x-amz-server-side-encryption-bucket-key-enabled') === 'true' ? { bucketKey: true } : {}),
  };
};

export interface Stored {
  piece: Piece;
  encryption: Encryption | undefined;
}

/** Writes a blob under a data key of its own. A failing source leaves nothing behind. */
export const storeSealed = async (
  { dataKeys, blobs }: StoreRooms,
  bucket: string,
  wish: EncryptionWish | null,
  source: AsyncIterable<Uint8Array>,
): Promise<Stored> => {
  if (!wish || !dataKeys)
    return { piece: { ...(await blobs.write(source, undefined)), wrapped: null }, encryption: undefined };
  const { plaintext, wrapped, keyArn } = asS3(() => dataKeys.generate(wish.keyId, contextOf(bucket)));
  try {
    const blob = await blobs.write(source, plaintext);
    const { algorithm, bucketKey } = wish;
    return { piece: { ...blob, wrapped }, encryption: { algorithm, keyArn, ...(bucketKey ? { bucketKey } : {}) } };
  } finally {
    plaintext.fill(0);
  }
};

/** The key that an object of this upload or version is sealed with, when the blob itself is not at hand. */
export const keyArnOf = ({ dataKeys }: StoreRooms, bucket: string, keyId: string): string | undefined =>
  dataKeys && asS3(() => dataKeys.generate(keyId, contextOf(bucket)).keyArn);

const keyOf = ({ dataKeys }: StoreRooms, bucket: string, { wrapped }: Piece): Buffer | undefined => {
  if (wrapped === null) return undefined;
  if (!dataKeys) throw notImplemented('Reading sealed objects without a key store');
  return asS3(() => dataKeys.unwrap(Buffer.from(wrapped), contextOf(bucket)));
};

async function* readInTurn(
  rooms: StoreRooms,
  pieces: readonly { piece: Piece; key: Buffer | undefined }[],
  from: number,
  to: number,
): AsyncGenerator<Buffer> {
  let start = 0;
  for (const { piece, key } of pieces) {
    const [first, last] = [Math.max(from - start, 0), Math.min(to - start, piece.size - 1)];
    if (first <= last) yield* rooms.blobs.read(piece, key, first, last);
    start += piece.size;
    if (start > to) return;
  }
}

/**
 * Bytes `from`..`to` (inclusive) of an object. All keys are opened before the first byte is read, so a switched-off key is a
 * refusal and not half an answer.
 *
 * @throws S3Error `KMS.DisabledException` and the like.
 */
export const readSealed = (
  rooms: StoreRooms,
  bucket: string,
  pieces: readonly Piece[],
  from: number,
  to: number,
): AsyncGenerator<Buffer> =>
  readInTurn(
    rooms,
    pieces.map((piece) => ({ piece, key: keyOf(rooms, bucket, piece) })),
    from,
    to,
  );

/** Response headers that tell how an object is protected. */
export const encryptionHeaders = (encryption: Encryption | null | undefined): Record<string, string> => {
  if (!encryption) return {};
  return {
    'x-amz-server-side-encryption': encryption.algorithm,
    ...(encryption.algorithm === 'aws:kms' ? { 'x-amz-server-side-encryption-aws-kms-key-id': encryption.keyArn } : {}),
    ...(encryption.bucketKey ? { 'x-amz-server-side-encryption-bucket-key-enabled': 'true' } : {}),
  };
};
