import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { DataStack } from '../stacks/data-stack.ts';
import { PAPER_ASSETS } from './bundle.ts';
import { eraseItems, readItems, readWriteItems, writeItems } from './item-grants.ts';
import { eraseVersions, listVersions, putObjects, readObjects } from './object-grants.ts';
import { type Grant, StepFunction, type StepFunctionProps } from './step-function.ts';
import { complete, linkToPortal, openDataKeys, sealDocuments, sendLetters, start } from './system-grants.ts';
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
      return made;
    };
    const file: Grant[] = [readWriteItems(assignments), readItems(keys), openDataKeys(data.keyRing)];
    const letters: Grant[] = [readItems(register), sendLetters];
    const wait: Grant[] = [...file, ...letters, readWriteItems(access), eraseItems(access), complete('culling')];
    /** Lists all that is left of an assignment, readable or not. */
    const takeStock: Grant[] = [readItems(assignments, keys, access), listVersions(...culled)];
    const long = { memorySize: 1024, timeout: Duration.minutes(14) };

    step('PlanCulling', 'plan-culling').may(...file, ...letters, writeItems(records));
    step('AwaitClosingDecision', 'await-closing-decision').may(...wait);
    step('SealDocuments', 'seal-documents', { ...long, assets: PAPER_ASSETS }).may(
      ...file,
      readItems(register),
      readObjects(evidence),
      putObjects(evidence),
      sealDocuments(data.keyRing),
      linkToPortal,
    );
    step('HandOverOriginals', 'hand-over-originals', long).may(
      ...file,
      readObjects(...culled, vault),
      listVersions(evidence),
      putObjects(vault),
    );
    step('AwaitObjection', 'await-objection').may(...wait);
    step('AwaitHoldRelease', 'await-hold-release').may(...wait);
    step('TakeInventory', 'take-inventory', long).may(
      ...takeStock,
      openDataKeys(data.keyRing),
      readItems(register),
      readWriteItems(records),
    );
    step('Cull', 'cull', long).may(
      readItems(assignments),
      eraseItems(assignments, keys, access),
      listVersions(...culled),
      eraseVersions(...culled),
      readWriteItems(records),
    );
    step('VerifyAbsence', 'verify-absence', long).may(...takeStock, readItems(records));
    step('CertifyCulling', 'certify-culling', { memorySize: 1024, assets: PAPER_ASSETS }).may(
      ...takeStock,
      readObjects(evidence),
      putObjects(evidence),
      sealDocuments(data.keyRing),
      ...letters,
      readWriteItems(records),
      eraseItems(records),
    );
    step('ContinueCulling', 'continue-culling').may(...file, start('culling'));
    step('ReportCullingFailure', 'report-culling-failure').may(...letters);

    this.machine = new WorkflowMachine(this, 'Machine', 'culling', steps);
  }
}
