import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { KeyRecord } from './key-file.ts';
import type { KeyRing } from './key-ring.ts';
import { KEY_SPECS } from './key-specs.ts';
import { KmsError } from './kms-error.ts';
import { open, seal } from './sealed-box.ts';
import { macWith, publicKeyOf, signWith, verifyMacWith, verifyWith } from './signatures.ts';

export type Operation = (request: unknown) => object;

const Bytes = z.string().transform((text) => Buffer.from(text, 'base64'));
const Context = z.record(z.string(), z.string()).default({});
const Key = z.object({ KeyId: z.string().min(1).max(2048) });
const Message = z.object({
  ...Key.shape,
  Message: Bytes.refine((bytes) => bytes.length <= 4096, 'Message is longer than 4096 bytes'),
});
const Signing = z.object({
  ...Message.shape,
  SigningAlgorithm: z.string(),
  MessageType: z.enum(['RAW', 'DIGEST']).default('RAW'),
});
const DataKeyRequest = z.object({
  ...Key.shape,
  EncryptionContext: Context,
  KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
  NumberOfBytes: z.int().min(1).max(1024).optional(),
});
const Page = z.object({ Limit: z.int().min(1).max(1000).default(100), Marker: z.string().optional() });

const operation =
  <S extends z.ZodType>(schema: S, run: (request: z.output<S>) => object): Operation =>
  (request) =>
    run(schema.parse(request));

const page = <T>(items: T[], { Limit, Marker = '0' }: z.output<typeof Page>) => {
  const end = Number(Marker) + Limit;
  const more = end < items.length;
  return {
    items: items.slice(Number(Marker), end),
    rest: more ? { Truncated: true, NextMarker: `${end}` } : { Truncated: false },
  };
};

const algorithmsOf = (key: KeyRecord): object => {
  const { usage, algorithms } = KEY_SPECS[key.spec];
  if (usage === 'SIGN_VERIFY') return { SigningAlgorithms: algorithms };
  return usage === 'ENCRYPT_DECRYPT' ? { EncryptionAlgorithms: algorithms } : { MacAlgorithms: algorithms };
};

/** What can be done with the keys themselves: make, name, describe, switch off, remove. */
export const keyOperations = (ring: KeyRing, account: string): Record<string, Operation> => {
  const metadata = (key: KeyRecord) => ({
    AWSAccountId: account,
    KeyId: key.id,
    Arn: ring.arn(key),
    CreationDate: key.createdAt / 1000,
    DeletionDate: key.deletionAt === undefined ? undefined : key.deletionAt / 1000,
    Enabled: key.state === 'Enabled',
    KeyState: key.state,
    KeyUsage: KEY_SPECS[key.spec].usage,
    KeySpec: key.spec,
    CustomerMasterKeySpec: key.spec,
    KeyManager: 'CUSTOMER',
    Origin: 'AWS_KMS',
    MultiRegion: false,
    Description: key.description,
    ...algorithmsOf(key),
  });
  const settle = (state: 'Enabled' | 'Disabled') =>
    operation(Key, ({ KeyId }) => {
      const key = ring.find(KeyId);
      if (key.state === 'PendingDeletion')
        throw new KmsError('KMSInvalidStateException', `${ring.arn(key)} is pending deletion.`);
      ring.change(key, { state });
      return {};
    });
  const rotation = (rotates: boolean) =>
    operation(Key, ({ KeyId }) => {
      ring.change(ring.usable(KeyId), { rotates });
      return {};
    });
  return {
    CreateKey: operation(
      z.object({
        KeySpec: z.string().optional(),
        CustomerMasterKeySpec: z.string().optional(),
        KeyUsage: z.string().optional(),
        Description: z.string().optional(),
      }),
      (r) => ({
        KeyMetadata: metadata(
          ring.create({
            keyId: randomUUID(),
            spec: r.KeySpec ?? r.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT',
            usage: r.KeyUsage,
            description: r.Description,
          }),
        ),
      }),
    ),
    DescribeKey: operation(Key, (r) => ({ KeyMetadata: metadata(ring.find(r.KeyId)) })),
    ListKeys: operation(Page, (r) => {
      const { items, rest } = page(ring.all(), r);
      return { Keys: items.map((key) => ({ KeyId: key.id, KeyArn: ring.arn(key) })), ...rest };
    }),
    CreateAlias: operation(z.object({ AliasName: z.string(), TargetKeyId: z.string() }), (r) => {
      ring.alias(r.AliasName, r.TargetKeyId);
      return {};
    }),
    UpdateAlias: operation(z.object({ AliasName: z.string(), TargetKeyId: z.string() }), (r) => {
      ring.alias(r.AliasName, r.TargetKeyId, { replace: true });
      return {};
    }),
    DeleteAlias: operation(z.object({ AliasName: z.string() }), (r) => {
      ring.removeAlias(r.AliasName);
      return {};
    }),
    ListAliases: operation(z.object({ ...Page.shape, KeyId: z.string().optional() }), (r) => {
      const only = r.KeyId === undefined ? undefined : ring.find(r.KeyId).id;
      const { items, rest } = page(
        ring.aliases().filter(({ keyId }) => only === undefined || keyId === only),
        r,
      );
      const Aliases = items.map(({ name, keyId }) => ({
        AliasName: name,
        AliasArn: ring.aliasArn(name),
        TargetKeyId: keyId,
      }));
      return { Aliases, ...rest };
    }),
    EnableKeyRotation: rotation(true),
    DisableKeyRotation: rotation(false),
    GetKeyRotationStatus: operation(Key, (r) => ({ KeyRotationEnabled: ring.find(r.KeyId).rotates })),
    RotateKeyOnDemand: operation(Key, (r) => {
      const key = ring.usable(r.KeyId);
      if (key.spec !== 'SYMMETRIC_DEFAULT')
        throw new KmsError('UnsupportedOperationException', 'Only symmetric keys rotate');
      ring.change(key, { material: [...key.material, KEY_SPECS[key.spec].make()] });
      return { KeyId: ring.arn(key) };
    }),
    EnableKey: settle('Enabled'),
    DisableKey: settle('Disabled'),
    ScheduleKeyDeletion: operation(z.object({ ...Key.shape, PendingWindowInDays: z.int().default(30) }), (r) => {
      const key = ring.find(r.KeyId);
      if (key.state === 'PendingDeletion')
        throw new KmsError('KMSInvalidStateException', `${ring.arn(key)} is pending deletion.`);
      const at = ring.scheduleDeletion(key, r.PendingWindowInDays);
      return {
        KeyId: ring.arn(key),
        DeletionDate: at / 1000,
        KeyState: key.state,
        PendingWindowInDays: r.PendingWindowInDays,
      };
    }),
    CancelKeyDeletion: operation(Key, (r) => {
      const key = ring.find(r.KeyId);
      if (key.state !== 'PendingDeletion')
        throw new KmsError('KMSInvalidStateException', `${ring.arn(key)} is not pending deletion.`);
      ring.change(key, { state: 'Disabled', deletionAt: undefined });
      return { KeyId: ring.arn(key) };
    }),
  };
};

/** What can be done with the help of a key. */
export const cryptographicOperations = (ring: KeyRing): Record<string, Operation> => {
  const dataKey = (r: z.output<typeof DataKeyRequest>) => {
    const key = ring.usable(r.KeyId);
    const plaintext = randomBytes(r.NumberOfBytes ?? (r.KeySpec === 'AES_128' ? 16 : 32));
    const CiphertextBlob = seal(ring, key, plaintext, r.EncryptionContext).toString('base64');
    return { plaintext, answer: { CiphertextBlob, KeyId: ring.arn(key) } };
  };
  const expectKey = (reference: string | undefined, key: KeyRecord) => {
    if (reference !== undefined && ring.usable(reference) !== key)
      throw new KmsError(
        'IncorrectKeyException',
        'The key ID in the request does not identify a CMK that can perform this operation.',
      );
  };
  return {
    Encrypt: operation(z.object({ ...Key.shape, Plaintext: Bytes, EncryptionContext: Context }), (r) => {
      if (r.Plaintext.length < 1 || r.Plaintext.length > 4096)
        throw new KmsError('ValidationException', 'Plaintext must be 1 to 4096 bytes');
      const key = ring.usable(r.KeyId);
      const CiphertextBlob = seal(ring, key, r.Plaintext, r.EncryptionContext).toString('base64');
      return { CiphertextBlob, KeyId: ring.arn(key), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
    }),
    Decrypt: operation(
      z.object({ CiphertextBlob: Bytes, EncryptionContext: Context, KeyId: z.string().optional() }),
      (r) => {
        const { key, plaintext } = open(ring, r.CiphertextBlob, r.EncryptionContext);
        expectKey(r.KeyId, key);
        return {
          Plaintext: plaintext.toString('base64'),
          KeyId: ring.arn(key),
          EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        };
      },
    ),
    ReEncrypt: operation(
      z.object({
        CiphertextBlob: Bytes,
        SourceEncryptionContext: Context,
        SourceKeyId: z.string().optional(),
        DestinationKeyId: z.string(),
        DestinationEncryptionContext: Context,
      }),
      (r) => {
        const source = open(ring, r.CiphertextBlob, r.SourceEncryptionContext);
        expectKey(r.SourceKeyId, source.key);
        const key = ring.usable(r.DestinationKeyId);
        return {
          CiphertextBlob: seal(ring, key, source.plaintext, r.DestinationEncryptionContext).toString('base64'),
          SourceKeyId: ring.arn(source.key),
          KeyId: ring.arn(key),
          SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
          DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        };
      },
    ),
    GenerateDataKey: operation(DataKeyRequest, (r) => {
      const { plaintext, answer } = dataKey(r);
      return { Plaintext: plaintext.toString('base64'), ...answer };
    }),
    GenerateDataKeyWithoutPlaintext: operation(DataKeyRequest, (r) => dataKey(r).answer),
    GenerateRandom: operation(z.object({ NumberOfBytes: z.int().min(1).max(1024) }), (r) => ({
      Plaintext: randomBytes(r.NumberOfBytes).toString('base64'),
    })),
    GenerateMac: operation(z.object({ ...Message.shape, MacAlgorithm: z.string() }), (r) => {
      const key = ring.usable(r.KeyId);
      const Mac = macWith(key, r.MacAlgorithm, r.Message).toString('base64');
      return { Mac, KeyId: ring.arn(key), MacAlgorithm: r.MacAlgorithm };
    }),
    VerifyMac: operation(z.object({ ...Message.shape, MacAlgorithm: z.string(), Mac: Bytes }), (r) => {
      const key = ring.usable(r.KeyId);
      verifyMacWith(key, r.MacAlgorithm, r.Message, r.Mac);
      return { MacValid: true, KeyId: ring.arn(key), MacAlgorithm: r.MacAlgorithm };
    }),
    Sign: operation(Signing, (r) => {
      const key = ring.usable(r.KeyId);
      const signature = signWith(key, {
        algorithm: r.SigningAlgorithm,
        message: r.Message,
        isDigest: r.MessageType === 'DIGEST',
      });
      return { Signature: signature.toString('base64'), KeyId: ring.arn(key), SigningAlgorithm: r.SigningAlgorithm };
    }),
    Verify: operation(z.object({ ...Signing.shape, Signature: Bytes }), (r) => {
      const key = ring.usable(r.KeyId);
      verifyWith(key, r.Signature, {
        algorithm: r.SigningAlgorithm,
        message: r.Message,
        isDigest: r.MessageType === 'DIGEST',
      });
      return { SignatureValid: true, KeyId: ring.arn(key), SigningAlgorithm: r.SigningAlgorithm };
    }),
    GetPublicKey: operation(Key, (r) => {
      const key = ring.usable(r.KeyId);
      return {
        PublicKey: publicKeyOf(key).toString('base64'),
        KeyId: ring.arn(key),
        KeySpec: key.spec,
        CustomerMasterKeySpec: key.spec,
        KeyUsage: KEY_SPECS[key.spec].usage,
        ...algorithmsOf(key),
      };
    }),
  };
};
