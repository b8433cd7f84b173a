import { createHash } from 'node:crypto';
import { account, type Resource, region } from './intrinsics.ts';

/** What other resources say when they mean this one: its `Ref`, and its attributes by name. */
export interface Identifiers {
  reference: string;
  attributes: Readonly<Record<string, string>>;
}

/**
 * The identifiers of a resource. They follow from its logical id alone (or from the name that the template gives it), so that
 * data written before a restart belongs to the same table, bucket and key after it.
 * @param own reads a property of the resource as text, resolved; undefined when it is not set.
 */
export function identifiersOf(
  logicalId: string,
  { Type: type }: Resource,
  own: (property: string) => string | undefined,
): Identifiers {
  const arn = (service: string, path: string) => `arn:aws:${service}:${region}:${account}:${path}`;
  switch (type) {
    case 'AWS::DynamoDB::Table':
    case 'AWS::DynamoDB::GlobalTable': {
      const name = own('TableName') ?? logicalId;
      return { reference: name, attributes: { Arn: arn('dynamodb', `table/${name}`) } };
    }
    case 'AWS::S3::Bucket': {
      const name = own('BucketName') ?? logicalId.toLowerCase().slice(0, 63);
      const domain = `${name}.s3.${region}.amazonaws.com`;
      const attributes = { Arn: `arn:aws:s3:::${name}`, RegionalDomainName: domain, DomainName: domain };
      return { reference: name, attributes };
    }
    case 'AWS::KMS::Key': {
      const id = uuidOf(logicalId);
      return { reference: id, attributes: { Arn: arn('kms', `key/${id}`), KeyId: id } };
    }
    case 'AWS::KMS::Alias':
      return { reference: own('AliasName') ?? `alias/${logicalId}`, attributes: {} };
    case 'AWS::Lambda::Function': {
      const name = own('FunctionName') ?? logicalId;
      return { reference: name, attributes: { Arn: arn('lambda', `function:${name}`) } };
    }
    case 'AWS::StepFunctions::StateMachine': {
      const name = own('StateMachineName') ?? logicalId;
      const machine = arn('states', `stateMachine:${name}`);
      return { reference: machine, attributes: { Arn: machine, Name: name } };
    }
    case 'AWS::Events::Rule': {
      const name = own('Name') ?? logicalId;
      return { reference: name, attributes: { Arn: arn('events', `rule/${name}`) } };
    }
    case 'AWS::ApiGatewayV2::Api':
      return { reference: logicalId, attributes: { ApiId: logicalId, ApiEndpoint: 'http://localhost' } };
    default:
      // Roles, log groups and the like: nobody looks behind these names on one machine.
      return { reference: own('TopicName') ?? own('Name') ?? logicalId, attributes: { Arn: arn('local', logicalId) } };
  }
}

/** Keys are told apart by a UUID; this one is drawn from the logical id. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
