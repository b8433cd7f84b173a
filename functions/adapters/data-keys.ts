import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { AssignmentId } from '#domain/assignment';
import { ordererOf } from '#domain/assignment';
import { DataKeyCulled } from '#domain/errors';
import { environment } from './environment.ts';

/**
 * A data key per assignment, wrapped by the orderer's KMS key with the assignment's id as encryption context. The
 * wrapped key lies in a table without backups, so that removing it ends everything it sealed, in backups too
 * (architecture 4). The key is never cached: a culled assignment is unreadable at once.
 */
export interface DataKey {
  seal(value: unknown, place: string): string;
  open(sealed: string, place: string): unknown;
}

const contextOf = (id: AssignmentId): Record<string, string> => ({ assignment: id });

/** AES-256-GCM: 12 bytes of nonce, 16 of tag, the rest ciphertext; bound to the place it is stored in. */
const dataKey = (id: AssignmentId, key: Uint8Array): DataKey => ({
  seal(value, place) {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(`${id}|${place}`));
    const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64');
  },
  open(sealed, place) {
    const bytes = Buffer.from(sealed, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
      .setAAD(Buffer.from(`${id}|${place}`))
      .setAuthTag(bytes.subarray(12, 28));
    return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8'));
  },
});

export interface DataKeys {
  /** A new key: the item to put into the keys table, and the key itself. */
  create(id: AssignmentId): Promise<{ item: { pk: string; wrapped: string }; key: DataKey }>;
  /** @throws DataKeyCulled */
  of(id: AssignmentId): Promise<DataKey>;
  exists(id: AssignmentId): Promise<boolean>;
  erase(id: AssignmentId): Promise<'erased' | 'already-absent'>;
}

export const kmsDataKeys = (
  db: DynamoDBDocumentClient,
  kms = new KMSClient({}),
  table = environment('KEYS_TABLE'),
): DataKeys => {
  const wrappedOf = async (id: AssignmentId): Promise<string | undefined> => {
    const { Item } = await db.send(new GetCommand({ TableName: table, Key: { pk: id }, ConsistentRead: true }));
    return typeof Item?.wrapped === 'string' ? Item.wrapped : undefined;
  };
  return {
    async create(id) {
      const { Plaintext, CiphertextBlob } = await kms.send(
        new GenerateDataKeyCommand({
          KeyId: `${environment('KEY_ALIAS_PREFIX')}${ordererOf(id)}`,
          KeySpec: 'AES_256',
          EncryptionContext: contextOf(id),
        }),
      );
      if (!Plaintext || !CiphertextBlob) throw new Error('KMS gave no data key');
      return { item: { pk: id, wrapped: Buffer.from(CiphertextBlob).toString('base64') }, key: dataKey(id, Plaintext) };
    },
    async of(id) {
      const wrapped = await wrappedOf(id);
      if (!wrapped) throw new DataKeyCulled(id);
      const { Plaintext } = await kms.send(
        new DecryptCommand({ CiphertextBlob: Buffer.from(wrapped, 'base64'), EncryptionContext: contextOf(id) }),
      );
      if (!Plaintext) throw new DataKeyCulled(id);
      return dataKey(id, Plaintext);
    },
    exists: async (id) => (await wrappedOf(id)) !== undefined,
    async erase(id) {
      const { Attributes } = await db.send(
        new DeleteCommand({ TableName: table, Key: { pk: id }, ReturnValues: 'ALL_OLD' }),
      );
      return Attributes ? 'erased' : 'already-absent';
    },
  };
};
