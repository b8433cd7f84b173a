import { z } from 'zod';
import { CalendarDate } from './calendar.ts';
import { PartyId } from './parties.ts';

/**
 * The letters that the system sends: what each carries is all it may carry. A neutral reference, municipalities, a
 * date and a link; never content, never a name, never an identity number (K6).
 */
export const LETTER_KINDS = [
  'inquiry-received',
  'inquiry-circulated',
  'review-needed',
  'offer-made',
  'order-wanted',
  'acceptance-wanted',
  'order-accepted',
  'clearance-wanted',
  'deliverables-wanted',
  'delivery-returned',
  'message-to-open',
  'receipt-wanted',
  'assignment-ended',
  'closing-decision-wanted',
  'culling-proposed',
  'hold-stands',
  'culling-certified',
  'stranger-answered',
  'a-person-is-needed',
  'access-withdrawn',
  'register-access-ended',
  'signature-wanted',
  'signing-complete',
  'signing-declined',
  'signing-withdrawn',
  'signing-superseded',
  'signing-expired',
  'binding-wanted',
  'binding-to-approve',
  'administrator-bound',
  'binding-approved-alone',
  'binding-replaced',
  'mailbox-changed',
] as const;
export const LetterKind = z.enum(LETTER_KINDS);
export type LetterKind = z.infer<typeof LetterKind>;

/**
 * A Message-ID as it may stand in a header of ours. What senders write is not always that: SES refuses a header value that
 * is not printable ASCII or longer than 870 characters, and with it the whole letter.
 */
export const MessageId = z.string().regex(/^<[\x21-\x7e]{1,868}>$/);

export const Letter = z.strictObject({
  kind: LetterKind,
  to: z.email(),
  /** Neutral reference people quote; absent in the answer to a stranger. */
  reference: z.string().optional(),
  /** The municipality on whose behalf it is sent. */
  from: PartyId.optional(),
  url: z.url().optional(),
  lastDay: CalendarDate.optional(),
  /** 1 for the first reminder, 2 for the second … ; 0 or absent when it is the first letter. */
  reminder: z.int().min(0).optional(),
  /** Where an answer by mail goes: carries the unguessable reply reference. */
  replyTo: z.email().optional(),
  /** Message-ID of the mail that this letter answers (threading); without a sound one the letter starts a thread. */
  inReplyTo: MessageId.optional().catch(undefined),
});
export type Letter = z.infer<typeof Letter>;
