import { Construct } from 'constructs';
import type { DataStack } from '../stacks/data-stack.ts';
import { readWriteItems } from './item-grants.ts';
import { StepFunction } from './step-function.ts';
import { sendLetters } from './system-grants.ts';

/**
 * How operations give a municipality its first administrator. Nothing invokes it but a person who may, by hand; it can
 * neither bind an e-ID nor take anything out.
 */
export class Enrolment extends Construct {
  readonly enrolAdministrator: StepFunction;

  constructor(scope: Construct, id: string, { data }: { data: DataStack }) {
    super(scope, id);
    this.enrolAdministrator = new StepFunction(this, 'EnrolAdministrator', {
      entry: 'functions/staff/enrol-administrator/handler.ts',
    }).may(readWriteItems(data.register, data.access), sendLetters);
  }
}
