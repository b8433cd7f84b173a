import { awaitAnswer, type WaitPorts, waitContract } from '../../waiting/await-answer.ts';

export const contract = waitContract;

/** A legal hold stands until it is lifted; those who may lift it are reminded. */
export const awaitHoldRelease = (ports: WaitPorts) => awaitAnswer('AwaitHoldRelease', 'hold-stands', ports);
