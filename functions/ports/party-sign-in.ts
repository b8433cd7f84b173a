import type { PartyId } from '#domain/parties';
import type { IdentificationStart } from './identity-provider.ts';

/** A member of staff as their municipality's own sign-in knows them: a subject of its provider, no number and no name. */
export interface PartySubject {
  issuer: string;
  subject: string;
  /** The registered level URI that the provider's word stands for; below level three unless the municipality's map says. */
  level: string;
  /** ISO 8601, UTC. With single sign-on it may lie some hours back. */
  authenticatedAt: string;
}

/** How the staff of a municipality may sign in: with an e-ID always, with the municipality's own provider where one is bound. */
export type SignInMethod = 'eid' | 'own';

/** Single sign-on for staff: a municipality may bind its own OpenID provider (D3). It identifies; it never signs. */
export interface PartySignIn {
  signInMethodsOf(party: PartyId): Promise<readonly SignInMethod[]>;
  /** @throws IdentificationUnavailable, also when the municipality has bound no provider */
  start(party: PartyId, o: { locale?: 'sv' | 'en' }): Promise<IdentificationStart>;
  /** @throws IdentificationRefused, IdentificationTooWeak, IdentificationCancelled, IdentificationUnavailable */
  finish(party: PartyId, callbackUrl: URL, pending: unknown): Promise<PartySubject>;
}

/**
 * What is compared as a keyed MAC with what the register has bound, as a personal number is: the subject within its
 * provider, so that the same word at another provider is another person.
 */
export const bindingOf = ({ issuer, subject }: Pick<PartySubject, 'issuer' | 'subject'>): string =>
  `${issuer}|${subject}`;
