import type { Assignment } from '#domain/assignment';
import type { AccessGrants } from '#ports/access-grants';

/**
 * Writes down that an assignment's grants ended with it. They have fallen by then, because its status says so; this is what
 * tells the day when the assignment itself has been culled.
 */
export const endGrantsOf = async (
  { accessGrants }: { accessGrants: Pick<AccessGrants, 'ofAssignment' | 'end'> },
  { id, performer, endedAt, statusSince }: Pick<Assignment, 'id' | 'performer' | 'endedAt' | 'statusSince'>,
): Promise<void> => {
  if (!performer) return;
  const at = new Date(endedAt ?? statusSince);
  for (const grant of await accessGrants.ofAssignment(performer, id)) {
    await accessGrants.end(grant, { at, because: 'assignment-closed', by: 'system' });
  }
};
