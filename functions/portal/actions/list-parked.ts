import type { AssignmentId } from '#domain/assignment';
import { NotAuthorised } from '#domain/errors';
import { may, type Staff } from '#domain/staff';
import type { PortalDeps } from '../portal-deps.ts';

export interface ParkedMail {
  id: AssignmentId;
  openedAt: string;
  /** The word of the mail check that parked it; nothing of what it says or who sent it. */
  verdict: string | undefined;
  isClosed: boolean;
}

/** The mail that could not be placed, for the host municipality's manager and registrar. @throws NotAuthorised */
export const listParked = async (
  { assignments, hostParty }: Pick<PortalDeps, 'assignments' | 'hostParty'>,
  staff: Staff,
): Promise<ParkedMail[]> => {
  if (staff.party !== hostParty || !may(staff.role, 'host', 'view-parked')) throw new NotAuthorised();
  const parked = await assignments.parked(hostParty, 200);
  return Promise.all(
    parked.map(async ({ id, openedAt, closing }) => ({
      id,
      openedAt,
      verdict: (await assignments.find(id))?.events[0]?.about,
      isClosed: closing !== undefined,
    })),
  );
};
