import { awaitAnswer, type WaitPorts, waitContract } from '../../waiting/await-answer.ts';

export const contract = waitContract;

/** The orderer decides about material that could not be read (R2.1). */
export const awaitScreening = (ports: WaitPorts) => awaitAnswer('AwaitScreening', 'review-needed', ports);
