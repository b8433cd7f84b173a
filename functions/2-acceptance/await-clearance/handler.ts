import { waitPorts } from '#adapters/wait-ports';
import { step } from '#step/step';
import { awaitClearance, contract } from './await-clearance.ts';

export const handler = step(contract, awaitClearance(waitPorts()));
