import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { PARTY_IDS } from '../../functions/domain/parties.ts';
import { KEY_ALIAS_PREFIX, OIDC_CLIENT_KEY, RECEIPT_RULE, RECEIPT_RULE_SET } from './names.ts';

/** Every KMS key. Each municipality has two of its own, so that its data is its own (D6, architecture 14). */
export class KeyRing extends Construct {
  /** Tables, mail that nobody has read yet, alarms. */
  readonly system: Key;
  /** Signs the portal's client assertions to the e-ID provider; the private half never leaves KMS. */
  readonly oidcClient: Key;
  /** A municipality's objects and the data keys of its assignments. */
  readonly municipal: Key[];
  /** Seals documents in a municipality's name; the private halves never leave KMS (architecture 15). */
  readonly seal: Key[];
  /** Makes a municipality's keyed MACs of identity numbers (architecture 7). */
  readonly mac: Key[];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.system = this.encrypting('System', `${KEY_ALIAS_PREFIX}system`);
    this.admitServices(this.system);
    this.municipal = PARTY_IDS.map((party) => this.encrypting(party, `${KEY_ALIAS_PREFIX}${party}`));
    // KMS rotates symmetric encryption keys only. A new HMAC key would also make every stored MAC incomparable.
    this.mac = PARTY_IDS.map(
      (party) =>
        new Key(this, `${party}-mac`, {
          alias: `${KEY_ALIAS_PREFIX}${party}-mac`,
          keySpec: KeySpec.HMAC_256,
          keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
          removalPolicy: RemovalPolicy.RETAIN,
        }),
    );
    this.seal = PARTY_IDS.map(
      (party) =>
        new Key(this, `${party}-seal`, {
          alias: `${KEY_ALIAS_PREFIX}${party}-seal`,
          keySpec: KeySpec.ECC_NIST_P256,
          keyUsage: KeyUsage.SIGN_VERIFY,
          removalPolicy: RemovalPolicy.RETAIN,
        }),
    );
    this.oidcClient = new Key(this, 'OidcClient', {
      alias: OIDC_CLIENT_KEY,
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  private encrypting(id: string, alias: string): Key {
    return new Key(this, id, { alias, enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });
  }

  /** AWS's own services that write under the system key: SES stores mail, CloudWatch publishes alarms. */
  private admitServices(key: Key): void {
    const stack = Stack.of(this);
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'MailIsStoredBySes',
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions: ['kms:GenerateDataKey', 'kms:Encrypt'],
        resources: ['*'],
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnEquals: { 'aws:SourceArn': receiptRuleArn(stack) },
        },
      }),
    );
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsArePublishedByCloudWatch',
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
    );
  }
}

/** The receipt rule of the mail stack, by name: mail is let into the bucket from there only. */
export const receiptRuleArn = (stack: Stack): string =>
  stack.formatArn({
    service: 'ses',
    resource: 'receipt-rule-set',
    resourceName: `${RECEIPT_RULE_SET}:receipt-rule/${RECEIPT_RULE}`,
  });
