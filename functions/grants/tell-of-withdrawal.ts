import type { AccessGrant } from '#domain/access-grant';
import type { AssignmentFile } from '#domain/facts';
import type { StaffId } from '#domain/staff';
import type { Register } from '#ports/register';
import type { SigningRounds } from '#ports/signing-rounds';
import { type AddressBook, partyMailbox, toOrderer } from '../waiting/recipients.ts';
import { type Post, trySendLetter } from '../waiting/send-letter.ts';

type Told = 'grantee' | 'asker' | 'manager' | 'granter';

/**
 * Tells those concerned that an access grant was withdrawn: the person, who asked for it, the managers whose decision it
 * was, and the performer's management; the orderer too where nobody may use a register any more in work under way. Each
 * letter leaves once, however often this runs.
 *
 * @param shutsGate whether the work has begun and no grant is left that opens the registers for it.
 */
export const tellOfWithdrawal = async (
  ports: Post & AddressBook & { register: Register; rounds: Pick<SigningRounds, 'find'> },
  file: AssignmentFile,
  grant: AccessGrant,
  shutsGate: boolean,
): Promise<void> => {
  const { party, id } = grant;
  const assignmentId = file.assignment.id;
  const letterId = (to: string) => `access-withdrawn-${id}/${to}`;
  const url = `${ports.portalUrl}/grants/${assignmentId}/${id}`;
  for (const [told, staff] of await toBeTold(ports, grant)) {
    const person = await ports.register.staff(party, staff);
    if (!person?.isActive) continue;
    await trySendLetter(ports, assignmentId, letterId(told), {
      kind: 'access-withdrawn',
      to: person.mailbox,
      from: party,
      url,
    });
  }
  await trySendLetter(ports, assignmentId, letterId('management'), {
    kind: 'access-withdrawn',
    to: await partyMailbox(party, ports.register),
    from: party,
  });
  if (!shutsGate) return;
  await trySendLetter(ports, assignmentId, letterId('orderer'), {
    kind: 'register-access-ended',
    ...(await toOrderer(file, ports)),
  });
};

/** Each person once, and never who withdrew it. */
const toBeTold = async (
  { rounds }: { rounds: Pick<SigningRounds, 'find'> },
  { grantee, manager, grantedBy, roundId, endedBy }: AccessGrant,
): Promise<[Told, StaffId][]> => {
  const asker = (await rounds.find(roundId))?.openedBy;
  const all: [Told, StaffId | undefined][] = [
    ['grantee', grantee],
    ['asker', asker],
    ['manager', manager],
    ['granter', grantedBy],
  ];
  const told = new Set<string>(endedBy ? [endedBy] : []);
  return all.flatMap(([as, staff]): [Told, StaffId][] => {
    if (!staff || told.has(staff)) return [];
    told.add(staff);
    return [[as, staff]];
  });
};
