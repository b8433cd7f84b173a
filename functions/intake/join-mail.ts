import { type AssignmentId, spell } from '#domain/assignment';
import { sideOf } from '#domain/facts';
import { sha256 } from '#domain/hash';
import type { PartyId } from '#domain/parties';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';
import { type ObjectVault, prefixOf } from '#ports/object-vault';
import { keepMailKey } from './keep-mail-key.ts';

interface JoinPorts {
  assignments: AssignmentStore;
  vault: ObjectVault;
  now: Clock;
}

/**
 * Joins an answer by mail to its assignment as material that is withheld from circulation: its reference says where it
 * belongs, not that anybody has read it. The same mail joins once; another copy of it is only remembered. False when the
 * sender's municipality has no side in the assignment, or it has ended before the mail came.
 */
export const joinMail = async (
  { assignments, vault, now }: JoinPorts,
  {
    id,
    party,
    raw,
    mailKey,
    mailHash,
  }: { id: AssignmentId; party: PartyId; raw: Uint8Array; mailKey: string; mailHash: string },
): Promise<boolean> => {
  const file = await assignments.find(id);
  const eventId = `mail-joined-${mailHash.slice(0, 16)}`;
  if (file?.events.some((event) => event.id === eventId)) {
    await keepMailKey({ assignments, now }, { id, mailKey, mailHash });
    return true;
  }
  const side = file && sideOf(file, party);
  if (!file || (side !== 'orderer' && side !== 'performer') || file.assignment.endedAt) return false;
  const materialId = `m-r${spell(Buffer.from(mailHash, 'hex'), 10)}`;
  const key = `${prefixOf(file.assignment.orderer, id)}original/${materialId}`;
  await vault.put({ shelf: 'material', key, party: file.assignment.orderer, bytes: raw, mediaType: 'message/rfc822' });
  const recorded = await assignments.record({
    id,
    event: undefined,
    note: 'mail-joined',
    eventId,
    at: now(),
    by: 'system',
    party,
    mailHash,
    addMailKeys: [mailKey],
    facts: [
      {
        kind: 'material',
        id: materialId,
        verdict: 'withheld',
        because: 'reply',
        review: 'keep-withheld',
        removed: 0,
        mediaType: 'message/rfc822',
        size: raw.length,
        sha256: sha256(raw),
        originalKey: key,
        title: 'Svar per e-post',
      },
    ],
  });
  // Another run met another copy of the same mail and was first.
  if (recorded === 'already-recorded') await keepMailKey({ assignments, now }, { id, mailKey, mailHash });
  return true;
};
