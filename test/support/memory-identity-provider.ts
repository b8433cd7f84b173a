import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  IdentificationCancelled,
  IdentificationRefused,
  type IdentityProvider,
  SignatureMismatch,
} from '#ports/identity-provider';

export const IDENTITY_PROVIDER = 'https://e-id.test';

export interface MemoryIdentityProvider extends IdentityProvider {
  /** Who sits at the e-ID: twelve digits; undefined makes them cancel. */
  person: string | undefined;
  /** The messages that were shown for signing, in order. */
  readonly shown: string[];
  /** Whose signature was asked for, in order. */
  readonly wanted: (string | undefined)[];
}

const Remembered = z.object({ purpose: z.string(), state: z.string(), tbsHash: z.string().default('') });

const hash = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('base64url');

/** An e-ID that lets a test person through and signs: the browser's way back is the address with `state` and `code`. */
export const memoryIdentityProvider = (now: () => Date): MemoryIdentityProvider => {
  let count = 0;
  const fresh = () => {
    const secret = hash(`secret ${++count}`);
    return { state: secret, nonce: secret, codeVerifier: secret, createdAt: now().toISOString() };
  };
  const urlOf = (state: string) => `${IDENTITY_PROVIDER}/authorize?state=${state}`;
  const level = 'http://id.elegnamnden.se/loa/1.0/loa3';
  const provider: MemoryIdentityProvider = {
    person: undefined,
    shown: [],
    wanted: [],
    startIdentification: async () => {
      const fields = fresh();
      return { url: urlOf(fields.state), state: fields.state, pending: { purpose: 'identification', ...fields } };
    },
    startSigning: async ({ document, message, signer }) => {
      const fields = fresh();
      provider.shown.push(message);
      provider.wanted.push(signer);
      return {
        url: urlOf(fields.state),
        state: fields.state,
        pending: { purpose: 'signing', ...fields, tbsHash: hash(document), messageHash: hash(message) },
      };
    },
    finishIdentification: async (callbackUrl, remembered) => {
      const pending = Remembered.parse(remembered);
      if (callbackUrl.searchParams.get('state') !== pending.state) throw new IdentificationRefused('wrong-callback');
      if (pending.purpose !== 'identification') throw new IdentificationRefused('wrong-purpose');
      if (!provider.person) throw new IdentificationCancelled();
      return { personalIdentityNumber: provider.person, name: 'Test', level, authenticatedAt: now().toISOString() };
    },
    finishSigning: async (callbackUrl, remembered, document) => {
      const pending = Remembered.parse(remembered);
      if (callbackUrl.searchParams.get('state') !== pending.state) throw new IdentificationRefused('wrong-callback');
      if (pending.purpose !== 'signing') throw new IdentificationRefused('wrong-purpose');
      if (!provider.person) throw new IdentificationCancelled();
      if (pending.tbsHash !== hash(document)) throw new SignatureMismatch('other-document');
      const at = now().toISOString();
      return {
        person: { personalIdentityNumber: provider.person, name: 'Test', level, authenticatedAt: at },
        evidence: {
          provider: IDENTITY_PROVIDER,
          pieces: [
            { name: 'id-token', mediaType: 'application/jwt', text: 'h.p.s' },
            { name: 'user-signature', mediaType: 'application/jose', text: 'c2ln' },
          ],
          tbsHash: pending.tbsHash,
          level,
          signedAt: at,
          validation: { validatedAt: at, verdict: 'valid', checks: [{ check: 'user-signature', outcome: 'passed' }] },
        },
      };
    },
  };
  return provider;
};
