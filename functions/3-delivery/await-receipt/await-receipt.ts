import { awaitAnswer, type WaitPorts, waitContract } from '../../waiting/await-answer.ts';

export const contract = waitContract;

/** The orderer signs the receipt over the manifest, or objects (R6.1). */
export const awaitReceipt = (ports: WaitPorts) => awaitAnswer('AwaitReceipt', 'receipt-wanted', ports);
