import type { AssignmentId } from '#domain/assignment';
import { sideOf } from '#domain/facts';
import { sha256 } from '#domain/hash';
import type { PartyId } from '#domain/parties';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';
import { type ObjectVault, prefixOf } from '#ports/object-vault';

interface JoinPorts {
  assignments: AssignmentStore;
  vault: ObjectVault;
  now: Clock;
}

/**
 * Joins an answer by mail to its assignment as material that is withheld from circulation: its reference says where it
 * belongs, not that anybody has read it. False when the sender's municipality has no side in the assignment, or it has
 * ended.
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
  const side = file && sideOf(file, party);
  if (!file || (side !== 'orderer' && side !== 'performer') || file.assignment.endedAt) return false;
  const number = 900 - file.assignment.mailKeys.length;
  const key = `${prefixOf(file.assignment.orderer, id)}original/m-${number}`;
  await vault.put({ shelf: 'material', key, party: file.assignment.orderer, bytes: raw, mediaType: 'message/rfc822' });
  await assignments.record({
    id,
    event: undefined,
    note: 'mail-joined',
    eventId: `mail-joined-${mailHash.slice(0, 16)}`,
    at: now(),
    by: 'system',
    party,
    set: { mailKeys: [...file.assignment.mailKeys, mailKey] },
    facts: [
      {
        kind: 'material',
        id: `m-${number}`,
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
  return true;
};
