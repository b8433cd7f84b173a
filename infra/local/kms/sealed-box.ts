import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { EncryptionContext } from './data-keys.ts';
import type { KeyRecord } from './key-file.ts';
import type { KeyRing } from './key-ring.ts';
import { KmsError } from './kms-error.ts';

const VERSION = 1;
const IV = 12;
const TAG = 16;

const additionalData = (header: Buffer, context: EncryptionContext): Buffer =>
  Buffer.concat([header, Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))))]);

const expectSymmetric = (ring: KeyRing, key: KeyRecord): void => {
  if (key.spec !== 'SYMMETRIC_DEFAULT')
    throw new KmsError('InvalidKeyUsageException', `${ring.arn(key)} key usage is not ENCRYPT_DECRYPT`);
};

const secretAt = (key: KeyRecord, generation: number): Buffer => {
  const material = key.material[generation];
  if (material === undefined) throw new KmsError('InvalidCiphertextException');
  return Buffer.from(material, 'base64');
};

/**
 * Seals bytes under a symmetric key with AES-256-GCM.
 *
 * The blob names its key and the generation of its material: version, id length, id, generation (2 bytes), IV, tag, ciphertext.
 * Header and context are authenticated together.
 */
export const seal = (ring: KeyRing, key: KeyRecord, plaintext: Buffer, context: EncryptionContext = {}): Buffer => {
  expectSymmetric(ring, key);
  const generation = key.material.length - 1;
  const id = Buffer.from(key.id);
  const header = Buffer.concat([
    Buffer.from([VERSION, id.length]),
    id,
    Buffer.from([generation >> 8, generation & 255]),
  ]);
  const iv = randomBytes(IV);
  const cipher = createCipheriv('aes-256-gcm', secretAt(key, generation), iv);
  cipher.setAAD(additionalData(header, context));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([header, iv, cipher.getAuthTag(), sealed]);
};

const readHeader = (blob: Buffer): { keyId: string; generation: number; headerLength: number } => {
  const idLength = blob[1] ?? 0;
  const headerLength = 2 + idLength + 2;
  if (blob[0] !== VERSION || blob.length < headerLength + IV + TAG) throw new KmsError('InvalidCiphertextException');
  return {
    keyId: blob.subarray(2, 2 + idLength).toString(),
    generation: blob.readUInt16BE(2 + idLength),
    headerLength,
  };
};

/**
 * Opens what `seal` made. The blob says which key; the key must be enabled.
 *
 * @throws KmsError `InvalidCiphertextException` for changed bytes, another context or a key that is gone.
 */
export const open = (
  ring: KeyRing,
  blob: Buffer,
  context: EncryptionContext = {},
): { key: KeyRecord; plaintext: Buffer } => {
  const { keyId, generation, headerLength } = readHeader(blob);
  const key = ring.usable(keyId);
  const iv = blob.subarray(headerLength, headerLength + IV);
  const tag = blob.subarray(headerLength + IV, headerLength + IV + TAG);
  const decipher = createDecipheriv('aes-256-gcm', secretAt(key, generation), iv, { authTagLength: TAG });
  decipher.setAAD(additionalData(blob.subarray(0, headerLength), context));
  decipher.setAuthTag(tag);
  try {
    return {
      key,
      plaintext: Buffer.concat([decipher.update(blob.subarray(headerLength + IV + TAG)), decipher.final()]),
    };
  } catch (cause) {
    throw Object.assign(new KmsError('InvalidCiphertextException'), { cause });
  }
};
