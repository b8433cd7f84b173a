import { z } from 'zod';
import { IdentificationRefused } from '#ports/identity-provider';

/** SHA-256 as base64url without padding. */
const Sha256 = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

const secrets = {
  /** Where it was started; its code goes nowhere else. */
  issuer: z.string(),
  /** 256 random bits each; what comes back has to match them. */
  state: z.string().min(22),
  nonce: z.string().min(22),
  codeVerifier: z.string().min(43),
  /** ISO 8601, UTC. */
  createdAt: z.iso.datetime(),
};

/** What the OpenID adapter remembers between the redirect to the e-ID and the return from it. */
export const OidcPending = z.discriminatedUnion('purpose', [
  z.strictObject({ purpose: z.literal('identification'), ...secrets }),
  z.strictObject({ purpose: z.literal('signing'), ...secrets, tbsHash: Sha256, messageHash: Sha256 }),
]);
export type OidcPending = z.infer<typeof OidcPending>;

/** @throws IdentificationRefused when it is not what this adapter remembered. */
export const oidcPendingFrom = (pending: unknown): OidcPending => {
  const parsed = OidcPending.safeParse(pending);
  if (!parsed.success) throw new IdentificationRefused('wrong-purpose');
  return parsed.data;
};
