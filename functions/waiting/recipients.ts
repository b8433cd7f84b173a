import type { AssignmentFile } from '#domain/facts';
import type { PartyId } from '#domain/parties';
import { may } from '#domain/staff';
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
    ({ role, isActive }) => isActive && may(role, 'orderer', 'close'),
  );
  return able.length > 0 ? able.map(({ mailbox }) => mailbox) : [await partyMailbox(party, register)];
};

export interface Recipient {
  to: string;
  from: PartyId;
  replyTo?: string;
  inReplyTo?: string;
}

export interface AddressBook {
  register: Register;
  mailbox: Pick<Mailbox, 'replyAddress'>;
}

/**
 * The orderer as a letter's recipient: where the inquiry came from, in its thread, with the address under which an answer
 * joins this file.
 */
export const toOrderer = async (file: AssignmentFile, { register, mailbox }: AddressBook): Promise<Recipient> => {
  const { replyReference, messageId } = file.details;
  return {
    to: await ordererMailbox(file, register),
    from: file.assignment.orderer,
    replyTo: replyReference && mailbox.replyAddress(replyReference),
    inReplyTo: messageId,
  };
};

/** The mailboxes of the owner of a wait; the letter is sent on behalf of the assignment's orderer. */
export const ownersOf = async (
  owner: WaitRule['owner'],
  file: AssignmentFile,
  book: AddressBook,
): Promise<Recipient[]> => {
  const { register } = book;
  const { orderer, performer } = file.assignment;
  const first = owner === 'orderer' ? [await toOrderer(file, book)] : [];
  const mailboxes: string[] = [];
  if (owner === 'controller' || owner === 'controller-and-performer')
    mailboxes.push(...(await deciders(orderer, register)));
  if ((owner === 'performer' || owner === 'controller-and-performer') && performer) {
    mailboxes.push(await partyMailbox(performer, register));
  }
  if (owner === 'performer-manager' && performer) {
    const managers = (await register.staffOf(performer)).filter(({ role, isActive }) => isActive && role === 'manager');
    mailboxes.push(
      ...managers.map(({ mailbox }) => mailbox),
      ...(managers.length === 0 ? [await partyMailbox(performer, register)] : []),
    );
  }
  const others = [...new Set(mailboxes)].filter((to) => first.every((one) => one.to !== to));
  return [...first, ...others.map((to) => ({ to, from: orderer }))];
};
