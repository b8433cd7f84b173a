import type { AssignmentId } from '#domain/assignment';
import type { Staff } from '#domain/staff';
import type { PortalDeps } from '../portal-deps.ts';
import { authorise, ensureAllowed } from './authorise.ts';

/**
 * Shuts a secure message that has been sent (R5.3): its links open for nobody from now on. The delivery itself stays; an
 * objection or a new delivery brings a new link.
 */
export const revokeMessage = async (
  deps: Pick<PortalDeps, 'assignments' | 'access' | 'now'>,
  staff: Staff,
  id: AssignmentId,
): Promise<{ outcome: 'revoked' }> => {
  const { file } = await authorise(deps.assignments, staff, id, 'revoke-message');
  ensureAllowed('message-revoked', file);
  const at = deps.now();
  // Into the file first: the file alone shuts every link that was issued before (see `opensIn`), and the list of links is
  // read from an index, which may not have the newest one yet.
  await deps.assignments.record({
    id,
    event: 'message-revoked',
    eventId: `message-revoked-${file.assignment.version}`,
    at,
    by: staff.id,
    party: staff.party,
  });
  for (const link of await deps.access.linksOf(id)) {
    if (!link.revokedAt) await deps.access.revokeLink(link.tokenHash, at);
  }
  return { outcome: 'revoked' };
};
