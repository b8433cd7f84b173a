import { waitPorts } from '#adapters/wait-ports';
import { step } from '#step/step';
import { awaitAcceptance, contract } from './await-acceptance.ts';

export const handler = step(contract, awaitAcceptance(waitPorts()));
