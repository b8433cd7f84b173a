import { z } from 'zod';
import { type Assignment, type AssignmentDetails, DeclineReason, PartyAnswer } from './assignment.ts';
import { CalendarDate } from './calendar.ts';
import { ManifestEntry, Sha256 } from './manifest.ts';
import { PartyId } from './parties.ts';
import { DelegationThen, SignerThen } from './signer-then.ts';
import { StaffId } from './staff.ts';

/** What became of a piece of material (underlag) in the screening (R2.1). */
export const ScreeningVerdict = z.enum(['clean', 'redacted', 'withheld']);

/** A piece of material: the untouched original and, when it may be circulated, a text without identity numbers. */
export const Material = z.strictObject({
  kind: z.literal('material'),
  /** `m-0` is the body of the message, `m-1`… its attachments; `m-r…` an answer by mail, named after its hash. */
  id: z.string().regex(/^m-(\d{1,3}(\.\d{1,3})?|r[0-9a-hjkmnp-tv-z]{10})$/),
  verdict: ScreeningVerdict,
  /** Why it was withheld, a word from the screening. */
  because: z.string().optional(),
  removed: z.int().min(0),
  mediaType: z.string(),
  size: z.int().min(0),
  sha256: Sha256,
  originalKey: z.string(),
  circulatedKey: z.string().optional(),
  /** What a person decided about a withheld piece. */
  review: z.enum(['keep-withheld', 'circulate']).optional(),
  /** As the sender named it; personal, sealed at rest. */
  title: z.string(),
});
export type Material = z.infer<typeof Material>;

/** What was delivered (leverans): a slot that the performer fills with one upload. */
export const Deliverable = z.strictObject({
  kind: z.literal('deliverable'),
  id: z.string().regex(/^d-[0-9a-hjkmnp-tv-z]{10}$/),
  objectKey: z.string(),
  addedBy: StaffId,
  addedAt: z.iso.datetime(),
  /** Set by the check: what was really stored. */
  size: z.int().min(0).optional(),
  sha256: Sha256.optional(),
  versionId: z.string().optional(),
  /** Why the check sent it back, a word; absent when nothing was found. */
  finding: z.enum(['missing', 'empty', 'identity-number', 'unreadable']).optional(),
  /** As the performer named it; sealed at rest. */
  title: z.string(),
});
export type Deliverable = z.infer<typeof Deliverable>;

export const DOCUMENT_KINDS = ['order', 'acceptance', 'refusal', 'receipt', 'closing-decision'] as const;
export const DocumentKind = z.enum(DOCUMENT_KINDS);
export type DocumentKind = z.infer<typeof DocumentKind>;

/** A signed document (underskriven handling); text and evidence lie in the evidence bucket, only their hashes here. */
export const SignedDocument = z.strictObject({
  kind: z.literal('document'),
  id: z.string().regex(/^doc-[0-9a-hjkmnp-tv-z]{10}$/),
  documentKind: DocumentKind,
  textHash: Sha256,
  textKey: z.string(),
  evidenceKey: z.string(),
  evidenceHash: Sha256,
  signedBy: StaffId,
  signedByParty: PartyId,
  /** Whom a deputy signed for. */
  onBehalfOf: StaffId.optional(),
  /** When the person signed, by the e-ID's clock. */
  signedAt: z.iso.datetime(),
  level: z.string(),
  signer: SignerThen.optional(),
  delegation: DelegationThen.optional(),
});
export type SignedDocument = z.infer<typeof SignedDocument>;

/** A signed document as a sealed PDF (stämplad handling): what a reader outside can check. Made anew when it is withdrawn. */
export const SealedCopy = z.strictObject({
  kind: z.literal('sealed-copy'),
  /** The document's id, with `-withdrawn` when it says so. */
  id: z.string(),
  documentId: z.string(),
  status: z.enum(['valid', 'withdrawn']),
  key: z.string(),
  sha256: Sha256,
  sealedAt: z.iso.datetime(),
});
export type SealedCopy = z.infer<typeof SealedCopy>;

/** A party's standing in the assignment: asked, offered, declined. */
export const Participation = z.strictObject({
  kind: z.literal('participation'),
  party: PartyId,
  standing: PartyAnswer,
});
export type Participation = z.infer<typeof Participation>;

/** What the performer's manager recorded so that the flight's gate may open (R5.1). */
export const Clearance = z.strictObject({
  kind: z.literal('clearance'),
  gate: z.literal('flight-permit'),
  by: StaffId,
  at: z.iso.datetime(),
  ground: z.enum(['permit', 'exempt', 'not-spread']),
  evidence: z.string().min(1).max(200),
  until: CalendarDate,
});
export type Clearance = z.infer<typeof Clearance>;

/** A letter that has left, or is leaving: claimed first, confirmed after, so that a step that runs twice sends once. */
export const SentLetter = z.strictObject({
  kind: z.literal('letter'),
  id: z.string(),
  claimedAt: z.iso.datetime(),
  sentAt: z.iso.datetime().optional(),
});
export type SentLetter = z.infer<typeof SentLetter>;

/** What the receipt says was received, by hash. */
export const ReceiptFact = z.strictObject({
  kind: z.literal('receipt'),
  documentId: z.string(),
  manifest: z.array(ManifestEntry),
  manifestHash: Sha256,
});
export type ReceiptFact = z.infer<typeof ReceiptFact>;

/** The order's terms (beställning): what invoicing may later need is a subset of these. */
export const OrderFact = z.strictObject({
  kind: z.literal('order'),
  documentId: z.string(),
  performer: PartyId,
  registryNumber: z.string(),
  workType: z.enum(['survey', 'base-map', 'flight', 'analysis', 'other']),
  place: z.string(),
  finishOn: CalendarDate,
  hours: z.int().min(1).max(10_000),
  /** Free text, sealed at rest. */
  description: z.string(),
});
export type OrderFact = z.infer<typeof OrderFact>;

/** An answer's free text, sealed at rest: to a decline, a refusal, an objection. */
export const Remark = z.strictObject({
  kind: z.literal('remark'),
  id: z.string(),
  by: StaffId,
  about: z.enum(['declined', 'refused', 'objected', 'withdrawn']),
  reason: DeclineReason.optional(),
  text: z.string().max(2000),
});
export type Remark = z.infer<typeof Remark>;

export const Fact = z.union([
  Material,
  Deliverable,
  SignedDocument,
  SealedCopy,
  Participation,
  Clearance,
  SentLetter,
  ReceiptFact,
  OrderFact,
  Remark,
]);
export type Fact = z.infer<typeof Fact>;

/** Something that happened, told afterwards (D1): who, when, what, with opaque ids and words only. */
export const AssignmentEvent = z.strictObject({
  kind: z.literal('event'),
  id: z.string(),
  name: z.string(),
  at: z.iso.datetime(),
  by: z.union([StaffId, z.literal('system')]),
  party: PartyId.optional(),
  about: z.string().optional(),
});
export type AssignmentEvent = z.infer<typeof AssignmentEvent>;

/** An assignment's whole file (akt), as one read gives it. */
export interface AssignmentFile {
  assignment: Assignment;
  details: AssignmentDetails;
  parties: Participation[];
  material: Material[];
  deliverables: Deliverable[];
  documents: SignedDocument[];
  sealedCopies: SealedCopy[];
  clearances: Clearance[];
  letters: SentLetter[];
  remarks: Remark[];
  order?: OrderFact;
  receipt?: ReceiptFact;
  events: AssignmentEvent[];
}

/** Which side a municipality has in this assignment; nothing for a stranger to it (D6: default deny). */
export const sideOf = (
  file: Pick<AssignmentFile, 'assignment' | 'parties'>,
  party: PartyId,
): 'orderer' | 'performer' | 'asked' | 'host' | undefined => {
  const { assignment } = file;
  if (assignment.orderer === party) return assignment.outcome === 'parked' ? 'host' : 'orderer';
  if (assignment.performer === party) return 'performer';
  const isAsked = file.parties.some((participation) => participation.party === party);
  return isAsked && assignment.status === 'circulated' ? 'asked' : undefined;
};

/** The offers that the orderer has not been told of yet, each with the id of the letter that tells. */
export const offersToAnnounce = ({
  parties,
  letters,
}: Pick<AssignmentFile, 'parties' | 'letters'>): { party: PartyId; letterId: string }[] =>
  parties
    .filter(({ standing }) => standing.answer === 'offered')
    .map(({ party }) => ({ party, letterId: `offer-made/${party}` }))
    .filter(({ letterId }) => !letters.some(({ id, sentAt }) => id === letterId && sentAt));
