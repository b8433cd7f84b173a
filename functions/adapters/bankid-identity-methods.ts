import type { IdentityMethods } from '#ports/identity-methods';
import type { IdentityProvider } from '#ports/identity-provider';

/**
 * An OpenID provider for everybody, and BankID beside it where a BankID certificate is in place. A certificate that cannot
 * be read takes BankID away, never the other way in.
 */
export const identityMethods = (
  eid: IdentityProvider,
  bankId?: { provider: IdentityProvider; isConfigured: () => Promise<boolean> },
): IdentityMethods => ({
  offered: async () => ((await bankId?.isConfigured().catch(() => false)) ? ['bankid', 'eid'] : ['eid']),
  of: (method) => (method === 'bankid' && bankId ? bankId.provider : eid),
});
