import { z } from 'zod';
import { AssignmentId } from './assignment.ts';
import { CalendarDate } from './calendar.ts';
import { Sha256 } from './manifest.ts';
import { PartyId } from './parties.ts';
import { StaffId } from './staff.ts';

/** Opaque id of a signing round (underskriftsrunda). */
export const RoundId = z
  .string()
  .regex(/^r-[0-9a-hjkmnp-tv-z]{16}$/)
  .brand('RoundId');
export type RoundId = z.infer<typeof RoundId>;

/** The documents that are signed in rounds: by several in order, or outside any assignment. */
export const ROUND_DOCUMENT_KINDS = [
  'order',
  'handling-rules',
  'access-grant',
  'staff-change',
  'certificate-approval',
] as const;
export const RoundDocumentKind = z.enum(ROUND_DOCUMENT_KINDS);
export type RoundDocumentKind = z.infer<typeof RoundDocumentKind>;

/** Why somebody declines to sign. */
export const SigningDeclineReason = z.enum(['wrong-content', 'not-authorised', 'no-longer-needed', 'other']);
export type SigningDeclineReason = z.infer<typeof SigningDeclineReason>;

/** Whose turn it is at a place; the order of the list is the order of signing. */
export const Signatory = z.strictObject({ party: PartyId, staff: StaffId, dueOn: CalendarDate });
export type Signatory = z.infer<typeof Signatory>;

export const RoundSignature = z.strictObject({
  by: StaffId,
  /** Whom a deputy signed for. */
  onBehalfOf: StaffId.optional(),
  at: z.iso.datetime(),
  level: z.string(),
  documentId: z.string(),
  evidenceKey: z.string(),
  evidenceHash: Sha256,
});
export type RoundSignature = z.infer<typeof RoundSignature>;

/** How a round ended; once, and never again (terminal). */
export const RoundEnding = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('complete'), at: z.iso.datetime() }),
  z.strictObject({
    kind: z.literal('declined'),
    at: z.iso.datetime(),
    by: StaffId,
    reason: SigningDeclineReason,
  }),
  z.strictObject({ kind: z.literal('withdrawn'), at: z.iso.datetime(), by: z.union([StaffId, z.literal('system')]) }),
  z.strictObject({ kind: z.literal('superseded'), at: z.iso.datetime(), byRound: RoundId }),
  z.strictObject({ kind: z.literal('expired'), at: z.iso.datetime(), place: z.int().min(0) }),
]);
export type RoundEnding = z.infer<typeof RoundEnding>;

/** What a round is about: an assignment's document, or one of a municipality's own. */
export const RoundSubject = z.discriminatedUnion('scope', [
  z.strictObject({
    scope: z.literal('assignment'),
    assignmentId: AssignmentId,
    /** Which of several of the same kind in one assignment: an access grant is about one person and one register. */
    about: z
      .string()
      .regex(/^[a-z0-9-]{1,80}$/)
      .optional(),
  }),
  z.strictObject({ scope: z.literal('party'), party: PartyId, about: z.string().regex(/^[a-z0-9-]{1,80}$/) }),
]);
export type RoundSubject = z.infer<typeof RoundSubject>;

/** A document on its way through its signatories. Opaque ids, dates and hashes only; the text lies in the vault. */
export const SigningRound = z.strictObject({
  id: RoundId,
  documentKind: RoundDocumentKind,
  subject: RoundSubject,
  /** 1, 2, …: within a subject and kind only the newest edition can become valid. */
  edition: z.int().min(1),
  party: PartyId,
  textHash: Sha256,
  textKey: z.string(),
  openedBy: StaffId,
  openedAt: z.iso.datetime(),
  signatories: z.array(Signatory).min(1).max(8),
  /** One a place, in order. */
  signatures: z.array(RoundSignature),
  /** Reminders that have gone out, for the cap. */
  reminders: z.array(z.strictObject({ place: z.int().min(0), on: CalendarDate })),
  ending: RoundEnding.optional(),
  /** Counts writes; each is made only on the version it was read from. */
  version: z.int().min(0),
});
export type SigningRound = z.infer<typeof SigningRound>;
