import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Deployment } from './deployment.ts';
import { type Identifiers, identifiersOf } from './identifiers.ts';
import { type Resource, resolve, type Surroundings, Template, TemplateNotUnderstood } from './intrinsics.ts';
import { type Found, Properties } from './properties.ts';
import { readFunction, readHttpApi, readMachine, readRule } from './read-compute.ts';
import { readAlias, readBucket, readKey, readReceiptRule, readTable } from './read-stores.ts';

/** What the readers below take, and what they look at beside it. */
const understood = new Set([
  'AWS::DynamoDB::Table',
  'AWS::DynamoDB::GlobalTable',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'Custom::S3BucketNotifications',
  'AWS::KMS::Key',
  'AWS::KMS::Alias',
  'AWS::Lambda::Function',
  'AWS::StepFunctions::StateMachine',
  'AWS::Events::Rule',
  'AWS::SES::ReceiptRule',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Integration',
]);

/** What has no meaning on one machine: who may do what, where logs lie, alarms, domain names, the deployment itself. */
const withoutMeaningHere = [
  /^AWS::(IAM|Logs|CloudWatch|SNS|SSM|Route53|CertificateManager|CloudTrail|Budgets|WAFv2|CDK|XRay)::/,
  /^AWS::SES::(?!ReceiptRule$)/,
  /^AWS::ApiGatewayV2::(Stage|Deployment|DomainName|ApiMapping)$/,
  // A queue of dead letters: an event that is given up is a line in the log here.
  /^AWS::SQS::(Queue|QueuePolicy)$/,
  /^AWS::Lambda::(Permission|EventInvokeConfig|LayerVersion|Alias|Version)$/,
  /^Custom::(S3AutoDeleteObjects|LogRetention|AWS)$/,
];

interface Stack {
  name: string;
  template: Template;
  around: Surroundings;
  identifiers(logicalId: string, resource: Resource): Identifiers;
}

/**
 * Reads all stacks of a cloud assembly (`cdk.out`) as one deployment.
 *
 * @param parameters values of the templates' parameters by name; a parameter that is not given takes its default.
 * @throws TemplateNotUnderstood that names what the local home does not know. Nothing is left out in silence.
 */
export function loadDeployment(dir: string, parameters: Readonly<Record<string, string>>): Deployment {
  const stacks: Stack[] = [];
  for (const file of readdirSync(dir)
    .filter((name) => name.endsWith('.template.json'))
    .sort()) {
    const template = Template.parse(JSON.parse(readFileSync(join(dir, file), 'utf8')));
    stacks.push(openStack(basename(file, '.template.json'), template, parameters, stacks));
  }
  const found = stacks.flatMap(resourcesOf);
  assertNamesAreUnique(found);
  const of = (...types: string[]) => found.filter((one) => types.includes(one.type));
  return {
    tables: of('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map(readTable),
    buckets: of('AWS::S3::Bucket').map((one) =>
      readBucket(one, of('AWS::S3::BucketPolicy'), of('Custom::S3BucketNotifications')),
    ),
    keys: of('AWS::KMS::Key').map(readKey),
    aliases: of('AWS::KMS::Alias').map(readAlias),
    functions: of('AWS::Lambda::Function').flatMap((one) => readFunction(one) ?? []),
    machines: of('AWS::StepFunctions::StateMachine').map(readMachine),
    rules: of('AWS::Events::Rule').flatMap((one) => readRule(one) ?? []),
    receiptRules: of('AWS::SES::ReceiptRule').flatMap((one) => readReceiptRule(one) ?? []),
    httpApis: of('AWS::ApiGatewayV2::Api').map((one) =>
      readHttpApi(one, of('AWS::ApiGatewayV2::Route'), of('AWS::ApiGatewayV2::Integration')),
    ),
  };
}

/** @param stacks all stacks, for what this one imports; looked at only when a value is resolved. */
function openStack(
  name: string,
  template: Template,
  given: Readonly<Record<string, string>>,
  stacks: readonly Stack[],
): Stack {
  const values = new Map(Object.entries(given));
  const identifiers = (logicalId: string, resource: Resource) =>
    identifiersOf(logicalId, resource, (property) => {
      const value = resolve(resource.Properties[property], around);
      return typeof value === 'string' ? value : undefined;
    });
  const around: Surroundings = {
    stackName: name,
    parameter(parameter) {
      const value = values.get(parameter) ?? template.Parameters[parameter]?.Default;
      if (value !== undefined) return value;
      throw new TemplateNotUnderstood(`${name}: nothing is called ${parameter}, or it is a parameter without a value`);
    },
    reference(logicalId) {
      const resource = template.Resources[logicalId];
      return resource && identifiers(logicalId, resource).reference;
    },
    attribute(logicalId, attribute) {
      const resource = template.Resources[logicalId];
      const value = resource && identifiers(logicalId, resource).attributes[attribute];
      if (value !== undefined) return value;
      // Attributes of what has no meaning here are asked for by what has none either, e.g. a role's ARN by its policy.
      if (resource && !understood.has(resource.Type)) return `${logicalId}.${attribute}`;
      throw new TemplateNotUnderstood(`${name}: ${logicalId} has no attribute ${attribute} in the local home`);
    },
    imported: (exportName) => exported(stacks, exportName),
  };
  return { name, template, around, identifiers };
}

function exported(stacks: readonly Stack[], exportName: string): unknown {
  for (const { template, around } of stacks) {
    for (const { Export, Value } of Object.values(template.Outputs)) {
      if (Export && resolve(Export.Name, around) === exportName) return resolve(Value, around);
    }
  }
  throw new TemplateNotUnderstood(`No stack exports ${exportName}`);
}

function resourcesOf({ name, template, around, identifiers }: Stack): Found[] {
  return Object.entries(template.Resources).flatMap(([logicalId, resource]) => {
    const type = resource.Type;
    if (withoutMeaningHere.some((pattern) => pattern.test(type))) return [];
    if (!understood.has(type))
      throw new TemplateNotUnderstood(`${name}: the local home does not know ${type} (${logicalId})`);
    return {
      logicalId,
      type,
      reference: identifiers(logicalId, resource).reference,
      attribute: (attribute: string) => around.attribute(logicalId, attribute),
      properties: Properties.parse(resolve(resource.Properties, around)),
      metadata: resource.Metadata,
    };
  });
}

function assertNamesAreUnique(found: readonly Found[]): void {
  const seen = new Map<string, string>();
  for (const { type, reference, logicalId } of found) {
    const other = seen.get(`${type} ${reference}`);
    if (other !== undefined) throw new TemplateNotUnderstood(`${other} and ${logicalId} are both called ${reference}`);
    seen.set(`${type} ${reference}`, logicalId);
  }
}
