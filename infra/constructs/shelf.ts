import { Aws, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { KeyRing } from './key-ring.ts';
import { PORTAL_ROLE, RELEASE_TAG } from './names.ts';

/** No signed address lives longer than this: long enough for a click, too short to pass on. */
const SIGNATURE_AGE_MS = 300_000;

export interface ShelfProps {
  keys: KeyRing;
  /** Whether what lies here is culled. The vault is the orderer's own and is not (architecture 2). */
  isCulled: boolean;
  /** Whether each new object is told to EventBridge. */
  announces?: boolean;
}

/** A bucket for one kind of object: versioned, encrypted, private, TLS only, kept when its stack goes. */
export class Shelf extends Bucket {
  /** The environment variable that carries its name, as in `MATERIAL_BUCKET`. */
  readonly variable: string;
  readonly keys: KeyRing;
  /** The bucket, and the objects in it, as other stacks name them. */
  readonly arn: string;
  readonly objectsArn: string;

  constructor(scope: Construct, id: string, { keys, isCulled, announces = false }: ShelfProps) {
    super(scope, id, {
      versioned: true,
      encryption: BucketEncryption.KMS,
      encryptionKey: keys.system,
      bucketKeyEnabled: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: isCulled ? [ABORT_UNFINISHED, EXPIRE_RELEASED, EXPIRE_BARE_MARKERS] : [ABORT_UNFINISHED],
    });
    this.variable = `${id.toUpperCase()}_BUCKET`;
    this.keys = keys;
    this.arn = Stack.of(this).exportValue(this.bucketArn);
    this.objectsArn = `${this.arn}/*`;
    this.refuseSignatures();
    // The construct's own switch adds a Lambda function that sets the same property at deployment.
    if (announces && this.node.defaultChild instanceof CfnBucket) {
      this.node.defaultChild.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    }
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Access logs repeat the query of a download, which holds the file name people gave, and no culling reaches them; each disclosure is an event of its assignment instead (D1, K6)',
    });
  }

  /** Signed addresses and upload forms come from the portal alone, which asks who the person is, and die young. */
  private refuseSignatures(): void {
    const refuse = (sid: string, conditions: Record<string, object>) =>
      this.addToResourcePolicy(
        new PolicyStatement({
          sid,
          effect: Effect.DENY,
          principals: [new StarPrincipal()],
          actions: ['s3:*'],
          resources: [this.arnForObjects('*')],
          conditions,
        }),
      );
    refuse('NoOldSignedAddress', {
      StringEquals: { 's3:authType': 'REST-QUERY-STRING' },
      NumericGreaterThan: { 's3:signatureAge': String(SIGNATURE_AGE_MS) },
    });
    refuse('OnlyThePortalSigns', {
      StringEquals: { 's3:authType': ['REST-QUERY-STRING', 'POST'] },
      ArnNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::${Aws.ACCOUNT_ID}:role/${PORTAL_ROLE}` },
    });
  }
}

const ABORT_UNFINISHED: LifecycleRule = {
  id: 'abort-unfinished-uploads',
  abortIncompleteMultipartUploadAfter: Duration.days(7),
};

/** The net behind culling: takes only what culling has released after its hold check (architecture 3). */
const EXPIRE_RELEASED: LifecycleRule = {
  id: 'expire-released-for-culling',
  tagFilters: RELEASE_TAG,
  expiration: Duration.days(1),
  noncurrentVersionExpiration: Duration.days(1),
};

/** A marker with no version behind it; S3 permits no tag filter here, and there is nothing left to tag. */
const EXPIRE_BARE_MARKERS: LifecycleRule = { id: 'expire-bare-markers', expiredObjectDeleteMarker: true };
