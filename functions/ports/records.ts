import type { AssignmentId } from '#domain/assignment';
import type {
  ApprovedCertificate,
  CulledSummary,
  CullingCertificate,
  InventoryEntry,
  InvoicingResidue,
} from '#domain/culling';
import type { PartyId } from '#domain/parties';

/** What survives culling, all of it free of personal data: inventories, certificates, invoicing residue, stubs. */
export interface Records {
  /** Writes an inventory's entries; the same run's entries again are the same entries. */
  putInventory(id: AssignmentId, run: number, entries: InventoryEntry[]): Promise<void>;
  inventory(id: AssignmentId): Promise<{ run: number; number: number; entry: InventoryEntry }[]>;
  recordOutcome(id: AssignmentId, run: number, number: number, entry: InventoryEntry): Promise<void>;
  putResidue(residue: InvoicingResidue): Promise<void>;
  residue(id: AssignmentId): Promise<InvoicingResidue | undefined>;
  putSummary(summary: Omit<CulledSummary, 'certificateId'>): Promise<void>;
  /** Issues the certificate once; a second issue returns the first. */
  issue(certificate: CullingCertificate): Promise<CullingCertificate>;
  certificate(certificateId: string): Promise<CullingCertificate | undefined>;
  certificateOf(id: AssignmentId): Promise<CullingCertificate | undefined>;
  /** The controller's approval of a certificate; the newest stands. */
  putApproval(approval: ApprovedCertificate): Promise<void>;
  approvalOf(certificateId: string): Promise<ApprovedCertificate | undefined>;
  summary(id: AssignmentId): Promise<Omit<CulledSummary, 'certificateId'> | undefined>;
  culledOf(party: PartyId, limit: number): Promise<CulledSummary[]>;
  /** Whether a notice about the certificate has left; it is marked after it was sent. */
  isNoticeSent(id: AssignmentId, notice: string): Promise<boolean>;
  markNoticeSent(id: AssignmentId, notice: string): Promise<void>;
  /** Culling dates that have been planned, so that what is overdue can be seen. */
  putDueDate(id: AssignmentId, cullOn: string): Promise<void>;
  clearDueDate(id: AssignmentId): Promise<void>;
  dueBefore(date: string): Promise<AssignmentId[]>;
}
