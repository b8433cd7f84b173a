import { z } from 'zod';
import { PARTY_IDS, PartyId } from './parties.ts';
import { StaffId } from './staff.ts';

/** Crockford's base 32 without i, l, o, u: what our ids and references are written in. */
export const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * An assignment's (uppdrag) id: the orderer, then 80 random bits. Opaque but for the municipality whose data it is, so
 * it may stand in state, keys, names of executions and logs (architecture 1 and 14).
 */
export const AssignmentId = z
  .string()
  .regex(new RegExp(`^(${PARTY_IDS.join('|')})-[0-9a-hjkmnp-tv-z]{16}$`))
  .brand('AssignmentId');
export type AssignmentId = z.infer<typeof AssignmentId>;

/** Spells bytes in Crockford's base 32, five bits a character; left-over bits are dropped. */
export const spell = (bytes: Uint8Array, length: number): string => {
  let bits = 0;
  let held = 0;
  let text = '';
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.length < length) {
      bits -= 5;
      text += CROCKFORD[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return text;
};

/** A reply reference: 130 random bits, so that nobody's answer joins an assignment by guessing. */
export const ReplyReference = z.string().regex(/^[0-9a-hjkmnp-tv-z]{26}$/);
export const newReplyReference = (random: (bytes: number) => Uint8Array): string => spell(random(17), 26);

export const newAssignmentId = (orderer: PartyId, random: (bytes: number) => Uint8Array): AssignmentId =>
  AssignmentId.parse(`${orderer}-${spell(random(10), 16)}`);

/** The party whose data an assignment is: it stands first in the id. */
export const ordererOf = (id: AssignmentId): PartyId => PartyId.parse(id.slice(0, id.lastIndexOf('-')));

/** What people read and quote: the first eight characters, upper case. Never enough to open anything. */
export const referenceOf = (id: AssignmentId): string =>
  id.slice(id.lastIndexOf('-') + 1, id.lastIndexOf('-') + 9).toUpperCase();

export const STATUSES = [
  'parked',
  'screening',
  'in-review',
  'circulated',
  'ordered',
  'accepted',
  'in-progress',
  'delivered',
  'sent',
  'received',
  'ended',
] as const;
export const Status = z.enum(STATUSES);
export type Status = z.infer<typeof Status>;

/** How an assignment ended. Each is its own outcome, never one "failed" for all. */
export const OUTCOMES = ['completed', 'declined', 'withdrawn', 'expired', 'objected', 'failed', 'parked'] as const;
export const Outcome = z.enum(OUTCOMES);
export type Outcome = z.infer<typeof Outcome>;

/** Why a party declines or refuses (R1.3). */
export const DeclineReason = z.enum(['time', 'staff', 'competence', 'permit', 'other']);
export type DeclineReason = z.infer<typeof DeclineReason>;

/** A party's answer to a circulated inquiry. */
export const PartyAnswer = z.discriminatedUnion('answer', [
  z.strictObject({ answer: z.literal('asked') }),
  z.strictObject({ answer: z.literal('offered'), by: StaffId, at: z.iso.datetime() }),
  z.strictObject({ answer: z.literal('declined'), by: StaffId, at: z.iso.datetime(), reason: DeclineReason }),
]);
export type PartyAnswer = z.infer<typeof PartyAnswer>;

/** A legal hold (gallringsstopp): while it stands nothing is culled. */
export const Hold = z.strictObject({
  by: StaffId,
  at: z.iso.datetime(),
  ground: z.enum(['disclosure-request', 'supervision', 'dispute', 'other']),
});
export type Hold = z.infer<typeof Hold>;

/** The closing decision for every ending that has no receipt. */
export const ClosingDecision = z.strictObject({
  by: StaffId,
  at: z.iso.datetime(),
  documentHash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ClosingDecision = z.infer<typeof ClosingDecision>;

/** The head of an assignment's file: ids, dates and outcomes; what is personal lies sealed in `details`. */
export const Assignment = z.strictObject({
  id: AssignmentId,
  orderer: PartyId,
  performer: PartyId.optional(),
  status: Status,
  statusSince: z.iso.datetime(),
  openedAt: z.iso.datetime(),
  outcome: Outcome.optional(),
  endedAt: z.iso.datetime().optional(),
  /** SHA-256 of the receipt that was signed; set with the event `received`. */
  receiptHash: z.string().optional(),
  receivedAt: z.iso.datetime().optional(),
  originalsHandedOverAt: z.iso.datetime().optional(),
  closing: ClosingDecision.optional(),
  hold: Hold.optional(),
  lettingGo: z.strictObject({ by: StaffId, at: z.iso.datetime() }).optional(),
  needsRegisterAccess: z.boolean(),
  needsFlightPermit: z.boolean(),
  concernsMinors: z.boolean(),
  /** The raw messages in the mail bucket that belong here. */
  mailKeys: z.array(z.string()),
  deliveries: z.int().min(0),
  version: z.int().min(0),
});
export type Assignment = z.infer<typeof Assignment>;

/** The sealed part of the head: encrypted with the assignment's own data key, gone with it (architecture 4). */
export const AssignmentDetails = z.strictObject({
  /** The screened subject: carries no identity number. */
  subject: z.string(),
  /** Where the inquiry came from; letters to the orderer go here. */
  contactMailbox: z.email().optional(),
  /** Message-ID of the inquiry, for threading. */
  messageId: z.string().optional(),
  /** The unguessable reference under which answers by mail join this file. */
  replyReference: z.string().optional(),
});
export type AssignmentDetails = z.infer<typeof AssignmentDetails>;
