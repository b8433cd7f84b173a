import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { DataStack } from '../stacks/data-stack.ts';
import { PDFIUM } from './bundle.ts';
import { eraseItems, readItems, readWriteItems } from './item-grants.ts';
import { putObjects, readObjects } from './object-grants.ts';
import { type Grant, StepFunction, type StepFunctionProps } from './step-function.ts';
import { complete, openDataKeys, sendLetters, start } from './system-grants.ts';
import { WorkflowMachine } from './workflow-machine.ts';

/** From inquiry to receipt. Two lines per task state: its folder, and what it may touch. */
export class AssignmentWorkflow extends Construct {
  readonly machine: WorkflowMachine;

  constructor(scope: Construct, id: string, { data }: { data: DataStack }) {
    super(scope, id);
    const { access, register, mail, material, deliverables } = data;
    const steps: StepFunction[] = [];
    const step = (name: string, folder: string, more: Omit<StepFunctionProps, 'entry'> = {}): StepFunction => {
      const made = new StepFunction(this, name, { entry: `functions/${folder}/handler.ts`, ...more });
      steps.push(made);
      return made.may(readWriteItems(data.assignments), readItems(data.keys), openDataKeys(data.keyRing));
    };
    /** Asks, reminds, and keeps the task token until the answer: the token is what it may take out again. */
    const await_: Grant[] = [
      readWriteItems(access),
      eraseItems(access),
      readItems(register),
      sendLetters,
      complete('assignment'),
    ];
    const write: Grant[] = [readWriteItems(access), readItems(register), sendLetters];
    const reader = { assets: [PDFIUM], memorySize: 3008, timeout: Duration.minutes(14) };

    step('ScreenMaterial', '1-order/screen-material', reader).may(readObjects(mail, material), putObjects(material));
    step('AwaitScreening', '1-order/await-screening').may(...await_);
    step('CirculateInquiry', '1-order/circulate-inquiry').may(...write);
    step('AwaitOrder', '1-order/await-order').may(...await_);

    step('AwaitAcceptance', '2-acceptance/await-acceptance').may(...await_);
    step('CheckRegisterAccess', '2-acceptance/check-register-access').may(readItems(register));
    step('CheckPermits', '2-acceptance/check-permits').may(readItems(register));
    step('AwaitClearance', '2-acceptance/await-clearance').may(...await_);

    step('AwaitDeliverables', '3-delivery/await-deliverables').may(...await_);
    step('CheckDeliverables', '3-delivery/check-deliverables', reader).may(readObjects(deliverables), ...write);
    step('SendDelivery', '3-delivery/send-delivery').may(...write);
    step('AwaitReceipt', '3-delivery/await-receipt').may(...await_);
    step('CloseAssignment', '3-delivery/close-assignment').may(...write);
    step('StartCulling', '3-delivery/start-culling').may(start('culling'));

    this.machine = new WorkflowMachine(this, 'Machine', 'assignment', steps);
  }
}
