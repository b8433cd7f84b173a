import type { KeySpec as KeyKind } from '../kms/key-specs.ts';
import type { CorsRule } from '../s3/cors.ts';
import type { LifecycleRule } from '../s3/lifecycle-rules.ts';
import type { Properties } from './properties.ts';

/** What the template asks for, in the words of the stores and engines that make it. */
export interface Deployment {
  tables: TableSpec[];
  buckets: BucketSpec[];
  keys: KeySpec[];
  aliases: AliasSpec[];
  functions: FunctionSpec[];
  machines: MachineSpec[];
  rules: RuleSpec[];
  receiptRules: ReceiptRuleSpec[];
  httpApis: HttpApiSpec[];
}

type AttributeKind = 'S' | 'N' | 'B';
interface KeyPart {
  AttributeName: string;
  KeyType: 'HASH' | 'RANGE';
}
interface IndexSpec {
  IndexName: string;
  KeySchema: KeyPart[];
  Projection: { ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; NonKeyAttributes?: string[] };
}
export interface TableSpec {
  name: string;
  attributes: { AttributeName: string; AttributeType: AttributeKind }[];
  keySchema: KeyPart[];
  indexes: IndexSpec[];
  /** The attribute that holds when an item expires, in seconds since 1970. */
  ttlAttribute?: string;
}

export interface BucketSpec {
  name: string;
  versioned: boolean;
  /** The key that encrypts what is put without saying how: its id, ARN or alias. */
  kmsKeyId?: string;
  /** `LifecycleConfiguration.Rules` as the template has them. */
  lifecycle: LifecycleRule[];
  /** `CorsConfiguration.CorsRules` as the template has them. */
  cors: CorsRule[];
  /** The document of the bucket's policy as the template has it. */
  policy?: Properties;
  /** Whether the bucket tells EventBridge about its objects. */
  sendsEvents: boolean;
}

export interface KeySpec {
  keyId: string;
  spec: KeyKind;
  usage: string;
}
export interface AliasSpec {
  name: string;
  keyId: string;
}

export interface FunctionSpec {
  name: string;
  arn: string;
  /** The handler's source, from the root of the project. */
  entry: string;
  assets: string[];
  /** The name that the bundle exports. */
  handler: string;
  environment: Record<string, string>;
  timeoutMs: number;
  memoryMb: number;
}

export interface MachineSpec {
  name: string;
  arn: string;
  definition: string;
}

interface TargetSpec {
  functionArn: string;
  /** What the function gets instead of the event. */
  input?: unknown;
}
export interface RuleSpec {
  name: string;
  arn: string;
  pattern?: Properties;
  schedule?: string;
  targets: TargetSpec[];
}

export interface RouteSpec {
  /** `$default`, or a method (or `ANY`) and a path as in `GET /a/{b}` and `ANY /{proxy+}`. */
  key: string;
  functionArn: string;
}
export interface HttpApiSpec {
  id: string;
  routes: RouteSpec[];
}

/** Where mail to these domains or addresses is stored. */
export interface ReceiptRuleSpec {
  recipients: string[];
  bucket: string;
  keyPrefix: string;
}
