import { waitPorts } from '#adapters/wait-ports';
import { step } from '#step/step';
import { awaitClosingDecision, contract } from './await-closing-decision.ts';

export const handler = step(contract, awaitClosingDecision(waitPorts()));
