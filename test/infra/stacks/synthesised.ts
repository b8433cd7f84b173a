import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { buildApp } from '../../../infra/app.ts';

const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Metadata: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
});
const Template = z.looseObject({
  Resources: z.record(z.string(), Resource),
  Parameters: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});
interface Found {
  stack: string;
  /** Logical id without the hash: the path of construct ids. */
  name: string;
  type: string;
  properties: Record<string, unknown>;
  metadata: Record<string, unknown>;
  isKept: boolean;
}

const Statement = z.looseObject({
  Effect: z.string(),
  Action: z.union([z.string().transform((one) => [one]), z.array(z.string())]),
  Resource: z.unknown(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  Sid: z.string().optional(),
});
export const Policy = z.looseObject({ Statement: z.array(Statement) });

/** One permission, readable: `dynamodb:GetItem` on `<Assignments>`. */
export interface Permission {
  action: string;
  resource: string;
  condition: string;
}

const withoutHash = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');

/** A resource of a policy as a person reads it: `<Mail>/*`, `<KeyRinghaninge>`, `*`. */
export const readable = (value: unknown): string =>
  JSON.stringify(value)
    .replace(
      /\{"Fn::ImportValue":"[a-z-]+:ExportsOutput(?:FnGetAtt|Ref)(\w+?)[0-9A-F]{8}(?:Arn)?[0-9A-F]{8}"\}/g,
      '"<$1>"',
    )
    .replace(/\{"Fn::GetAtt":\["(\w+?)[0-9A-F]{8}","Arn"\]\}/g, '"<$1>"')
    .replace(/\{"Ref":"([\w:]+?)(?:[0-9A-F]{8})?"\}/g, '"<$1>"')
    .replace(
      /\{"Fn::Join":\["",\[(.*?)\]\]\}/g,
      (_all, parts: string) => `"${parts.replaceAll('"', '').replaceAll(',', '')}"`,
    )
    .replace(/^"|"$/g, '');

/** The templates of the whole system, without code; synthesised into a folder that is gone before this returns. */
export const synthesise = () => {
  const outdir = mkdtempSync(join(tmpdir(), 'stacks-'));
  try {
    const assembly = buildApp({ outdir, bundling: false, validation: false }).synth();
    const templates = assembly.stacks.map((stack) => ({ stack: stack.id, template: Template.parse(stack.template) }));
    const resources: Found[] = templates.flatMap(({ stack, template }) =>
      Object.entries(template.Resources).map(([id, resource]) => ({
        stack,
        name: withoutHash(id),
        type: resource.Type,
        properties: resource.Properties,
        metadata: resource.Metadata,
        isKept: resource.DeletionPolicy === 'Retain',
      })),
    );
    const functions = resources
      .filter(({ type }) => type === 'AWS::Lambda::Function')
      .map((found) => ({
        ...found,
        name: found.name.replace(/^(?:Assignment|Culling|Enrolment|Intake|Signings|Watch)(?=[A-Z])/, ''),
      }));
    const ofType = (type: string) => resources.filter((resource) => resource.type === type);
    return { templates, resources, functions, ofType, permissionsOf: (name: string) => permissionsOf(resources, name) };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};

const POLICY_TYPES = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'];
const OWNER = /^(\w+?)Role(?:DefaultPolicy|OverflowPolicy\d+)$/;

/** What a role may do, by the name of the function (`Cull`) or machine it belongs to. */
const permissionsOf = (resources: readonly Found[], name: string): Permission[] =>
  resources
    // What does not fit into the one policy of a role, the CDK puts into a managed one.
    .filter(({ type, name: id }) => POLICY_TYPES.includes(type) && OWNER.exec(id)?.[1]?.endsWith(name))
    .flatMap(({ properties }) => Policy.parse(properties.PolicyDocument).Statement)
    .flatMap(({ Action, Resource: on, Condition }) =>
      Action.flatMap((action) =>
        (Array.isArray(on) ? on : [on]).map((resource) => ({
          action,
          resource: readable(resource),
          condition: readable(Condition),
        })),
      ),
    );
