import { sfnWorkflow } from '#adapters/sfn-workflow';
import { step } from '#step/step';
import { contract, startCulling } from './start-culling.ts';

export const handler = step(contract, startCulling({ workflow: sfnWorkflow() }));
