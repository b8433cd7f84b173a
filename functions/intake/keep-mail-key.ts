import type { AssignmentId } from '#domain/assignment';
import { sha256 } from '#domain/hash';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';

/** A second copy of a known mail lies under a key of its own; it is remembered, so that culling finds it too. */
export const keepMailKey = async (
  { assignments, now }: { assignments: AssignmentStore; now: Clock },
  { id, mailKey, mailHash }: { id: AssignmentId; mailKey: string; mailHash: string },
): Promise<void> => {
  const assignment = await assignments.head(id);
  if (!assignment || assignment.mailKeys.includes(mailKey)) return;
  await assignments.record({
    id,
    event: undefined,
    note: 'mail-again',
    eventId: `mail-again-${sha256(mailKey).slice(0, 16)}-${mailHash.slice(0, 8)}`,
    at: now(),
    by: 'system',
    addMailKeys: [mailKey],
  });
};
