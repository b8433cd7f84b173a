import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  BillingMode,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

export interface ItemTableProps {
  key: Key;
  sortKey?: boolean;
  /** Index name → its partition key and, where it has one, its sort key. All attributes are strings. */
  indexes?: Readonly<Record<string, readonly [partition: string, sort?: string]>>;
  timeToLive?: string;
  /** `why` is asked for when there are none: most data should survive an operator's mistake. */
  backups: true | { none: string };
}

/** A table with the attributes `pk` and, usually, `sk`; encrypted, protected, kept when its stack goes. */
export class ItemTable extends Table {
  /** The environment variable that carries its name, as in `ASSIGNMENTS_TABLE`. */
  readonly variable: string;
  readonly key: Key;
  readonly indexArns: readonly string[];

  constructor(
    scope: Construct,
    id: string,
    { key, sortKey = true, indexes = {}, timeToLive, backups }: ItemTableProps,
  ) {
    super(scope, id, {
      partitionKey: text('pk'),
      sortKey: sortKey ? text('sk') : undefined,
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: backups === true },
      timeToLiveAttribute: timeToLive,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.variable = `${id.toUpperCase()}_TABLE`;
    this.key = key;
    this.indexArns = Object.keys(indexes).map((index) => `${this.tableArn}/index/${index}`);
    for (const [indexName, [partition, sort]] of Object.entries(indexes)) {
      this.addGlobalSecondaryIndex({
        indexName,
        partitionKey: text(partition),
        sortKey: sort ? text(sort) : undefined,
        projectionType: ProjectionType.ALL,
      });
    }
    if (backups !== true) Validations.of(this).acknowledge({ id: 'AwsSolutions-DDB3', reason: backups.none });
  }
}

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });
