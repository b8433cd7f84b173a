import type { Delegation } from '#domain/authority';
import type { Delegations } from '#ports/delegations';
import { EXAMPLE_DELEGATIONS } from '../../infra/local/seed/delegations.ts';

export interface MemoryDelegations extends Delegations {
  putDelegation(delegation: Delegation): Promise<void>;
  /** Takes away everybody's. */
  clear(): void;
}

/** Delegations in memory: the examples, until a test says otherwise. */
export const memoryDelegations = (given: readonly Delegation[] = EXAMPLE_DELEGATIONS): MemoryDelegations => {
  const held = new Map(given.map((one) => [`${one.party}|${one.id}`, one]));
  return {
    of: async (party) => structuredClone([...held.values()].filter((one) => one.party === party)),
    putDelegation: async (one) => void held.set(`${one.party}|${one.id}`, structuredClone(one)),
    clear: () => held.clear(),
  };
};
