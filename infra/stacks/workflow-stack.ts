import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms } from '../constructs/alarms.ts';
import { AssignmentWorkflow } from '../constructs/assignment-workflow.ts';
import { CullingWatch } from '../constructs/culling-watch.ts';
import { CullingWorkflow } from '../constructs/culling-workflow.ts';
import { MailIntake } from '../constructs/mail-intake.ts';
import type { DataStack } from './data-stack.ts';

/** What happens to an assignment: its mail, its two state machines, and who is told when they stop. */
export class WorkflowStack extends Stack {
  readonly alarms: Alarms;

  constructor(scope: Construct, id: string, { data, ...props }: StackProps & { data: DataStack }) {
    super(scope, id, props);
    const intake = new MailIntake(this, 'Intake', { data });
    const assignment = new AssignmentWorkflow(this, 'Assignment', { data });
    const culling = new CullingWorkflow(this, 'Culling', { data });
    const watch = new CullingWatch(this, 'Watch', { data });

    this.alarms = new Alarms(this, 'Alarms', { key: data.keyRing.system });
    this.alarms.whenStuck('Assignment', assignment.machine);
    this.alarms.whenStuck('Culling', culling.machine);
    this.alarms.whenErring(intake.receiveEmail);
    this.alarms.whenErring(intake.sweepMail);
    this.alarms.whenErring(watch.watchCulling);
    this.alarms.whenUndelivered('Intake', intake.deadLetters);
    this.alarms.whenUndelivered('Watch', watch.deadLetters);
    this.alarms.whenLogged('culling-overdue', watch.watchCulling);
    new CfnOutput(this, 'AlarmTopic', { value: this.alarms.topic.topicArn });
  }
}
