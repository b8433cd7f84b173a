import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { ROOT } from './bundle.ts';
import { MACHINE_NAMES, type MachineName } from './names.ts';
import type { StepFunction } from './step-function.ts';

/** A state machine of `statemachines/`, which may invoke its own steps and nothing else. */
export class WorkflowMachine extends StateMachine {
  constructor(scope: Construct, id: string, machine: MachineName, steps: readonly StepFunction[]) {
    super(scope, id, {
      stateMachineName: MACHINE_NAMES[machine],
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(readFileSync(join(ROOT, `statemachines/${machine}.asl.json`), 'utf8')),
      definitionSubstitutions: Object.fromEntries(steps.map((step) => [`${step.node.id}Arn`, step.functionArn])),
      // Every transition is logged, and nothing of what is in it (architecture 1).
      logs: {
        level: LogLevel.ALL,
        includeExecutionData: false,
        destination: new LogGroup(scope, `${id}Log`, { retention: RetentionDays.ONE_YEAR }),
      },
      tracingEnabled: true,
    });
    this.addToRolePolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: steps.map((step) => step.functionArn),
      }),
    );
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Log delivery and X-Ray have no resources of their own to name (Step Functions developer guide)',
    });
  }
}
