import { waitPorts } from '#adapters/wait-ports';
import { step } from '#step/step';
import { awaitHoldRelease, contract } from './await-hold-release.ts';

export const handler = step(contract, awaitHoldRelease(waitPorts()));
