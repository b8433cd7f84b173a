import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AlarmTopic } from '../constructs/alarm-topic.ts';
import { Alarms } from '../constructs/alarms.ts';
import { AssignmentWorkflow } from '../constructs/assignment-workflow.ts';
import { CullingWorkflow } from '../constructs/culling-workflow.ts';
import { DailyWatch } from '../constructs/daily-watch.ts';
import { Enrolment } from '../constructs/enrolment.ts';
import { MailIntake } from '../constructs/mail-intake.ts';
import type { DataStack } from './data-stack.ts';

/** What happens to an assignment: its mail, its two state machines, and who is told when they stop. */
export class WorkflowStack extends Stack {
  readonly alarmTopic: AlarmTopic;

  constructor(scope: Construct, id: string, { data, ...props }: StackProps & { data: DataStack }) {
    super(scope, id, props);
    new Enrolment(this, 'Enrolment', { data });
    const intake = new MailIntake(this, 'Intake', { data });
    const assignment = new AssignmentWorkflow(this, 'Assignment', { data });
    const culling = new CullingWorkflow(this, 'Culling', { data });
    const watch = new DailyWatch(this, 'Watch', { data });

    this.alarmTopic = new AlarmTopic(this, 'AlarmTopic', { key: data.keyRing.system });
    const alarms = new Alarms(this, 'Alarms', { topic: this.alarmTopic });
    alarms.whenStuck('Assignment', assignment.machine);
    alarms.whenStuck('Culling', culling.machine);
    alarms.whenErring(intake.receiveEmail);
    alarms.whenErring(intake.sweepMail);
    alarms.whenErring(watch.watchCulling);
    alarms.whenErring(watch.watchSeals);
    alarms.whenErring(watch.tendSignings);
    alarms.whenUndelivered('Intake', intake.deadLetters);
    alarms.whenUndelivered('Watch', watch.deadLetters);
    alarms.whenLogged('culling-overdue', watch.watchCulling);
    alarms.whenLogged('signing-not-tended', watch.tendSignings);
    alarms.whenLogged('seal-expires-soon', watch.watchSeals);
    alarms.whenLogged('seal-missing', watch.watchSeals);
    alarms.whenLogged('mail-not-taken-in', intake.sweepMail);
    new CfnOutput(this, 'AlarmTopicArn', { value: this.alarmTopic.topicArn });
  }
}
