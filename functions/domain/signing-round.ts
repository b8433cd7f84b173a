import { z } from 'zod';
import { AssignmentId } from './assignment.ts';
import { CalendarDate, dateOf, plusDays, startOf } from './calendar.ts';
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

/** Why a round is withdrawn. What somebody adds in words lies in the vault, beside the text. */
export const WithdrawalReason = z.enum(['wrong-content', 'no-longer-needed', 'no-longer-possible', 'other']);
export type WithdrawalReason = z.infer<typeof WithdrawalReason>;

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
  z.strictObject({
    kind: z.literal('withdrawn'),
    at: z.iso.datetime(),
    by: z.union([StaffId, z.literal('system')]),
    reason: WithdrawalReason,
  }),
  z.strictObject({ kind: z.literal('superseded'), at: z.iso.datetime(), byRound: RoundId }),
  z.strictObject({ kind: z.literal('expired'), at: z.iso.datetime(), place: z.int().min(0) }),
]);
export type RoundEnding = z.infer<typeof RoundEnding>;

/** What a round is about: an assignment's document, or one of a municipality's own. */
export const RoundSubject = z.discriminatedUnion('scope', [
  z.strictObject({ scope: z.literal('assignment'), assignmentId: AssignmentId }),
  z.strictObject({ scope: z.literal('party'), party: PartyId, about: z.string().regex(/^[a-z0-9-]{1,80}$/) }),
]);
export type RoundSubject = z.infer<typeof RoundSubject>;

/** A sealed PDF of a signed round. A round has one of each status, and the first that is recorded is the one. */
export const SealedRound = z.strictObject({
  status: z.enum(['valid', 'withdrawn']),
  key: z.string(),
  sha256: Sha256,
  at: z.iso.datetime(),
});
export type SealedRound = z.infer<typeof SealedRound>;

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
  /** When all that follows from the ending was done and told; until then the daily look takes it up again. */
  concludedAt: z.iso.datetime().optional(),
  sealed: z.array(SealedRound).optional(),
  /** Counts writes; each is made only on the version it was read from. */
  version: z.int().min(0),
});
export type SigningRound = z.infer<typeof SigningRound>;

/** Why a signature does not count. It is kept all the same, apart from the round, and the signer is told. */
export const NOT_COUNTED = [
  'not-your-turn',
  'late',
  'superseded',
  'withdrawn',
  'declined',
  'other-text',
  'already-signed',
  'complete',
  'too-weak',
  'not-authorised',
] as const;
export const NotCounted = z.enum(NOT_COUNTED);
export type NotCounted = z.infer<typeof NotCounted>;

/** A signature that has come back from the e-ID, with what was found out about its signer. */
export interface SignatureAttempt extends RoundSignature {
  /** The place that it was made for. */
  place: number;
  /** SHA-256 of the text that was signed. */
  textHash: Sha256;
  isAuthorised: boolean;
  isStrongEnough: boolean;
}

export type SignatureDecision =
  | { kind: 'counts'; round: SigningRound }
  /** It is in the round already: the same answer came twice. */
  | { kind: 'counted' }
  | { kind: 'does-not-count'; because: NotCounted };

const BECAUSE_ENDED: Record<RoundEnding['kind'], NotCounted> = {
  complete: 'complete',
  declined: 'declined',
  withdrawn: 'withdrawn',
  superseded: 'superseded',
  expired: 'late',
};

const nextVersion = (round: SigningRound, change: Partial<SigningRound>): SigningRound => ({
  ...round,
  ...change,
  version: round.version + 1,
});

/** The place whose turn it is; one past the last when all have signed. */
export const placeInTurn = ({ signatures }: Pick<SigningRound, 'signatures'>): number => signatures.length;

/** Whose turn it is; nobody's once the round has ended. */
export const signatoryInTurn = (round: SigningRound): Signatory | undefined =>
  round.ending ? undefined : round.signatories[placeInTurn(round)];

/**
 * Decides whether a signature counts. What is stored in the round first counts (architecture 11): this is asked anew on
 * every version of the round until one of the two, the signature or what it raced with, is written.
 *
 * Late is judged by when the e-ID says that the signature was made, never by when its answer reached us: made on the due
 * day it counts also when the answer comes after midnight, as long as the round is open, and `decideTending` keeps a round
 * open until no such answer can come any more. Hence an ended round is never opened again. Nobody signs twice in a round,
 * also not for somebody else, so that a deputy cannot countersign what they signed themselves.
 */
export const decideSignature = (round: SigningRound, attempt: SignatureAttempt, now: Date): SignatureDecision => {
  const { place, textHash, isAuthorised, isStrongEnough, ...signature } = attempt;
  if (round.signatures.some(({ documentId }) => documentId === signature.documentId)) return { kind: 'counted' };
  const no = (because: NotCounted) => ({ kind: 'does-not-count', because }) as const;
  const signatory = round.signatories[place];
  if (round.ending) return no(BECAUSE_ENDED[round.ending.kind]);
  if (textHash !== round.textHash) return no('other-text');
  if (!signatory || !isAuthorised || (signature.onBehalfOf ?? signature.by) !== signatory.staff) {
    return no('not-authorised');
  }
  if (round.signatures.some(({ by }) => by === signature.by)) return no('already-signed');
  if (place < placeInTurn(round)) return no('already-signed');
  if (place > placeInTurn(round)) return no('not-your-turn');
  if (!isStrongEnough) return no('too-weak');
  if (dateOf(new Date(signature.at)) > signatory.dueOn) return no('late');
  const signatures = [...round.signatures, signature];
  const isComplete = signatures.length === round.signatories.length;
  const ending = { kind: 'complete', at: now.toISOString() } as const;
  return { kind: 'counts', round: nextVersion(round, { signatures, ...(isComplete && { ending }) }) };
};

export type EndingDecision =
  | { kind: 'ends'; round: SigningRound }
  | { kind: 'refused'; because: 'ended' | 'not-your-turn' };

/** Somebody declines to sign at the place whose turn it is: it ends the round. */
export const decideDecline = (
  round: SigningRound,
  { by, onBehalfOf, reason }: { by: StaffId; onBehalfOf?: StaffId; reason: SigningDeclineReason },
  now: Date,
): EndingDecision => {
  if (round.ending) return { kind: 'refused', because: 'ended' };
  const isInTurn = round.signatories[placeInTurn(round)]?.staff === (onBehalfOf ?? by);
  if (!isInTurn) return { kind: 'refused', because: 'not-your-turn' };
  return {
    kind: 'ends',
    round: nextVersion(round, { ending: { kind: 'declined', at: now.toISOString(), by, reason } }),
  };
};

/** The round is taken back. Who may do that is for the caller to say. */
export const decideWithdrawal = (
  round: SigningRound,
  { by, reason }: { by: StaffId | 'system'; reason: WithdrawalReason },
  now: Date,
): EndingDecision =>
  round.ending
    ? { kind: 'refused', because: 'ended' }
    : {
        kind: 'ends',
        round: nextVersion(round, { ending: { kind: 'withdrawn', at: now.toISOString(), by, reason } }),
      };

/** The round as a newer edition leaves it: its signatures no longer stand for anything. */
export const superseded = (round: SigningRound, byRound: RoundId, at: string): SigningRound =>
  nextVersion(round, { ending: { kind: 'superseded', at, byRound } });

/** The round when all that follows from its ending is done. */
export const concluded = (round: SigningRound, now: Date): SigningRound =>
  nextVersion(round, { concludedAt: now.toISOString() });

/** The round with a sealed copy in it; nothing when it has one of that status, which then is the copy. */
export const withSealedCopy = (round: SigningRound, copy: SealedRound): SigningRound | undefined => {
  const { sealed = [] } = round;
  return sealed.some(({ status }) => status === copy.status)
    ? undefined
    : nextVersion(round, { sealed: [...sealed, copy] });
};

/** So many days before the due day a signatory is reminded: three times at most. */
export const REMIND_DAYS_BEFORE = [7, 3, 1] as const;

/**
 * So long after the due day a round stays open. An identification is good for ten minutes and a function runs for one at
 * most, so that nothing that was signed on the due day can still be under way an hour later.
 */
const GRACE_MS = 60 * 60_000;

export type TendingDecision =
  | { kind: 'remind'; place: number; round: SigningRound }
  | { kind: 'expire'; round: SigningRound }
  | { kind: 'nothing' };

/** The day on which the place in turn was asked. */
const askedOn = ({ signatures, openedAt }: SigningRound): CalendarDate =>
  dateOf(new Date(signatures.at(-1)?.at ?? openedAt));

/** What the daily look does with an open round. What was kept and not yet written must have been settled before. */
export const decideTending = (round: SigningRound, now: Date): TendingDecision => {
  const place = placeInTurn(round);
  const signatory = round.signatories[place];
  if (round.ending || !signatory) return { kind: 'nothing' };
  const { dueOn } = signatory;
  if (now.getTime() >= startOf(plusDays(dueOn, 1)).getTime() + GRACE_MS) {
    return { kind: 'expire', round: nextVersion(round, { ending: { kind: 'expired', at: now.toISOString(), place } }) };
  }
  const today = dateOf(now);
  const newest = REMIND_DAYS_BEFORE.map((days) => plusDays(dueOn, -days))
    .filter((day) => day > askedOn(round) && day <= today)
    .at(-1);
  // A look that was missed is not made up for: of several reminders that are due only the newest goes.
  if (!newest || round.reminders.some((sent) => sent.place === place && sent.on >= newest)) return { kind: 'nothing' };
  return {
    kind: 'remind',
    place,
    round: nextVersion(round, { reminders: [...round.reminders, { place, on: today }] }),
  };
};
