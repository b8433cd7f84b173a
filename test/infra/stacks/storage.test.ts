import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PARTY_IDS } from '#domain/parties';
import { Policy, readable, synthesise } from './synthesised.ts';

const { ofType } = synthesise();
const buckets = ofType('AWS::S3::Bucket').map((bucket) => [bucket.name, bucket] as const);
const tables = ofType('AWS::DynamoDB::Table').map((table) => [table.name, table] as const);
const keys = ofType('AWS::KMS::Key');

const policyOf = (bucket: string) =>
  Policy.parse(
    ofType('AWS::S3::BucketPolicy').find(({ properties }) => readable(properties.Bucket) === `<${bucket}>`)?.properties
      .PolicyDocument,
  ).Statement;

const Rule = z.looseObject({
  Status: z.literal('Enabled'),
  TagFilters: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional(),
});
const rulesOf = (properties: Record<string, unknown>) =>
  z.object({ Rules: z.array(Rule) }).parse(properties.LifecycleConfiguration).Rules;

describe('every bucket', () => {
  it('is one of the five shelves', () => {
    expect(buckets.map(([name]) => name).sort()).toEqual(['Deliverables', 'Evidence', 'Mail', 'Material', 'Vault']);
  });

  it.each(buckets)(
    '%s is versioned, encrypted with a key of ours, private, and kept',
    (_name, { properties, isKept }) => {
      expect(isKept).toBe(true);
      expect(properties).toMatchObject({
        VersioningConfiguration: { Status: 'Enabled' },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
          ],
        },
      });
      expect(readable(properties.BucketEncryption)).toContain('<KeyRingSystem>');
    },
  );

  it.each(buckets)('%s refuses what does not come over TLS', (name) => {
    expect(policyOf(name)).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: ['s3:*'],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });

  it.each(buckets)('%s lets the portal alone sign addresses, and for five minutes at most', (name) => {
    const denied = policyOf(name).filter(({ Effect }) => Effect === 'Deny');
    expect(denied.find(({ Sid }) => Sid === 'NoOldSignedAddress')?.Condition).toEqual({
      StringEquals: { 's3:authType': 'REST-QUERY-STRING' },
      NumericGreaterThan: { 's3:signatureAge': '300000' },
    });
    const portalOnly = denied.find(({ Sid }) => Sid === 'OnlyThePortalSigns')?.Condition;
    expect(portalOnly?.StringEquals).toEqual({ 's3:authType': ['REST-QUERY-STRING', 'POST'] });
    expect(readable(portalOnly?.ArnNotEquals)).toContain(':role/resursdelning-portal');
  });

  it.each(buckets)('%s aborts unfinished uploads after seven days', (_name, { properties }) => {
    expect(rulesOf(properties)).toContainEqual(
      expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }),
    );
  });

  it.each(buckets.filter(([name]) => name !== 'Vault'))(
    '%s expires only what culling has released',
    (_name, { properties }) => {
      const expiring = rulesOf(properties).filter(
        (rule) => 'ExpirationInDays' in rule || 'NoncurrentVersionExpiration' in rule,
      );
      expect(expiring).toEqual([
        expect.objectContaining({
          TagFilters: [{ Key: 'release', Value: 'culling' }],
          ExpirationInDays: 1,
          NoncurrentVersionExpiration: { NoncurrentDays: 1 },
        }),
      ]);
    },
  );

  it('the vault expires nothing at all', () => {
    const vault = buckets.find(([name]) => name === 'Vault')?.[1];
    expect(JSON.stringify(rulesOf(vault?.properties ?? {}))).not.toMatch(/Expir/);
  });

  it('mail alone tells of new objects, and lets SES in under inbound/ only', () => {
    const announcing = buckets
      .filter(([, { properties }]) => properties.NotificationConfiguration)
      .map(([name]) => name);
    expect(announcing).toEqual(['Mail']);
    const allowed = buckets.flatMap(([name]) => policyOf(name).filter(({ Effect }) => Effect === 'Allow'));
    expect(allowed.map(({ Action, Resource }) => [Action, readable(Resource)])).toEqual([
      [['s3:PutObject'], '<Mail>/inbound/*'],
    ]);
  });
});

describe('every table', () => {
  it.each(tables)('%s is encrypted with a key of ours, protected, and kept', (_name, { properties, isKept }) => {
    expect(isKept).toBe(true);
    expect(properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    });
    expect(properties).not.toHaveProperty('StreamSpecification');
  });

  it('has backups, except where a backup would undo a culling', () => {
    const without = tables.filter(
      ([, { properties }]) =>
        readable(properties.PointInTimeRecoverySpecification) !== '{"PointInTimeRecoveryEnabled":true}',
    );
    expect(without.map(([name]) => name).sort()).toEqual(['Access', 'Keys']);
  });

  it('forgets by itself only what gives access for a while', () => {
    const forgetting = tables.filter(([, { properties }]) => properties.TimeToLiveSpecification);
    expect(forgetting.map(([name, { properties }]) => [name, properties.TimeToLiveSpecification])).toEqual([
      ['Access', { AttributeName: 'expiresAtSeconds', Enabled: true }],
    ]);
  });
});

describe('every key', () => {
  const aliases = ofType('AWS::KMS::Alias').map(({ properties }) => String(properties.AliasName));

  it('has an alias: three for each municipality, and two for the system', () => {
    expect(aliases.sort()).toEqual(
      ['system', 'oidc-client', ...PARTY_IDS.flatMap((party) => [party, `${party}-mac`, `${party}-seal`])]
        .map((name) => `alias/resursdelning/${name}`)
        .sort(),
    );
    expect(keys).toHaveLength(aliases.length);
  });

  it.each(keys)('$name is kept, and rotated where KMS can', ({ properties, isKept }) => {
    expect(isKept).toBe(true);
    const canRotate = properties.KeySpec === undefined;
    expect(properties.EnableKeyRotation ?? false).toBe(canRotate);
  });
});
