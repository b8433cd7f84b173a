import { z } from 'zod';
import { type Assignment, Outcome } from './assignment.ts';
import { CalendarDate, dateOf, plusDays, startOf } from './calendar.ts';
import type { AssignmentFile } from './facts.ts';
import { Sha256 } from './manifest.ts';
import { PartyId } from './parties.ts';

/**
 * A decision that permits culling (gallringsbeslut) of one record type, as data with dates and citations (architecture
 * 13). `party` is whose decision it is: the controller's instruction and the performer's own board's are both needed.
 */
export const CullingDecision = z.strictObject({
  recordType: z.string().min(1),
  party: PartyId,
  /** `instruction`: the controller's to the processor; `board`: the party's own culling decision. */
  authority: z.enum(['instruction', 'board']),
  reference: z.string().min(1),
  decidedOn: CalendarDate,
  validUntil: CalendarDate.optional(),
  /** Calendar days from the receipt or the closing decision to the culling. */
  retentionDays: z.int().min(0).max(36_500),
  /** The decisions that ship with the local home are examples and say so on every certificate. */
  isExample: z.boolean(),
});
export type CullingDecision = z.infer<typeof CullingDecision>;

/** The record type of an assignment's file in the records schedule (B2: orders and order confirmations). */
export const RECORD_TYPE = '2.5.1';
/** Mail that was parked: registration and mail (B2). */
export const PARKED_RECORD_TYPE = '2.6.1';

export const recordTypeOf = (assignment: Pick<Assignment, 'outcome'>): string =>
  assignment.outcome === 'parked' ? PARKED_RECORD_TYPE : RECORD_TYPE;

export type CullingBlock = 'no-instruction' | 'no-board-decision' | 'originals-not-handed-over' | 'receipt-not-valid';

export type CullingPlan =
  | { kind: 'undecided' }
  | { kind: 'held' }
  | { kind: 'blocked'; because: CullingBlock }
  | { kind: 'planned'; cullOn: CalendarDate; decisions: CullingDecision[] };

/**
 * Decides whether and when an assignment is culled (gallras): R6.2, K3, architecture 5 and 6.
 *
 * The clock starts at the signed receipt, or at the closing decision where there is no receipt; never at the day
 * something was sent, so that a delivery nobody opened is never destroyed unread. Without everything that permits it
 * (the controller's instruction, each culling party's own board's decision, originals handed over) nothing is destroyed.
 * Of several retention times the longest counts.
 */
export const planCulling = (
  file: Pick<AssignmentFile, 'assignment' | 'documents' | 'receipt'>,
  decisions: readonly CullingDecision[],
  now: Date,
): CullingPlan => {
  const { assignment } = file;
  if (assignment.hold) return { kind: 'held' };
  const startedAt = assignment.outcome === 'completed' ? assignment.receivedAt : assignment.closing?.at;
  if (!startedAt) return { kind: 'undecided' };
  if (assignment.outcome === 'completed' && !hasValidReceipt(file))
    return { kind: 'blocked', because: 'receipt-not-valid' };
  if (assignment.outcome !== 'parked' && !assignment.originalsHandedOverAt) {
    return { kind: 'blocked', because: 'originals-not-handed-over' };
  }
  const today = dateOf(now);
  const inForce = decisions.filter(
    (decision) =>
      decision.recordType === recordTypeOf(assignment) &&
      decision.decidedOn <= today &&
      (decision.validUntil === undefined || decision.validUntil >= today),
  );
  const of = (authority: CullingDecision['authority'], party: PartyId): CullingDecision[] =>
    inForce.filter((decision) => decision.authority === authority && decision.party === party);
  const instructions = of('instruction', assignment.orderer);
  if (instructions.length === 0) return { kind: 'blocked', because: 'no-instruction' };
  const board = of('board', assignment.performer ?? assignment.orderer);
  if (board.length === 0) return { kind: 'blocked', because: 'no-board-decision' };
  const used = [...instructions, ...board];
  const days = Math.max(...used.map(({ retentionDays }) => retentionDays));
  return { kind: 'planned', cullOn: plusDays(dateOf(new Date(startedAt)), days), decisions: used };
};

/** A receipt counts when it is signed by the orderer's side and is the one that the assignment was closed on. */
export const hasValidReceipt = ({
  assignment,
  documents,
  receipt,
}: Pick<AssignmentFile, 'assignment' | 'documents' | 'receipt'>): boolean => {
  if (!receipt || receipt.manifest.length === 0) return false;
  const document = documents.find(({ id }) => id === receipt.documentId);
  return (
    document?.documentKind === 'receipt' &&
    document.signedByParty === assignment.orderer &&
    document.textHash === assignment.receiptHash
  );
};

/** Whether the culling day has come; a culling never starts before midnight in Stockholm. */
export const isDue = (cullOn: CalendarDate, now: Date): boolean => now >= startOf(cullOn);

/** Where something that is to be culled lies. */
export const InventoryPlace = z.enum([
  'object-version',
  'delete-marker',
  'unfinished-upload',
  'assignment-item',
  'access-item',
  'data-key',
]);
export type InventoryPlace = z.infer<typeof InventoryPlace>;

/** One thing to cull; written down before anything is erased, with its outcome after (architecture 3). */
export const InventoryEntry = z.strictObject({
  place: InventoryPlace,
  store: z.string(),
  key: z.string(),
  versionId: z.string().optional(),
  outcome: z.enum(['listed', 'erased', 'already-absent', 'failed']),
  /** When the outcome was recorded. */
  at: z.iso.datetime().optional(),
});
export type InventoryEntry = z.infer<typeof InventoryEntry>;

/** A decision that a culling rests on, as a certificate names it. */
export const CullingBasis = CullingDecision.pick({
  authority: true,
  party: true,
  reference: true,
  decidedOn: true,
  isExample: true,
});
export type CullingBasis = z.infer<typeof CullingBasis>;

/** So many days the tables' backups reach back (point-in-time recovery). */
export const BACKUP_DAYS = 35;

/** The culling certificate (gallringsintyg): proof without personal data; counts and hashes only. */
export const CullingCertificate = z.strictObject({
  id: z.string().regex(/^c-[0-9a-hjkmnp-tv-z]{16}$/),
  assignmentId: z.string(),
  orderer: PartyId,
  performer: PartyId.optional(),
  outcome: Outcome,
  openedOn: CalendarDate,
  endedOn: CalendarDate,
  culledAt: z.iso.datetime(),
  absenceVerifiedAt: z.iso.datetime(),
  issuedAt: z.iso.datetime(),
  basis: z.array(CullingBasis),
  erased: z.record(InventoryPlace, z.int().min(0)),
  inventoryHash: Sha256,
  receiptHash: Sha256.optional(),
  /**
   * From this date nothing at all can be restored. What was sealed is gone at once, since its key lay in a table without
   * backups (architecture 4); opaque ids and dates leave the last backup then.
   */
  nothingRestorableFrom: CalendarDate,
});
export type CullingCertificate = z.infer<typeof CullingCertificate>;

/** A certificate as a text in one form: what is hashed, lies inside the sealed PDF, and is approved by that hash. */
export const certificateText = (certificate: CullingCertificate): string => `${JSON.stringify(certificate, null, 2)}\n`;

/** The controller's signed approval of a certificate (godkännande): ids, dates and hashes; who signed is in the evidence. */
export const ApprovedCertificate = z.strictObject({
  certificateId: z.string(),
  assignmentId: z.string(),
  party: PartyId,
  roundId: z.string(),
  approvedAt: z.iso.datetime(),
  level: z.string(),
  textHash: Sha256,
  evidenceKey: z.string(),
  evidenceHash: Sha256,
});
export type ApprovedCertificate = z.infer<typeof ApprovedCertificate>;

/**
 * The invoicing residue (faktureringsunderlag): the allow-list of what may survive culling, which is what an invoice
 * needs to describe the work and the place (R6.2). A field that is not here does not survive.
 */
export const InvoicingResidue = z.strictObject({
  assignmentId: z.string(),
  orderer: PartyId,
  performer: PartyId,
  registryNumber: z.string(),
  workType: z.string(),
  place: z.string(),
  hours: z.int(),
  orderedOn: CalendarDate,
  completedOn: CalendarDate,
});
export type InvoicingResidue = z.infer<typeof InvoicingResidue>;

/** What is left of an assignment in the lists when it is culled. */
export const CulledSummary = z.strictObject({
  assignmentId: z.string(),
  orderer: PartyId,
  performer: PartyId.optional(),
  outcome: Outcome,
  openedOn: CalendarDate,
  endedOn: CalendarDate,
  /** The decisions that permitted the culling, as they were when it began. */
  basis: z.array(CullingBasis),
  /** The receipt that the culling rests on, where there is one. */
  receiptHash: Sha256.optional(),
  certificateId: z.string(),
});
export type CulledSummary = z.infer<typeof CulledSummary>;
