import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { DataStack } from '../stacks/data-stack.ts';
import { DeadLetters } from './dead-letters.ts';
import { eraseItems, readItems, readWriteItems } from './item-grants.ts';
import { listVersions, readObjects } from './object-grants.ts';
import { StepFunction } from './step-function.ts';
import { complete, knowTheHost, openDataKeys, sendLetters } from './system-grants.ts';

/**
 * Looks every day at the signing rounds: reminds, expires, and draws the consequences that a process which died left undrawn.
 */
export class SigningWatch extends Construct {
  readonly tendSignings: StepFunction;
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, id: string, { data }: { data: DataStack }) {
    super(scope, id);
    this.tendSignings = new StepFunction(this, 'TendSignings', {
      entry: 'functions/signing/tend-signings/handler.ts',
      timeout: Duration.minutes(5),
    }).may(
      readWriteItems(data.assignments, data.access, data.register, data.records),
      readItems(data.keys),
      openDataKeys(data.keyRing),
      // A completed order answers its wait, a change of staff ends sessions.
      eraseItems(data.access),
      readObjects(data.evidence),
      listVersions(data.evidence),
      complete('assignment', 'culling'),
      sendLetters,
      knowTheHost,
    );
    this.deadLetters = new DeadLetters(this, 'DeadLetters');
    new Rule(this, 'Daily', {
      schedule: Schedule.rate(Duration.days(1)),
      targets: [
        new LambdaFunction(this.tendSignings, {
          deadLetterQueue: this.deadLetters,
          event: RuleTargetInput.fromObject({}),
        }),
      ],
    });
  }
}
