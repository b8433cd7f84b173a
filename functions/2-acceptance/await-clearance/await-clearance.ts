import { type RegisterAccessPorts, withRegisterAccess } from '../../grants/read-register-access.ts';
import { awaitAnswer, type WaitPorts, waitContract } from '../../waiting/await-answer.ts';

export const contract = waitContract;

/** Handling rules are signed, the nearest manager grants access, and the permit is recorded (R3.2, R5.1). */
export const awaitClearance = (ports: WaitPorts & RegisterAccessPorts) =>
  awaitAnswer('AwaitClearance', 'clearance-wanted', ports, (file) => withRegisterAccess(ports, file));
