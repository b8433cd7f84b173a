import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { DataStack } from '../stacks/data-stack.ts';
import { PDFIUM } from './bundle.ts';
import { eraseItems, readItems, readWriteItems, writeItems } from './item-grants.ts';
import { putObjects, readObjects } from './object-grants.ts';
import { type Grant, StepFunction, type StepFunctionProps } from './step-function.ts';
import { complete, openDataKeys, sendLetters, start } from './system-grants.ts';
import { WorkflowMachine } from './workflow-machine.ts';

/** From inquiry to receipt. Two lines per task state: its folder, and what it may touch. */
export class AssignmentWorkflow extends Construct {
  readonly machine: WorkflowMachine;

  constructor(scope: Construct, id: string, { data }: { data: DataStack }) {
    super(scope, id);
    const { assignments, keys, access, register, mail, material, deliverables } = data;
    const steps: StepFunction[] = [];
    const step = (name: string, folder: string, more: Omit<StepFunctionProps, 'entry'> = {}): StepFunction => {
      const made = new StepFunction(this, name, { entry: `functions/${folder}/handler.ts`, ...more });
      steps.push(made);
      return made;
    };
    const file: Grant[] = [readWriteItems(assignments), readItems(keys), openDataKeys(data.keyRing)];
    const letters: Grant[] = [readItems(register), sendLetters];
    /** Asks and reminds, and keeps the task token, which is what it takes out again, until there is an answer. */
    const wait: Grant[] = [...file, ...letters, readWriteItems(access), eraseItems(access), complete('assignment')];
    const reader = { assets: [PDFIUM], memorySize: 3008, timeout: Duration.minutes(14) };

    step('ScreenMaterial', '1-order/screen-material', reader).may(...file, readObjects(mail), putObjects(material));
    step('AwaitScreening', '1-order/await-screening').may(...wait);
    step('CirculateInquiry', '1-order/circulate-inquiry').may(...file, ...letters);
    step('AwaitOrder', '1-order/await-order').may(...wait);
    step('AnnounceOffers', '1-order/announce-offers').may(...file, ...letters);

    step('AwaitAcceptance', '2-acceptance/await-acceptance').may(...wait);
    step('AnnounceAcceptance', '2-acceptance/announce-acceptance').may(...file, ...letters);
    step('CheckRegisterAccess', '2-acceptance/check-register-access').may(...file, readItems(register));
    step('CheckPermits', '2-acceptance/check-permits').may(...file);
    step('AwaitClearance', '2-acceptance/await-clearance').may(...wait);

    step('AwaitDeliverables', '3-delivery/await-deliverables').may(...wait);
    step('CheckDeliverables', '3-delivery/check-deliverables', reader).may(
      ...file,
      ...letters,
      readObjects(deliverables),
    );
    step('SendDelivery', '3-delivery/send-delivery').may(...file, ...letters, readWriteItems(access));
    step('AwaitReceipt', '3-delivery/await-receipt').may(...wait);
    step('CloseAssignment', '3-delivery/close-assignment').may(...file, ...letters, writeItems(register));
    step('ContinueAssignment', '3-delivery/continue-assignment').may(...file, start('assignment'));
    step('StartCulling', '3-delivery/start-culling').may(start('culling'));

    this.machine = new WorkflowMachine(this, 'Machine', 'assignment', steps);
  }
}
