import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { DataStack } from '../stacks/data-stack.ts';
import { DeadLetters } from './dead-letters.ts';
import { nameOf, readItems } from './item-grants.ts';
import { StepFunction } from './step-function.ts';

/** Looks every day for cullings that should have happened: the watcher is not part of what it watches. */
export class CullingWatch extends Construct {
  readonly watchCulling: StepFunction;
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, id: string, { data }: { data: DataStack }) {
    super(scope, id);
    this.watchCulling = new StepFunction(this, 'WatchCulling', {
      entry: 'functions/4-culling/watch-culling/handler.ts',
    }).may(readItems(data.records, data.assignments), nameOf(data.keys));
    this.deadLetters = new DeadLetters(this, 'DeadLetters');
    new Rule(this, 'Daily', {
      schedule: Schedule.rate(Duration.days(1)),
      targets: [
        new LambdaFunction(this.watchCulling, {
          deadLetterQueue: this.deadLetters,
          event: RuleTargetInput.fromObject({}),
        }),
      ],
    });
  }
}
