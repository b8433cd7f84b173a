import { waitPorts } from '#adapters/wait-ports';
import { step } from '#step/step';
import { awaitScreening, contract } from './await-screening.ts';

export const handler = step(contract, awaitScreening(waitPorts()));
