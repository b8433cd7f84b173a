import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AlarmTopic } from '../constructs/alarm-topic.ts';
import { Alarms } from '../constructs/alarms.ts';
import { AssignmentWorkflow } from '../constructs/assignment-workflow.ts';
import { CullingWorkflow } from '../constructs/culling-workflow.ts';
import { DailyWatch } from '../constructs/daily-watch.ts';
import { nameOf, readItems } from '../constructs/item-grants.ts';
import { MailIntake } from '../constructs/mail-intake.ts';
import { SigningWatch } from '../constructs/signing-watch.ts';
import { nameKeys, readSecrets } from '../constructs/system-grants.ts';
import type { DataStack } from './data-stack.ts';

/** What happens to an assignment: its mail, its two state machines, and who is told when they stop. */
export class WorkflowStack extends Stack {
  readonly alarmTopic: AlarmTopic;

  constructor(scope: Construct, id: string, { data, ...props }: StackProps & { data: DataStack }) {
    super(scope, id, props);
    const intake = new MailIntake(this, 'Intake', { data });
    const assignment = new AssignmentWorkflow(this, 'Assignment', { data });
    const culling = new CullingWorkflow(this, 'Culling', { data });
    const watch = new DailyWatch(this, 'Watch');
    const watchCulling = watch
      .look('WatchCulling', { entry: 'functions/4-culling/watch-culling/handler.ts' })
      .may(readItems(data.records, data.assignments), nameOf(data.keys));
    const watchSeals = watch
      .look('WatchSeals', { entry: 'functions/sealing/watch-seals/handler.ts' })
      .may(readSecrets('seal/'), nameKeys);
    const signings = new SigningWatch(this, 'Signings', { data });

    this.alarmTopic = new AlarmTopic(this, 'AlarmTopic', { key: data.keyRing.system });
    const alarms = new Alarms(this, 'Alarms', { topic: this.alarmTopic });
    alarms.whenStuck('Assignment', assignment.machine);
    alarms.whenStuck('Culling', culling.machine);
    alarms.whenErring(intake.receiveEmail);
    alarms.whenErring(intake.sweepMail);
    alarms.whenErring(watchCulling);
    alarms.whenErring(signings.tendSignings);
    alarms.whenUndelivered('Intake', intake.deadLetters);
    alarms.whenUndelivered('Watch', watch.deadLetters);
    alarms.whenUndelivered('Signings', signings.deadLetters);
    alarms.whenLogged('culling-overdue', watchCulling);
    alarms.whenLogged('signing-not-tended', signings.tendSignings);
    alarms.whenErring(watchSeals);
    alarms.whenLogged('seal-expires-soon', watchSeals);
    alarms.whenLogged('seal-missing', watchSeals);
    alarms.whenLogged('mail-not-taken-in', intake.sweepMail);
    new CfnOutput(this, 'AlarmTopicArn', { value: this.alarmTopic.topicArn });
  }
}
