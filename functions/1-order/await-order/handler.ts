import { waitPorts } from '#adapters/wait-ports';
import { step } from '#step/step';
import { awaitOrder, contract } from './await-order.ts';

export const handler = step(contract, awaitOrder(waitPorts()));
