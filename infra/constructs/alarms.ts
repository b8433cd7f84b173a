import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { AlarmTopic } from './alarm-topic.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { StepFunction } from './step-function.ts';

const WITHIN = { period: Duration.minutes(5), statistic: Stats.SUM };

/** What wakes the operations staff. */
export class Alarms extends Construct {
  private readonly topic: AlarmTopic;

  constructor(scope: Construct, id: string, { topic }: { topic: AlarmTopic }) {
    super(scope, id);
    this.topic = topic;
  }

  /** An execution that failed or timed out: an assignment or its culling is stuck. */
  whenStuck(name: string, machine: StateMachine): void {
    this.when(`${name}Failed`, machine.metricFailed(WITHIN), `The ${name} workflow failed: an assignment is stuck`);
    this.when(`${name}TimedOut`, machine.metricTimedOut(WITHIN), `The ${name} workflow outlived its year`);
  }

  whenUndelivered(name: string, queue: DeadLetters): void {
    const waiting = queue.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(5),
      statistic: Stats.MAXIMUM,
    });
    this.when(`${name}Undelivered`, waiting, `A trigger of ${name} could not be acted on`);
  }

  whenErring(step: StepFunction): void {
    this.when(`${step.node.id}Errors`, step.metricErrors(WITHIN), `${step.node.id} ended with an error`);
  }

  /** A log line whose event is this word. */
  whenLogged(event: string, step: StepFunction): void {
    const seen = { metricNamespace: 'Resursdelning', metricName: event };
    // A term, because Lambda puts the time before a line that it did not write itself.
    new MetricFilter(this, `${step.node.id}Logs-${event}`, {
      logGroup: step.log,
      filterPattern: FilterPattern.literal(`"${event}"`),
      ...seen,
      metricValue: '1',
    });
    const metric = new Metric({ namespace: seen.metricNamespace, metricName: event, ...WITHIN });
    this.when(`${step.node.id}Says-${event}`, metric, `${step.node.id} says ${event}`);
  }

  private when(id: string, metric: IMetric, alarmDescription: string): void {
    new Alarm(this, id, {
      metric,
      alarmDescription,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(this.topic));
  }
}
