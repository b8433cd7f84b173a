import type { AssignmentFile } from '#domain/facts';
import type { PartyId } from '#domain/parties';
import type { WaitRule } from '#domain/waiting';
import type { Mailbox } from '#ports/mailbox';
import type { Register } from '#ports/register';

/** Role mailboxes and the inquiry's own sender: where letters about an assignment go. */
export const ordererMailbox = async (file: AssignmentFile, register: Register): Promise<string> =>
  file.details.contactMailbox ?? (await register.party(file.assignment.orderer)).managementMailbox;

export const partyMailbox = async (party: PartyId, register: Register): Promise<string> =>
  (await register.party(party)).managementMailbox;

/** Where a controller's decision is asked for: those who may take it, else the role mailbox; never nobody. */
const deciders = async (party: PartyId, register: Register): Promise<string[]> => {
  const able = (await register.staffOf(party)).filter(
    ({ role, isActive }) => isActive && role !== 'handler' && role !== 'administrator',
  );
  return able.length > 0 ? able.map(({ mailbox }) => mailbox) : [await partyMailbox(party, register)];
};

export interface Recipient {
  to: string;
  from: PartyId;
}

/** Where the orderer's answers by mail go, so that they join this file. */
export const replyToOf = (file: AssignmentFile, mailbox: Pick<Mailbox, 'replyAddress'>): string | undefined =>
  file.details.replyReference && mailbox.replyAddress(file.details.replyReference);

/** The mailboxes of the owner of a wait; the letter is sent on behalf of the assignment's orderer. */
export const ownersOf = async (
  owner: WaitRule['owner'],
  file: AssignmentFile,
  register: Register,
): Promise<Recipient[]> => {
  const { orderer, performer } = file.assignment;
  const mailboxes: string[] = [];
  if (owner === 'orderer' || owner === 'orderer-and-performer') mailboxes.push(await ordererMailbox(file, register));
  if ((owner === 'performer' || owner === 'orderer-and-performer') && performer) {
    mailboxes.push(await partyMailbox(performer, register));
  }
  if (owner === 'performer-manager' && performer) {
    const managers = (await register.staffOf(performer)).filter(({ role, isActive }) => isActive && role === 'manager');
    mailboxes.push(
      ...managers.map(({ mailbox }) => mailbox),
      ...(managers.length === 0 ? [await partyMailbox(performer, register)] : []),
    );
  }
  if (owner === 'controller') mailboxes.push(...(await deciders(orderer, register)));
  return [...new Set(mailboxes)].map((to) => ({ to, from: orderer }));
};
