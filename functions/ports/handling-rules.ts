import type { HandlingRules, RulesDraft, RulesSignature } from '#domain/handling-rules';
import type { PartyId } from '#domain/parties';
import type { StaffId } from '#domain/staff';

/** The handling rules of each municipality: versions, the draft of the next one, and who has signed which. */
export interface HandlingRulesStore {
  /** Every published version, oldest first. */
  versions(party: PartyId): Promise<HandlingRules[]>;
  /** Publishes a version once; `taken` when that number is published already, with this text or another. */
  publish(rules: HandlingRules): Promise<'published' | 'taken'>;
  draft(party: PartyId): Promise<RulesDraft | undefined>;
  /** Replaces the draft. */
  saveDraft(draft: RulesDraft): Promise<void>;
  /** Keeps that a version was signed; the first signature of a person and version stays. */
  keepSignature(signature: RulesSignature): Promise<void>;
  signatures(party: PartyId): Promise<RulesSignature[]>;
  signaturesOf(party: PartyId, staff: StaffId): Promise<RulesSignature[]>;
}
