import { CfnParameter, type IPolicyValidationPlugin, type PolicyViolation, Stack } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';

const STAND_IN = /localhost|127\.0\.0\.1|\[?::1\]?|AWS_ENDPOINT_URL|ALLOW_INSECURE/i;

/** What could switch a local stand-in on: a function's environment, or a parameter's default. */
const settingsOf = (construct: IConstruct): unknown => {
  if (construct instanceof CfnFunction) return Stack.of(construct).resolve(construct.environment);
  if (construct instanceof CfnParameter) return Stack.of(construct).resolve(construct.default);
  return undefined;
};

/** Fails the synthesis of a stack in which a local stand-in is, or could be, switched on (architecture, "two homes"). */
export class NoStandIns implements IPolicyValidationPlugin {
  readonly name = 'no-stand-ins';

  validate({ appConstruct }: { appConstruct: IConstruct }) {
    const violations: PolicyViolation[] = appConstruct.node
      .findAll()
      .filter((construct) => STAND_IN.test(JSON.stringify(settingsOf(construct)) ?? ''))
      .map(({ node }) => ({
        ruleName: 'StandInSwitchedOn',
        description: 'A deployed stack may not point at a local stand-in',
        severity: 'error',
        violatingResources: [{ constructPath: node.path, locations: ['Properties'] }],
      }));
    return { success: violations.length === 0, violations };
  }
}
