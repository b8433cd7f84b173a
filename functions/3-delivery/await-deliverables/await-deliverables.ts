import { awaitAnswer, type WaitPorts, waitContract } from '../../waiting/await-answer.ts';

export const contract = waitContract;

/** The performer works, stores the deliverables and delivers. */
export const awaitDeliverables = (ports: WaitPorts) => awaitAnswer('AwaitDeliverables', 'deliverables-wanted', ports);
