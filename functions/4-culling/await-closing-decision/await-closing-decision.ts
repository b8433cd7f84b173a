import { awaitAnswer, type WaitPorts, waitContract } from '../../waiting/await-answer.ts';

export const contract = waitContract;

/** A named person of the controller closes what ended without a receipt (architecture 6). */
export const awaitClosingDecision = (ports: WaitPorts) =>
  awaitAnswer('AwaitClosingDecision', 'closing-decision-wanted', ports);
