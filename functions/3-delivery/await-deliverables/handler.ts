import { waitPorts } from '#adapters/wait-ports';
import { step } from '#step/step';
import { awaitDeliverables, contract } from './await-deliverables.ts';

export const handler = step(contract, awaitDeliverables(waitPorts()));
