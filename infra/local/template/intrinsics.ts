import { z } from 'zod';

/** The account and region that the home pretends to be in. */
export const account = '000000000000';
export const region = 'eu-north-1';

export const Resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Metadata: z.record(z.string(), z.unknown()).default({}),
});
export type Resource = z.infer<typeof Resource>;

/** One `*.template.json`, as far as the home reads it. */
export const Template = z.object({
  Parameters: z.record(z.string(), z.object({ Type: z.string(), Default: z.unknown().optional() })).default({}),
  Resources: z.record(z.string(), Resource).default({}),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
});
export type Template = z.infer<typeof Template>;

/** The template asks for something that the home does not have. */
export class TemplateNotUnderstood extends Error {
  override readonly name = 'TemplateNotUnderstood';
}

/** What the intrinsic functions of one template look things up in. */
export interface Surroundings {
  stackName: string;
  parameter(name: string): unknown;
  /** `Ref` of a resource; undefined when it is not in this template. */
  reference(logicalId: string): string | undefined;
  attribute(logicalId: string, attribute: string): string;
  imported(exportName: string): unknown;
}

const Pair = z.tuple([z.string(), z.string()]);
const Join = z.tuple([z.string(), z.unknown()]);
const Sub = z.union([z.string(), z.tuple([z.string(), z.record(z.string(), z.unknown())])]);

/** Replaces CloudFormation's intrinsic functions in a value by what they stand for. */
export function resolve(value: unknown, around: Surroundings): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, around)).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
    return intrinsic(only[0], only[1], around);
  }
  return Object.fromEntries(
    entries.map(([key, item]) => [key, resolve(item, around)]).filter(([, item]) => item !== undefined),
  );
}

function intrinsic(name: string, argument: unknown, around: Surroundings): unknown {
  switch (name) {
    case 'Ref':
      return reference(z.string().parse(argument), around);
    case 'Fn::GetAtt':
      return around.attribute(...(typeof argument === 'string' ? splitAtDot(argument) : Pair.parse(argument)));
    case 'Fn::Join': {
      const [separator, parts] = Join.parse(argument);
      return z.array(z.coerce.string()).parse(resolve(parts, around)).join(separator);
    }
    case 'Fn::Select': {
      const [index, list] = z.tuple([z.coerce.number(), z.unknown()]).parse(argument);
      return z.array(z.unknown()).parse(resolve(list, around))[index];
    }
    case 'Fn::Split': {
      const [separator, text] = z.tuple([z.string(), z.unknown()]).parse(argument);
      return z.string().parse(resolve(text, around)).split(separator);
    }
    case 'Fn::Sub':
      return substitute(Sub.parse(argument), around);
    case 'Fn::ImportValue':
      return around.imported(z.string().parse(resolve(argument, around)));
    default:
      throw new TemplateNotUnderstood(`The template uses ${name}, which the local home does not know`);
  }
}

function reference(name: string, around: Surroundings): unknown {
  switch (name) {
    case 'AWS::Region':
      return region;
    case 'AWS::AccountId':
      return account;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    case 'AWS::StackName':
      return around.stackName;
    case 'AWS::StackId':
      return `arn:aws:cloudformation:${region}:${account}:stack/${around.stackName}/local`;
    case 'AWS::NoValue':
      return undefined;
    default:
      return around.reference(name) ?? around.parameter(name);
  }
}

function substitute(argument: z.infer<typeof Sub>, around: Surroundings): string {
  const [text, own] = typeof argument === 'string' ? [argument, {}] : argument;
  return text.replace(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, name: string) => {
    if (literal) return whole.replace('!', '');
    const given = new Map(Object.entries(own)).get(name);
    if (given !== undefined) return z.coerce.string().parse(resolve(given, around));
    return name.includes('.')
      ? around.attribute(...splitAtDot(name))
      : z.coerce.string().parse(reference(name, around));
  });
}

function splitAtDot(text: string): [string, string] {
  const dot = text.indexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}
