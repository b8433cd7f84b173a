import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import type { DataStack } from '../stacks/data-stack.ts';
import { DeadLetters } from './dead-letters.ts';
import { readItems, readWriteItems, writeItems } from './item-grants.ts';
import { INBOUND_PREFIX } from './names.ts';
import { putObjects, readObjects } from './object-grants.ts';
import { type Grant, StepFunction } from './step-function.ts';
import { knowTheHost, makeDataKeys, openDataKeys, sendLetters, start } from './system-grants.ts';

/** Mail becomes inquiries: at once when it has been stored, and by a sweep when that was lost (architecture 12). */
export class MailIntake extends Construct {
  readonly receiveEmail: StepFunction;
  readonly sweepMail: StepFunction;
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, id: string, { data }: { data: DataStack }) {
    super(scope, id);
    const takeIn: Grant[] = [
      readWriteItems(data.assignments, data.access),
      readItems(data.register, data.keys),
      writeItems(data.keys),
      makeDataKeys(data.keyRing),
      openDataKeys(data.keyRing),
      readObjects(data.mail),
      putObjects(data.material),
      sendLetters,
      knowTheHost,
      // Mail that was parked has no assignment to go through; its culling starts at once.
      start('assignment', 'culling'),
    ];
    // A message of 40 MB is held in memory, read and written.
    const memorySize = 1024;
    this.receiveEmail = new StepFunction(this, 'ReceiveEmail', {
      entry: 'functions/1-order/receive-email/handler.ts',
      memorySize,
      timeout: Duration.minutes(5),
    }).may(...takeIn);
    this.sweepMail = new StepFunction(this, 'SweepMail', {
      entry: 'functions/1-order/sweep-mail/handler.ts',
      memorySize,
      timeout: Duration.minutes(14),
    }).may(...takeIn);

    this.deadLetters = new DeadLetters(this, 'DeadLetters');
    const onFailure = new SqsDestination(this.deadLetters);
    this.receiveEmail.configureAsyncInvoke({ onFailure, retryAttempts: 2, maxEventAge: Duration.hours(6) });
    // The next sweep is the retry of this one.
    this.sweepMail.configureAsyncInvoke({ onFailure, retryAttempts: 0, maxEventAge: Duration.minutes(15) });

    const delivery = { deadLetterQueue: this.deadLetters, retryAttempts: 185, maxEventAge: Duration.hours(24) };
    new Rule(this, 'MailIsStored', {
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [data.mail.bucketName] }, object: { key: [{ prefix: INBOUND_PREFIX }] } },
      },
      targets: [new LambdaFunction(this.receiveEmail, delivery)],
    });
    new Rule(this, 'MailIsSwept', {
      schedule: Schedule.rate(Duration.minutes(15)),
      targets: [new LambdaFunction(this.sweepMail, { ...delivery, event: RuleTargetInput.fromObject({}) })],
    });
  }
}
