import type { IdentityMethods } from '#ports/identity-methods';
import type { IdentityProvider } from '#ports/identity-provider';

/** Every page asks which e-IDs are offered: also a store of secrets that does not answer is asked no more often than this. */
const FRESH_MS = 60_000;

/**
 * An OpenID provider for everybody, and BankID beside it where a BankID certificate is in place. A certificate that cannot
 * be read takes BankID away, never the other way in.
 */
export const identityMethods = (
  eid: IdentityProvider,
  bankId?: { provider: IdentityProvider; isConfigured: () => Promise<boolean> },
  now: () => Date = () => new Date(),
): IdentityMethods => {
  let known: { at: number; isThere: Promise<boolean> } | undefined;
  const hasBankId = (): Promise<boolean> => {
    if (!bankId) return Promise.resolve(false);
    const age = known ? now().getTime() - known.at : Number.NaN;
    if (known && age >= 0 && age < FRESH_MS) return known.isThere;
    known = { at: now().getTime(), isThere: bankId.isConfigured().catch(() => false) };
    return known.isThere;
  };
  return {
    offered: async () => ((await hasBankId()) ? ['bankid', 'eid'] : ['eid']),
    of: (method) => (method === 'bankid' && bankId ? bankId.provider : eid),
  };
};
