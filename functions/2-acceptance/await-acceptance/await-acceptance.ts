import { awaitAnswer, type WaitPorts, waitContract } from '../../waiting/await-answer.ts';

export const contract = waitContract;

/** The chosen performer signs the acceptance, or refuses with a typed reason (R1.3). */
export const awaitAcceptance = (ports: WaitPorts) => awaitAnswer('AwaitAcceptance', 'acceptance-wanted', ports);
