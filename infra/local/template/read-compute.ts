import { z } from 'zod';
import type { FunctionSpec, HttpApiSpec, MachineSpec, RuleSpec } from './deployment.ts';
import { TemplateNotUnderstood } from './intrinsics.ts';
import { type Found, Properties, read } from './properties.ts';

const Lambda = z.object({
  Handler: z.string(),
  Timeout: z.coerce.number().default(3),
  MemorySize: z.coerce.number().default(128),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
});
const Entry = z.object({
  'resursdelning:entry': z.string(),
  'resursdelning:assets': z.array(z.string()).default([]),
});

/** Functions that the CDK brings along for its own custom resources. */
const cdkOwn = /^(BucketNotificationsHandler|Custom|LogRetention|AWS679f53fac)/;

/** AWS::Lambda::Function; undefined for one of the CDK's own, which has nothing to do here. */
export function readFunction(found: Found): FunctionSpec | undefined {
  const entry = Entry.safeParse(found.metadata);
  if (!entry.success && cdkOwn.test(found.logicalId)) return undefined;
  if (!entry.success) {
    throw new TemplateNotUnderstood(
      `${found.type} ${found.logicalId} does not say resursdelning:entry in its metadata`,
    );
  }
  const lambda = read(Lambda, found);
  return {
    name: found.reference,
    arn: found.attribute('Arn'),
    entry: entry.data['resursdelning:entry'],
    assets: entry.data['resursdelning:assets'],
    handler: lambda.Handler.split('.').at(-1) ?? 'handler',
    environment: lambda.Environment?.Variables ?? {},
    timeoutMs: lambda.Timeout * 1_000,
    memoryMb: lambda.MemorySize,
  };
}

const Machine = z.object({
  DefinitionString: z.string(),
  DefinitionSubstitutions: z.record(z.string(), z.coerce.string()).default({}),
});

/** AWS::StepFunctions::StateMachine, its substitutions made. A definition that lies in S3 is refused. */
export function readMachine(found: Found): MachineSpec {
  const machine = read(Machine, found);
  const given = new Map(Object.entries(machine.DefinitionSubstitutions));
  const definition = machine.DefinitionString.replace(/\$\{([A-Za-z0-9_]+)\}/g, (whole, name: string) => {
    const value = given.get(name);
    return value === undefined ? whole : JSON.stringify(value).slice(1, -1);
  });
  return { name: found.attribute('Name'), arn: found.reference, definition };
}

const Rule = z.object({
  EventPattern: Properties.optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z.array(z.object({ Arn: z.string(), Input: z.string().optional() })).default([]),
});

/** AWS::Events::Rule; undefined for one that is disabled. */
export function readRule(found: Found): RuleSpec | undefined {
  const rule = read(Rule, found);
  if (rule.State === 'DISABLED') return undefined;
  return {
    name: found.reference,
    arn: found.attribute('Arn'),
    ...(rule.EventPattern && { pattern: rule.EventPattern }),
    ...(rule.ScheduleExpression !== undefined && { schedule: rule.ScheduleExpression }),
    targets: rule.Targets.map(({ Arn, Input }) => ({
      functionArn: Arn,
      ...(Input !== undefined && { input: JSON.parse(Input) }),
    })),
  };
}

const Integration = z.object({ ApiId: z.string(), IntegrationUri: z.string() });
const Route = z.object({ ApiId: z.string(), RouteKey: z.string(), Target: z.string() });

/** AWS::ApiGatewayV2::Api with its routes, each to the function of its integration. */
export function readHttpApi(found: Found, routes: readonly Found[], integrations: readonly Found[]): HttpApiSpec {
  const functionOf = new Map(integrations.map((one) => [one.reference, read(Integration, one).IntegrationUri]));
  return {
    id: found.reference,
    routes: routes
      .map((one) => read(Route, one))
      .filter((route) => route.ApiId === found.reference)
      .map((route) => {
        const functionArn = functionOf.get(route.Target.replace('integrations/', ''));
        if (functionArn === undefined) {
          throw new TemplateNotUnderstood(`The route ${route.RouteKey} leads to no integration of the template`);
        }
        return { key: route.RouteKey, functionArn };
      }),
  };
}
