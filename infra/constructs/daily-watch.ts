import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { DataStack } from '../stacks/data-stack.ts';
import { DeadLetters } from './dead-letters.ts';
import { eraseItems, forgetIdentities, nameOf, readItems, readWriteItems } from './item-grants.ts';
import { listVersions, putObjects, readObjects } from './object-grants.ts';
import { StepFunction, type StepFunctionProps } from './step-function.ts';
import { complete, knowTheHost, nameKeys, openDataKeys, readSecrets, sendLetters } from './system-grants.ts';

/** What is looked at every day by somebody who is no part of it. */
export class DailyWatch extends Construct {
  /** Cullings that should have happened. */
  readonly watchCulling: StepFunction;
  /** Certificates of seals that end soon. */
  readonly watchSeals: StepFunction;
  /** Signing rounds: reminds, expires, and draws the consequences that a process which died left undrawn. */
  readonly tendSignings: StepFunction;
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, id: string, { data }: { data: DataStack }) {
    super(scope, id);
    this.deadLetters = new DeadLetters(this, 'DeadLetters');
    this.watchCulling = this.look('WatchCulling', {
      entry: 'functions/4-culling/watch-culling/handler.ts',
    }).may(readItems(data.records, data.assignments), nameOf(data.keys));
    this.watchSeals = this.look('WatchSeals', {
      entry: 'functions/sealing/watch-seals/handler.ts',
    }).may(readSecrets('seal/'), nameKeys);
    this.tendSignings = this.look('TendSignings', {
      entry: 'functions/signing/tend-signings/handler.ts',
      timeout: Duration.minutes(5),
    }).may(
      readWriteItems(data.assignments, data.access, data.register, data.records),
      readItems(data.keys),
      openDataKeys(data.keyRing),
      // A completed order answers its wait, a change of staff ends sessions.
      eraseItems(data.access),
      forgetIdentities(data.register),
      readObjects(data.evidence),
      putObjects(data.evidence),
      listVersions(data.evidence),
      complete('assignment', 'culling'),
      sendLetters,
      knowTheHost,
    );
  }

  /** A function that runs once a day; a run that could not be begun waits among the dead letters. */
  private look(name: string, props: StepFunctionProps): StepFunction {
    const looking = new StepFunction(this, name, props);
    new Rule(this, `${name}Daily`, {
      schedule: Schedule.rate(Duration.days(1)),
      targets: [
        new LambdaFunction(looking, { deadLetterQueue: this.deadLetters, event: RuleTargetInput.fromObject({}) }),
      ],
    });
    return looking;
  }
}
