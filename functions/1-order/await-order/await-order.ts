import { awaitAnswer, type WaitPorts, waitContract } from '../../waiting/await-answer.ts';

export const contract = waitContract;

/** The orderer chooses a performer among those who offered and signs the order (R1.2). */
export const awaitOrder = (ports: WaitPorts) => awaitAnswer('AwaitOrder', 'order-wanted', ports);
