import { z } from 'zod';
import { LOA2 } from '#domain/assurance';
import type { PartyId } from '#domain/parties';
import { IdentificationCancelled, IdentificationRefused, IdentificationUnavailable } from '#ports/identity-provider';
import type { PartySignIn } from '#ports/party-sign-in';

export interface MemoryPartySignIn extends PartySignIn {
  /** The municipalities that have bound a provider, each with its origin. */
  readonly providers: Map<PartyId, string>;
  /** Whoever sits at the provider, as it names them; undefined makes them cancel. */
  subject: string | undefined;
  /** The registered level URI that the municipality's map gives its provider's word. */
  level: string;
}

const Remembered = z.strictObject({ issuer: z.string(), state: z.string() });

/** The municipalities' own sign-ins; none has one until a test says so. */
export const memoryPartySignIn = (now: () => Date): MemoryPartySignIn => {
  let count = 0;
  const providers = new Map<PartyId, string>();
  const providerOf = (party: PartyId): string => {
    const issuer = providers.get(party);
    if (!issuer) throw new IdentificationUnavailable('no-answer');
    return issuer;
  };
  const memory: MemoryPartySignIn = {
    providers,
    subject: undefined,
    level: LOA2,
    signInMethodsOf: async (party) => (providers.has(party) ? ['eid', 'own'] : ['eid']),
    start: async (party) => {
      const issuer = providerOf(party);
      const state = `own-sign-in-${String(++count).padStart(8, '0')}`;
      return { url: `${issuer}/authorize?state=${state}`, state, pending: { issuer, state } };
    },
    finish: async (party, callbackUrl, remembered) => {
      const issuer = providerOf(party);
      const pending = Remembered.safeParse(remembered);
      if (pending.data?.issuer !== issuer) throw new IdentificationRefused('wrong-purpose');
      if (callbackUrl.searchParams.get('state') !== pending.data.state) {
        throw new IdentificationRefused('wrong-callback');
      }
      if (!memory.subject) throw new IdentificationCancelled();
      return { issuer, subject: memory.subject, level: memory.level, authenticatedAt: now().toISOString() };
    },
  };
  return memory;
};
