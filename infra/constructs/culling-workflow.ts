import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { DataStack } from '../stacks/data-stack.ts';
import { eraseItems, readItems, readWriteItems } from './item-grants.ts';
import { eraseVersions, listVersions, putObjects, readObjects } from './object-grants.ts';
import { type Grant, StepFunction, type StepFunctionProps } from './step-function.ts';
import { complete, openDataKeys, sendLetters, start } from './system-grants.ts';
import { WorkflowMachine } from './workflow-machine.ts';

/** From receipt to proved absence. Two lines per task state: its folder, and what it may touch. */
export class CullingWorkflow extends Construct {
  readonly machine: WorkflowMachine;

  constructor(scope: Construct, id: string, { data }: { data: DataStack }) {
    super(scope, id);
    const { assignments, keys, access, register, records, mail, material, deliverables, evidence, vault } = data;
    const culled = [mail, material, deliverables, evidence];
    const steps: StepFunction[] = [];
    const step = (name: string, state: string, more: Omit<StepFunctionProps, 'entry'> = {}): StepFunction => {
      const made = new StepFunction(this, name, { entry: `functions/4-culling/${state}/handler.ts`, ...more });
      steps.push(made);
      return made.may(readWriteItems(assignments), readItems(keys), openDataKeys(data.keyRing));
    };
    const write: Grant[] = [readWriteItems(access), readItems(register), sendLetters];
    const await_: Grant[] = [...write, eraseItems(access), readWriteItems(records), complete('culling')];
    const long = { memorySize: 1024, timeout: Duration.minutes(14) };

    step('PlanCulling', 'plan-culling').may(...write, readWriteItems(records));
    step('AwaitClosingDecision', 'await-closing-decision').may(...await_);
    step('HandOverOriginals', 'hand-over-originals', long).may(
      readObjects(...culled, vault),
      putObjects(vault),
      readItems(register),
    );
    step('AwaitObjection', 'await-objection').may(...await_);
    step('AwaitHoldRelease', 'await-hold-release').may(...await_);
    step('TakeInventory', 'take-inventory', long).may(
      listVersions(...culled),
      readItems(access, register),
      readWriteItems(records),
    );
    step('Cull', 'cull', long).may(
      eraseItems(assignments, keys, access),
      listVersions(...culled),
      eraseVersions(...culled),
      readItems(access, register),
      readWriteItems(records),
    );
    step('VerifyAbsence', 'verify-absence', long).may(
      listVersions(...culled),
      readItems(access, register),
      readWriteItems(records),
    );
    step('CertifyCulling', 'certify-culling').may(...write, readWriteItems(records), eraseItems(records));
    step('ContinueCulling', 'continue-culling').may(start('culling'));
    step('ReportCullingFailure', 'report-culling-failure').may(...write);

    this.machine = new WorkflowMachine(this, 'Machine', 'culling', steps);
  }
}
