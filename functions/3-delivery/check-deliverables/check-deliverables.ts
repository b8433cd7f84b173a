import { z } from 'zod';
import { screenDocument } from '#documents/screening/screen-document';
import { AssignmentId } from '#domain/assignment';
import type { Deliverable } from '#domain/facts';
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
    const { assignments, vault, register, now } = ports;
    const file = await assignments.load(assignmentId);
    const { deliveries, performer } = file.assignment;
    const checked = await Promise.all(file.deliverables.map((one) => check(vault, one)));
    const isReturned = checked.length === 0 || checked.some(({ finding }) => finding !== undefined);
    await assignments.record({
      id: assignmentId,
      event: isReturned ? 'returned' : undefined,
      note: 'deliverables-checked',
      eventId: `checked-${deliveries}`,
      at: now(),
      by: 'system',
      facts: checked,
    });
    if (isReturned && performer) {
      await sendLetter(ports, assignmentId, `delivery-returned/${deliveries}`, {
        kind: 'delivery-returned',
        to: await partyMailbox(performer, register),
        from: file.assignment.orderer,
      });
    }
    return { outcome: isReturned ? 'returned' : 'passed' };
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
