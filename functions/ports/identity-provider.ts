import { z } from 'zod';

/** Twelve digits: a personal identity number (personnummer) or a coordination number (samordningsnummer). */
export const PersonalIdentityNumber = z.string().regex(/^\d{12}$/);

/** An instant as ISO 8601 in UTC. */
const Instant = z.iso.datetime();

/** SHA-256 as base64url without padding. */
const Sha256 = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

const pendingFields = {
  /** 256 random bits each; what comes back has to match them. */
  state: z.string().min(22),
  nonce: z.string().min(22),
  codeVerifier: z.string().min(43),
  createdAt: Instant,
};

/**
 * What is remembered between the redirect to the e-ID and the return from it.
 *
 * It is a secret of the browser that started: keep it on the server side, bind it to the browser by a cookie, and take it
 * away when it is used (a callback is single-use). It holds no personal data and survives JSON.
 */
export const PendingIdentification = z.discriminatedUnion('purpose', [
  z.strictObject({ purpose: z.literal('identification'), ...pendingFields }),
  z.strictObject({ purpose: z.literal('signing'), ...pendingFields, tbsHash: Sha256, messageHash: Sha256 }),
]);
export type PendingIdentification = z.infer<typeof PendingIdentification>;

/** Where to send the browser, and what to remember until it comes back. */
export interface IdentificationStart {
  url: string;
  pending: PendingIdentification;
}

/** A strongly identified person (legitimerad person). Being identified permits nothing by itself. */
export interface IdentifiedPerson {
  /** Twelve digits. Compare it as a keyed MAC; never log or store it in clear. */
  personalIdentityNumber: string;
  name: string;
  /** The level of assurance (tillitsnivå) as a URI: the `acr` of the ID token. */
  level: string;
  /** ISO 8601, UTC: when the person identified themselves, by the provider's clock. */
  authenticatedAt: string;
}

/** What proves the signature afterwards. It contains the personal number: keep it encrypted, with its own retention. */
export interface SignatureEvidence {
  /** The ID token as received, a compact JWS of the provider. */
  idToken: string;
  /** The user's signature as received: base64 of a compact JWS. */
  userSignature: string;
  /** SHA-256 (base64url) of what was signed, see `statementOf` in the adapter. */
  tbsHash: string;
  level: string;
  /** ISO 8601, UTC: when the person signed, by the provider's clock. */
  signedAt: string;
}

export interface SigningRequest {
  /** The document whose SHA-256 the signature binds. The bytes themselves never leave us. */
  document: Uint8Array;
  /** What the signer reads in the e-ID, Swedish plain text; it travels in a URL, so at most a page of text. */
  message: string;
  /** Twelve digits, when known: the provider shows the message to nobody else. */
  signer?: string;
  locale?: 'sv' | 'en';
}

/** Strong identification and signing by an e-ID (e-legitimation). Every method may throw the errors of this file. */
export interface IdentityProvider {
  startIdentification(o: { userMessage?: string; locale?: 'sv' | 'en' }): Promise<IdentificationStart>;
  finishIdentification(callbackUrl: URL, pending: PendingIdentification): Promise<IdentifiedPerson>;
  startSigning(o: SigningRequest): Promise<IdentificationStart>;
  /** `document` must be the bytes that `startSigning` got, else `SignatureMismatch`. */
  finishSigning(
    callbackUrl: URL,
    pending: PendingIdentification,
    document: Uint8Array,
  ): Promise<{ person: IdentifiedPerson; evidence: SignatureEvidence }>;
}

// The names are string literals because a bundler shortens class names. `because` is a word from a fixed list:
// an error never carries a token, a number, a name or the text of the provider.

/** The person chose to cancel (avbröt). */
export class IdentificationCancelled extends Error {
  override readonly name = 'IdentificationCancelled';
  constructor() {
    super('the person cancelled');
  }
}

/** The person was identified below the required level of assurance, or the provider could not reach it. */
export class IdentificationTooWeak extends Error {
  override readonly name = 'IdentificationTooWeak';
  constructor() {
    super('the level of assurance is too low');
  }
}

export type RefusalReason =
  | 'wrong-purpose'
  | 'too-late'
  | 'wrong-callback'
  | 'refused-by-provider'
  | 'token-not-accepted'
  | 'not-authenticated-now'
  | 'person-not-stated'
  | 'message-too-long';

/** The answer of the provider cannot be trusted, or the provider refused. */
export class IdentificationRefused extends Error {
  override readonly name = 'IdentificationRefused';
  readonly because: RefusalReason;
  constructor(because: RefusalReason) {
    super(`the identification was refused: ${because}`);
    this.because = because;
  }
}

/** The provider does not answer, or cannot do what is asked. Trying again later may help. */
export class IdentificationUnavailable extends Error {
  override readonly name = 'IdentificationUnavailable';
  readonly because: 'no-answer' | 'no-common-algorithm' | 'no-signing';
  constructor(because: 'no-answer' | 'no-common-algorithm' | 'no-signing') {
    super(`the identity provider is unavailable: ${because}`);
    this.because = because;
  }
}

export type MismatchReason = 'missing' | 'not-verifiable' | 'other-document' | 'other-message' | 'other-person';

/** The signature is not this person's signature over this document and this message. */
export class SignatureMismatch extends Error {
  override readonly name = 'SignatureMismatch';
  readonly because: MismatchReason;
  constructor(because: MismatchReason) {
    super(`the signature does not match: ${because}`);
    this.because = because;
  }
}
