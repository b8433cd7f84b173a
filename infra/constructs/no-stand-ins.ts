import { readFileSync } from 'node:fs';
import type { IPolicyValidationPlugin, PolicyViolation } from 'aws-cdk-lib';

const STAND_IN = /localhost|127\.0\.0\.1|::1\b|AWS_ENDPOINT_URL|ALLOW_INSECURE/i;

interface Template {
  Resources?: Record<string, { Properties?: { Environment?: unknown } }>;
  Parameters?: Record<string, { Default?: unknown }>;
}

/** What could switch a local stand-in on: a function's environment, or a parameter's default. */
const settingsOf = ({ Resources = {}, Parameters = {} }: Template): [logicalId: string, setting: unknown][] => [
  ...Object.entries(Resources).map(([id, { Properties }]): [string, unknown] => [id, Properties?.Environment]),
  ...Object.entries(Parameters).map(([id, { Default }]): [string, unknown] => [id, Default]),
];

/** Fails the synthesis of a stack in which a local stand-in is, or could be, switched on (architecture, "two homes"). */
export class NoStandIns implements IPolicyValidationPlugin {
  readonly name = 'no-stand-ins';

  validate({ templatePaths }: { templatePaths: string[] }) {
    const violations: PolicyViolation[] = templatePaths.flatMap((templatePath) =>
      settingsOf(JSON.parse(readFileSync(templatePath, 'utf8')))
        .filter(([, setting]) => setting !== undefined && STAND_IN.test(JSON.stringify(setting)))
        .map(([resourceLogicalId]) => ({
          ruleName: 'StandInSwitchedOn',
          description: 'A deployed stack may not point at a local stand-in',
          severity: 'error',
          violatingResources: [{ resourceLogicalId, templatePath, locations: ['Properties.Environment'] }],
        })),
    );
    return { success: violations.length === 0, violations };
  }
}
