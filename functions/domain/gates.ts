import { dateOf } from './calendar.ts';
import type { AssignmentFile, Clearance } from './facts.ts';

type Gates = Pick<AssignmentFile, 'assignment' | 'clearances'>;

/**
 * Whether the performer may use a register in this assignment (R3.2): not needed, or handling rules are signed and the
 * nearest manager's grant is recorded and still runs. The manager who grants is never the grantee.
 */
export const mayUseRegister = ({ assignment, clearances }: Gates, now: Date): boolean =>
  !assignment.needsRegisterAccess ||
  clearances.some((c) => c.gate === 'register-access' && c.grantee !== c.by && isRunning(c, now));

/** Whether a flight may be made and its images spread (R5.1): not needed, or a permit or a named ground is on record. */
export const mayFly = ({ assignment, clearances }: Gates, now: Date): boolean =>
  !assignment.needsFlightPermit || clearances.some((c) => c.gate === 'flight-permit' && isRunning(c, now));

export const areGatesOpen = (file: Gates, now: Date): boolean => mayUseRegister(file, now) && mayFly(file, now);

const isRunning = (clearance: Clearance, now: Date): boolean => clearance.until >= dateOf(now);
