import type { HandlingRules, RulesDraft, RulesSignature } from '#domain/handling-rules';
import type { PartyId } from '#domain/parties';
import type { HandlingRulesStore } from '#ports/handling-rules';

export interface MemoryHandlingRules extends HandlingRulesStore {
  snapshot(): unknown;
}

/** Handling rules in memory. */
export const memoryHandlingRules = (): MemoryHandlingRules => {
  const published = new Map<string, HandlingRules>();
  const drafts = new Map<PartyId, RulesDraft>();
  const signed = new Map<string, RulesSignature>();
  const signatures = (party: PartyId) => [...signed.values()].filter((one) => one.party === party);
  return {
    versions: async (party) =>
      [...published.values()].filter((one) => one.party === party).sort((a, b) => a.version - b.version),
    publish: async (rules) => {
      const key = `${rules.party}|${rules.version}`;
      if (published.has(key)) return 'taken';
      published.set(key, rules);
      return 'published';
    },
    draft: async (party) => drafts.get(party),
    saveDraft: async (draft) => void drafts.set(draft.party, draft),
    keepSignature: async (signature) => {
      const key = `${signature.party}|${signature.staff}|${signature.version}`;
      if (!signed.has(key)) signed.set(key, signature);
    },
    signatures: async (party) => signatures(party),
    signaturesOf: async (party, staff) => signatures(party).filter((one) => one.staff === staff),
    snapshot: () => structuredClone({ published: [...published], drafts: [...drafts], signed: [...signed] }),
  };
};
