import { systemRandom } from '#adapters/system-random';
import { waitPorts } from '#adapters/wait-ports';
import { step } from '#step/step';
import { awaitReceipt, contract } from './await-receipt.ts';

export const handler = step(contract, awaitReceipt({ ...waitPorts(), random: systemRandom }));
