import type { IdentityMethods } from '#ports/identity-methods';
import type { IdentityProvider } from '#ports/identity-provider';

export interface MemoryIdentityMethods extends IdentityMethods {
  /** Offered beside the other once it is there. */
  bankId: IdentityProvider | undefined;
}

export const memoryIdentityMethods = (eid: IdentityProvider): MemoryIdentityMethods => {
  const methods: MemoryIdentityMethods = {
    bankId: undefined,
    offered: async () => (methods.bankId ? ['bankid', 'eid'] : ['eid']),
    of: (method) => (method === 'bankid' && methods.bankId ? methods.bankId : eid),
  };
  return methods;
};
