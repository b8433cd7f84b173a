import { Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, CfnFunction, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { bundled } from './bundle.ts';
import { ASSETS_METADATA, ENTRY_METADATA } from './names.ts';

/** One thing a function may do: it adds both the permission and the environment variable that the doing needs. */
export type Grant = (step: StepFunction) => void;

export interface StepFunctionProps {
  /** The handler's source file, from the project's folder. */
  entry: string;
  /** Files that lie beside the bundle, from the project's folder. */
  assets?: readonly string[];
  timeout?: Duration;
  /** MB; a processor core comes with 1769. */
  memorySize?: number;
  /** A name for its role, where something that is built before it has to know the role. */
  roleName?: string;
}

/** A Lambda function for one state, trigger or page server. It may do nothing but what `may` gives it. */
export class StepFunction extends LambdaFunction {
  readonly log: LogGroup;

  constructor(scope: Construct, id: string, props: StepFunctionProps) {
    const { entry, assets = [], timeout = Duration.seconds(60), memorySize = 512, roleName } = props;
    // A role of its own: the managed policy that Lambda would bring may write to every log group.
    const role = new Role(scope, `${id}Role`, { roleName, assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const log = new LogGroup(scope, `${id}Log`, { retention: RetentionDays.ONE_YEAR });
    super(scope, id, {
      code: bundled(entry, assets),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout,
      memorySize,
      role,
      logGroup: log,
      tracing: Tracing.ACTIVE,
    });
    this.log = log;
    log.grantWrite(role);
    this.describe({ [ENTRY_METADATA]: entry, ...(assets.length > 0 ? { [ASSETS_METADATA]: [...assets] } : {}) });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray takes trace segments for no resource in particular',
    });
  }

  /** Everything the function may do is written under its name. */
  may(...grants: readonly Grant[]): this {
    for (const grant of grants) grant(this);
    return this;
  }

  /** Permits `actions` on `resources`, under `conditions`. */
  permit(actions: readonly string[], resources: readonly string[], conditions?: Record<string, object>): void {
    this.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources], conditions }));
  }

  private describe(metadata: Record<string, unknown>): void {
    const resource = this.node.defaultChild;
    if (!(resource instanceof CfnFunction)) return;
    for (const [key, value] of Object.entries(metadata)) resource.addMetadata(key, value);
  }
}
