import { isUsable, type RegisterAccess } from './access-grant.ts';
import { dateOf } from './calendar.ts';
import type { AssignmentFile } from './facts.ts';

/** What the gates are read from: the file, and what the performer's own stores say about its access to registers. */
export type Gates = Pick<AssignmentFile, 'assignment' | 'clearances'> & {
  /** Absent until it has been read from the stores, and then no register is open: default deny. */
  registerAccess?: RegisterAccess;
};

/**
 * Whether the performer may use a register in this assignment (R3.2): not needed, or one of its staff has both signed the
 * handling rules in force and a standing grant from their nearest manager. The order says that a register is needed, not
 * which one, so a grant for either is enough.
 */
export const mayUseRegister = ({ assignment, registerAccess }: Gates, now: Date): boolean => {
  if (!assignment.needsRegisterAccess) return true;
  if (!registerAccess) return false;
  const context = { ...registerAccess, assignment, now };
  return registerAccess.grants.some((grant) => grant.assignmentId === assignment.id && isUsable(grant, context));
};

/** Whether a flight may be made and its images spread (R5.1): not needed, or a permit or a named ground is on record. */
export const mayFly = ({ assignment, clearances }: Gates, now: Date): boolean =>
  !assignment.needsFlightPermit || clearances.some(({ until }) => until >= dateOf(now));

export const areGatesOpen = (file: Gates, now: Date): boolean => mayUseRegister(file, now) && mayFly(file, now);
