import { removeIdentityNumbers } from '#documents/identity-numbers/remove-identity-numbers';
import type { Authenticity } from '#documents/mail/authenticity';
import { authenticityOf } from '#documents/mail/authenticity';
import { automaticKindOf } from '#documents/mail/automatic-mail';
import { type ReadMail, readMail } from '#documents/mail/read-mail';
import { replyReferenceOf } from '#documents/mail/reply-reference';
import { AssignmentDetails, type AssignmentId, newAssignmentId, newReplyReference } from '#domain/assignment';
import { ObjectNotFound } from '#domain/errors';
import { sha256 } from '#domain/hash';
import { MessageId } from '#domain/letters';
import type { Party, PartyId } from '#domain/parties';
import type { AccessStore } from '#ports/access-store';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock, Random } from '#ports/clock';
import type { Mailbox } from '#ports/mailbox';
import type { ObjectVault } from '#ports/object-vault';
import type { Register } from '#ports/register';
import type { Workflow } from '#ports/workflow';
import { sendLetter } from '../waiting/send-letter.ts';
import { joinMail } from './join-mail.ts';
import { keepMailKey } from './keep-mail-key.ts';

/** The letter to who sent an inquiry: its kind, and its id in the file. */
const RECEIVED = 'inquiry-received';

export interface IntakePorts {
  assignments: AssignmentStore;
  access: AccessStore;
  register: Register;
  vault: ObjectVault;
  mailbox: Mailbox;
  workflow: Workflow;
  hostParty: PartyId;
  mailDomain: string;
  portalUrl: string;
  now: Clock;
  random: Random;
}

/** Words for why a mail did not open an inquiry; they stand in the parked file's first event. */
export type ParkedBecause =
  | 'automatic'
  | 'not-authentic'
  | 'unknown-sender'
  | 'infected'
  | 'unclear-sender'
  | 'unknown-reference';

export type Intake =
  | { outcome: 'opened' | 'known' | 'joined'; id: AssignmentId }
  | { outcome: 'parked'; id: AssignmentId; because: ParkedBecause }
  | { outcome: 'gone' };

/**
 * Takes in one stored message (R1.1). Only a party's own, authenticated domain opens an inquiry; a reply joins by its
 * unguessable reference; all else is parked for a person of the host municipality, never dropped. Run twice, or for the
 * same Message-ID of the same sender, it gives one file.
 */
export const takeInMail =
  (ports: IntakePorts) =>
  async (mailKey: string): Promise<Intake> => {
    const { assignments, access, register, vault, now } = ports;
    let raw: Uint8Array;
    try {
      raw = await vault.get('mail', mailKey);
    } catch (error) {
      if (error instanceof ObjectNotFound) return { outcome: 'gone' };
      throw error;
    }
    const mail = await readMail(raw);
    const authenticity = authenticityOf(mail);
    const mailHash = sha256(mail.messageId ? `${mail.from?.address ?? ''}\n${mail.messageId}` : raw);

    const known = await assignments.idOfMail(mailHash);
    if (known) {
      await keepMailKey(ports, { id: known, mailKey, mailHash });
      await finish(ports, known);
      return { outcome: 'known', id: known };
    }

    const party = mail.from && (await register.partyOfDomain(mail.from.domain));
    const because = whyParked(mail, authenticity, party);
    if (because)
      return park(ports, {
        mail,
        mailKey,
        mailHash,
        because,
        mayAnswer: because === 'unknown-sender' && authenticity.dmarcAligned,
      });

    const token = replyReferenceOf(mail, ports.mailDomain);
    if (token) {
      const joined = await access.findReplyReference(sha256(token));
      if (joined && party && (await joinMail(ports, { id: joined, party: party.id, raw, mailKey, mailHash }))) {
        return { outcome: 'joined', id: joined };
      }
      return park(ports, { mail, mailKey, mailHash, because: 'unknown-reference', mayAnswer: false });
    }
    if (!party) throw new Error('a mail that is not parked has a party');
    return open(ports, { mail, mailKey, mailHash, party: party.id, at: now() });
  };

const whyParked = (mail: ReadMail, authenticity: Authenticity, party: Party | undefined): ParkedBecause | undefined => {
  if (authenticity.virus === 'fail') return 'infected';
  if (automaticKindOf(mail) !== 'none') return 'automatic';
  if (!mail.from || mail.problems.some((problem) => problem === 'several-from' || problem === 'no-from'))
    return 'unclear-sender';
  // Addresses are wider in RFC 5322 than what we can write to: such a file could be opened, and never read again.
  if (!AssignmentDetails.shape.contactMailbox.safeParse(mail.from.address).success) return 'unclear-sender';
  if (!party) return 'unknown-sender';
  return authenticity.dmarcAligned ? undefined : 'not-authentic';
};

interface Opening {
  mail: ReadMail;
  mailKey: string;
  mailHash: string;
}

const open = async (
  ports: IntakePorts,
  { mail, mailKey, mailHash, party, at }: Opening & { party: PartyId; at: Date },
): Promise<Intake> => {
  const { assignments, random } = ports;
  const id = newAssignmentId(party, random);
  const replyReference = newReplyReference(random);
  const opened = await assignments.open({
    assignment: {
      id,
      orderer: party,
      status: 'screening',
      statusSince: at.toISOString(),
      openedAt: at.toISOString(),
      needsRegisterAccess: false,
      needsFlightPermit: false,
      concernsMinors: false,
      mailKeys: [mailKey],
      deliveries: 0,
      version: 0,
    },
    details: {
      subject: removeIdentityNumbers(mail.subject).text.slice(0, 300),
      contactMailbox: mail.from?.address,
      messageId: MessageId.safeParse(mail.messageId).data,
      replyReference,
    },
    facts: [],
    event: { id: 'opened', name: 'opened', at: at.toISOString(), by: 'system', party },
    mailHash,
  });
  if (opened.outcome === 'already-open') {
    await keepMailKey(ports, { id: opened.id, mailKey, mailHash });
    return { outcome: 'known', id: opened.id };
  }
  await finish(ports, id);
  return { outcome: 'opened', id };
};

/** Parks a mail as a file of the host municipality, whose named person closes it; that leads to culling (architecture 6). */
const park = async (
  ports: IntakePorts,
  { mail, mailKey, mailHash, because, mayAnswer }: Opening & { because: ParkedBecause; mayAnswer: boolean },
): Promise<Intake> => {
  const { assignments, hostParty, now, random } = ports;
  const at = now().toISOString();
  const id = newAssignmentId(hostParty, random);
  const opened = await assignments.open({
    assignment: {
      id,
      orderer: hostParty,
      status: 'parked',
      outcome: 'parked',
      statusSince: at,
      openedAt: at,
      endedAt: at,
      needsRegisterAccess: false,
      needsFlightPermit: false,
      concernsMinors: false,
      mailKeys: [mailKey],
      deliveries: 0,
      version: 0,
    },
    details: { subject: '' },
    facts: [],
    event: { id: 'parked', name: 'parked', at, by: 'system', party: hostParty, about: because },
    mailHash,
  });
  const parkedId = opened.outcome === 'already-open' ? opened.id : id;
  if (opened.outcome === 'already-open') await keepMailKey(ports, { id: parkedId, mailKey, mailHash });
  await finish(ports, parkedId);
  if (mayAnswer && mail.from) {
    // The letter carries no reference: a stranger learns that a person will look, and nothing else.
    await sendLetter(ports, parkedId, 'stranger-answered', {
      kind: 'stranger-answered',
      to: mail.from.address,
      from: hostParty,
      reference: undefined,
      url: undefined,
      inReplyTo: mail.messageId,
    });
  }
  return { outcome: 'parked', id: parkedId, because };
};

/**
 * What follows when a file has been opened, all of it safe to do again: a run that died half-way is finished by the next one
 * that meets the same mail. The letter goes last, so that its having left says that the rest is done; it goes to the
 * mailbox that opened the file, whoever sent the copy that is met now.
 */
const finish = async (ports: IntakePorts, id: AssignmentId): Promise<void> => {
  const { assignments, access, mailbox, workflow } = ports;
  const head = await assignments.head(id);
  if (head?.status === 'parked') return workflow.startCulling(id, 1);
  const file = head && !head.endedAt ? await assignments.find(id) : undefined;
  if (!file || file.letters.some((letter) => letter.id === RECEIVED && letter.sentAt)) return;
  const { replyReference, contactMailbox, messageId } = file.details;
  if (replyReference) await access.putReplyReference(sha256(replyReference), id);
  if (file.assignment.status === 'screening') await workflow.startAssignment(id);
  if (!contactMailbox) return;
  await sendLetter(ports, id, RECEIVED, {
    kind: RECEIVED,
    to: contactMailbox,
    from: file.assignment.orderer,
    replyTo: replyReference && mailbox.replyAddress(replyReference),
    inReplyTo: messageId,
  });
};
