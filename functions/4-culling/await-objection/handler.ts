import { waitPorts } from '#adapters/wait-ports';
import { step } from '#step/step';
import { awaitObjection, contract } from './await-objection.ts';

export const handler = step(contract, awaitObjection(waitPorts()));
