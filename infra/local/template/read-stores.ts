import { z } from 'zod';
import { CorsRule } from '../s3/cors.ts';
import { LifecycleRule } from '../s3/lifecycle-rules.ts';
import type { AliasSpec, BucketSpec, KeySpec, ReceiptRuleSpec, TableSpec } from './deployment.ts';
import { type Found, Properties, read } from './properties.ts';

const KeySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const Index = z.object({
  IndexName: z.string(),
  KeySchema,
  Projection: z.object({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});
const Table = z.object({
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema,
  GlobalSecondaryIndexes: z.array(Index).default([]),
  TimeToLiveSpecification: z.object({ AttributeName: z.string().optional(), Enabled: z.coerce.boolean() }).optional(),
});

/** AWS::DynamoDB::Table and AWS::DynamoDB::GlobalTable. */
export function readTable(found: Found): TableSpec {
  const table = read(Table, found);
  const ttl = table.TimeToLiveSpecification;
  return {
    name: found.reference,
    attributes: table.AttributeDefinitions,
    keySchema: table.KeySchema,
    indexes: table.GlobalSecondaryIndexes,
    ...(ttl?.Enabled && ttl.AttributeName !== undefined && { ttlAttribute: ttl.AttributeName }),
  };
}

const Encryption = z.object({
  ServerSideEncryptionConfiguration: z.array(
    z.object({ ServerSideEncryptionByDefault: z.object({ KMSMasterKeyID: z.string().optional() }).optional() }),
  ),
});
const EventBridge = z.object({ EventBridgeConfiguration: z.unknown().optional() });
const Bucket = z.object({
  VersioningConfiguration: z.object({ Status: z.string() }).optional(),
  BucketEncryption: Encryption.optional(),
  LifecycleConfiguration: z.object({ Rules: z.array(LifecycleRule) }).optional(),
  CorsConfiguration: z.object({ CorsRules: z.array(CorsRule) }).optional(),
  NotificationConfiguration: EventBridge.optional(),
});
const BucketPolicy = z.object({ Bucket: z.string(), PolicyDocument: Properties });
const Notifications = z.object({ BucketName: z.string(), NotificationConfiguration: EventBridge });

/**
 * AWS::S3::Bucket, with what other resources add to it.
 * @param policies AWS::S3::BucketPolicy of the deployment.
 * @param notifications Custom::S3BucketNotifications of the deployment: how the CDK turns EventBridge on.
 */
export function readBucket(found: Found, policies: readonly Found[], notifications: readonly Found[]): BucketSpec {
  const bucket = read(Bucket, found);
  const name = found.reference;
  const policy = policies.map((one) => read(BucketPolicy, one)).find((one) => one.Bucket === name);
  const told = notifications.map((one) => read(Notifications, one)).filter((one) => one.BucketName === name);
  const kmsKeyId =
    bucket.BucketEncryption?.ServerSideEncryptionConfiguration[0]?.ServerSideEncryptionByDefault?.KMSMasterKeyID;
  return {
    name,
    versioned: bucket.VersioningConfiguration?.Status === 'Enabled',
    ...(kmsKeyId !== undefined && { kmsKeyId }),
    lifecycle: bucket.LifecycleConfiguration?.Rules ?? [],
    cors: bucket.CorsConfiguration?.CorsRules ?? [],
    ...(policy && { policy: policy.PolicyDocument }),
    sendsEvents: [bucket.NotificationConfiguration, ...told.map((one) => one.NotificationConfiguration)].some(
      (one) => one?.EventBridgeConfiguration !== undefined,
    ),
  };
}

const keyKinds = [
  'SYMMETRIC_DEFAULT',
  'HMAC_224',
  'HMAC_256',
  'HMAC_384',
  'HMAC_512',
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'ECC_NIST_P256',
  'ECC_NIST_P384',
  'ECC_NIST_P521',
  'ECC_SECG_P256K1',
] as const;
const Key = z.object({
  KeySpec: z.enum(keyKinds).default('SYMMETRIC_DEFAULT'),
  KeyUsage: z.string().default('ENCRYPT_DECRYPT'),
});

/** AWS::KMS::Key. */
export function readKey(found: Found): KeySpec {
  const key = read(Key, found);
  return { keyId: found.reference, spec: key.KeySpec, usage: key.KeyUsage };
}

const Alias = z.object({ AliasName: z.string(), TargetKeyId: z.string() });

/** AWS::KMS::Alias. The target is named by its id or its ARN. */
export function readAlias(found: Found): AliasSpec {
  const alias = read(Alias, found);
  return { name: alias.AliasName, keyId: alias.TargetKeyId.split('/').at(-1) ?? alias.TargetKeyId };
}

const S3Action = z.object({ BucketName: z.string(), ObjectKeyPrefix: z.string().default('') });
const ReceiptRule = z.object({
  Rule: z.object({
    Enabled: z.boolean().default(false),
    Recipients: z.array(z.string()).default([]),
    Actions: z.tuple([z.strictObject({ S3Action })]),
  }),
});

/** AWS::SES::ReceiptRule with one action, into a bucket; undefined for one that is off. */
export function readReceiptRule(found: Found): ReceiptRuleSpec | undefined {
  const { Rule } = read(ReceiptRule, found);
  const { S3Action: store } = Rule.Actions[0];
  if (!Rule.Enabled) return undefined;
  return { recipients: Rule.Recipients, bucket: store.BucketName, keyPrefix: store.ObjectKeyPrefix };
}
