import type { AssignmentId } from '#domain/assignment';
import { AssignmentNotFound, DataKeyCulled, EventNotAllowed, NotAuthorised } from '#domain/errors';
import { type AssignmentFile, sideOf } from '#domain/facts';
import { type Act, may, type Side, type Staff } from '#domain/staff';
import { type AssignmentEventName, mayHappen } from '#domain/transitions';
import type { AssignmentStore } from '#ports/assignment-store';

export interface Authorised {
  file: AssignmentFile;
  side: Side;
}

/**
 * Reads a file for somebody who wants to do `act` in it: strong identification is not authorisation (architecture 7).
 *
 * @throws AssignmentNotFound when there is no such file, or this person may not even see it: the two look the same.
 * @throws NotAuthorised when this person sees it but may not do this.
 */
export const authorise = async (
  assignments: Pick<AssignmentStore, 'find' | 'head'>,
  staff: Staff,
  id: AssignmentId,
  act: Act,
): Promise<Authorised> => {
  const file = await findFor(assignments, staff, id);
  const side = file && sideOf(file, staff.party);
  if (!file || !side || !staff.isActive) throw new AssignmentNotFound(id);
  if (may(staff.role, side, act)) return { file, side };
  if (may(staff.role, side, 'view')) throw new NotAuthorised(id);
  throw new AssignmentNotFound(id);
};

/** A file that is culled half-way is only that to its two municipalities; to others there is none. */
const findFor = async (
  assignments: Pick<AssignmentStore, 'find' | 'head'>,
  staff: Staff,
  id: AssignmentId,
): Promise<AssignmentFile | undefined> => {
  try {
    return await assignments.find(id);
  } catch (error) {
    if (!(error instanceof DataKeyCulled)) throw error;
    const head = await assignments.head(id);
    if (head?.orderer !== staff.party && head?.performer !== staff.party) return undefined;
    throw error;
  }
};

/** @throws EventNotAllowed when the table does not allow `event` now; the store checks it once more when it writes. */
export const ensureAllowed = (event: AssignmentEventName, { assignment }: Pick<AssignmentFile, 'assignment'>): void => {
  if (!mayHappen(event, assignment.status)) throw new EventNotAllowed(event, assignment.status);
};
