import { z } from 'zod';
import { screenDocument } from '#documents/screening/screen-document';
import { AssignmentId } from '#domain/assignment';
import type { AssignmentFile, Deliverable } from '#domain/facts';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';
import type { ObjectVault } from '#ports/object-vault';
import type { Register } from '#ports/register';
import { partyMailbox } from '../../waiting/recipients.ts';
import { type Post, sendLetter } from '../../waiting/send-letter.ts';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.enum(['passed', 'returned']) }),
};

/** A deliverable larger than this is not read into memory to be searched; its bytes are hashed as they stream. */
const SEARCHED_BYTES = 25 * 1024 * 1024;

/**
 * Checks a delivery: every slot is filled, what lies there is measured and hashed, and texts that carry identity numbers go
 * back to the performer, since a delivery is passed on. The manifest that the receipt is signed over is what is found
 * here, not what anybody said.
 */
export const checkDeliverables =
  (ports: Post & { assignments: AssignmentStore; vault: ObjectVault; register: Register; now: Clock }) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    const { assignments, register } = ports;
    const file = await assignments.load(assignmentId);
    const { deliveries, performer } = file.assignment;
    const eventId = `checked-${deliveries}`;
    const earlier = file.events.find(({ id }) => id === eventId);
    // A run that comes twice keeps to the first one's answer: what lies there may be another upload by now.
    const isReturned = earlier ? earlier.name === 'returned' : await checkAll(ports, file, eventId);
    if (isReturned && performer) {
      await sendLetter(ports, assignmentId, `delivery-returned/${deliveries}`, {
        kind: 'delivery-returned',
        to: await partyMailbox(performer, register),
        from: file.assignment.orderer,
      });
    }
    return { outcome: isReturned ? 'returned' : 'passed' };
  };

/** Measures every slot and writes the findings down. @returns whether the delivery goes back. */
const checkAll = async (
  { assignments, vault, now }: { assignments: AssignmentStore; vault: ObjectVault; now: Clock },
  { assignment, deliverables }: AssignmentFile,
  eventId: string,
): Promise<boolean> => {
  const checked = await Promise.all(deliverables.map((one) => check(vault, one)));
  const isReturned = checked.length === 0 || checked.some(({ finding }) => finding !== undefined);
  await assignments.record({
    id: assignment.id,
    event: isReturned ? 'returned' : undefined,
    note: 'deliverables-checked',
    eventId,
    at: now(),
    by: 'system',
    facts: checked,
  });
  return isReturned;
};

const check = async (vault: ObjectVault, slot: Deliverable): Promise<Deliverable> => {
  const stored = await vault.fingerprint('deliverables', slot.objectKey);
  const { finding: _earlier, ...unchecked } = slot;
  if (!stored) return { ...unchecked, finding: 'missing' };
  const measured = { ...unchecked, size: stored.size, sha256: stored.sha256, versionId: stored.versionId };
  if (stored.size === 0) return { ...measured, finding: 'empty' };
  if (stored.size > SEARCHED_BYTES) return measured;
  const bytes = await vault.get('deliverables', slot.objectKey, stored.versionId);
  const screening = await screenDocument({ mediaType: 'application/octet-stream', bytes });
  return screening.verdict === 'redacted' ? { ...measured, finding: 'identity-number' } : measured;
};
