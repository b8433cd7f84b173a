import { awaitAnswer, type WaitPorts, waitContract } from '../../waiting/await-answer.ts';

export const contract = waitContract;

/** The performer's manager grants register access or records the permit (R3.2, R5.1). */
export const awaitClearance = (ports: WaitPorts) => awaitAnswer('AwaitClearance', 'clearance-wanted', ports);
