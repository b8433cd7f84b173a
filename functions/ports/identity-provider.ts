import { z } from 'zod';

/** Twelve digits: a personal identity number (personnummer) or a coordination number (samordningsnummer). */
export const PersonalIdentityNumber = z.string().regex(/^\d{12}$/);

/** Which e-ID: an OpenID provider (`eid`), or BankID without anybody between. */
export const IDENTITY_METHODS = ['eid', 'bankid'] as const;
export const IdentityMethod = z.enum(IDENTITY_METHODS);
export type IdentityMethod = z.infer<typeof IdentityMethod>;

/**
 * Where to send the browser, and what to remember until it comes back.
 *
 * `pending` is the adapter's own, survives JSON and holds nothing of a person or a document. It is a secret of the browser
 * that started: keep it on the server side, bind it to the browser by a cookie, take it away when it is used.
 */
export interface IdentificationStart {
  url: string;
  /** At least 128 random bits; it comes back in the callback's `state`. */
  state: string;
  pending: unknown;
  /** Who is to finish it; `eid` when it does not say. */
  method?: IdentityMethod;
}

/** The browser as we see it: what an e-ID wants to know to tell a stranger's device from the person's. */
export interface Visit {
  /** IPv4 or IPv6 of the user agent. Never stored or logged by us. */
  ip: string;
  userAgent?: string;
  /** An opaque hash that stays the same for this browser until it is closed; nothing of a person. */
  device?: string;
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

/** One thing that was received from the e-ID, as it was received. */
export interface EvidencePiece {
  name: 'id-token' | 'user-info' | 'user-signature' | 'ocsp-response' | 'collect-response';
  mediaType: string;
  /** Exactly what came: a compact JWS, base64, JSON. */
  text: string;
}

/** What we found when we validated the signature on receipt; kept beside it, so that the proof outlives the algorithms. */
export interface SignatureValidation {
  /** ISO 8601, UTC. */
  validatedAt: string;
  /** `vouched`: the e-ID vouches for a signature in a format that we cannot verify ourselves. */
  verdict: 'valid' | 'vouched';
  checks: { check: string; outcome: 'passed' | 'not-possible' }[];
}

/** What proves the signature afterwards. It contains the personal number: keep it encrypted, with its own retention. */
export interface SignatureEvidence {
  /** Who vouches: the issuer of an OpenID provider, or `bankid`. */
  provider: string;
  pieces: EvidencePiece[];
  /** SHA-256 (base64url) of what was signed: the statement that names the document's hash. */
  tbsHash: string;
  level: string;
  /** ISO 8601, UTC: when the person signed, by the provider's clock. */
  signedAt: string;
  validation: SignatureValidation;
}

export interface IdentificationRequest {
  visit: Visit;
  /** What the person reads in the e-ID. */
  userMessage?: string;
  locale?: 'sv' | 'en';
}

export interface SigningRequest {
  visit: Visit;
  /** The document whose SHA-256 the signature binds. The bytes themselves never leave us. */
  document: Uint8Array;
  /** What the signer reads in the e-ID, Swedish plain text, at most a page. */
  message: string;
  /**
   * Twelve digits, when known: the e-ID shows the message to nobody else, where it can be told without an address carrying the
   * number. Whoever signed is compared afterwards in any case.
   */
  signer?: string;
  locale?: 'sv' | 'en';
}

/** Strong identification and signing by an e-ID (e-legitimation). Every method may throw the errors of this file. */
export interface IdentityProvider {
  startIdentification(o: IdentificationRequest): Promise<IdentificationStart>;
  finishIdentification(callbackUrl: URL, pending: unknown): Promise<IdentifiedPerson>;
  startSigning(o: SigningRequest): Promise<IdentificationStart>;
  /** `document` must be the bytes that `startSigning` got, else `SignatureMismatch`. */
  finishSigning(
    callbackUrl: URL,
    pending: unknown,
    document: Uint8Array,
  ): Promise<{ person: IdentifiedPerson; evidence: SignatureEvidence }>;
  /** For an e-ID without pages of its own (BankID): its start leads to a page of ours, which looks here. */
  inPage?: InPageIdentification;
}

/** What the page of an identification shows, asked at most every other second. */
export type Look =
  | {
      kind: 'waiting';
      /** The recommended message, a key of the texts, as `RFA9`. */
      message: string;
      /** What the QR code says now; it changes every second. */
      qr?: string;
      /** Starts the e-ID on this device. */
      startUrl?: string;
    }
  /** `pending` now holds what came, the person's number too: use it in this very request and never store it. */
  | { kind: 'complete'; pending: unknown }
  | { kind: 'failed'; message: string };

/** An identification whose page is looked at. */
export interface InPageVisit {
  /** The `state` of its start, which is stored nowhere: what may not be readable at rest is sealed with it. */
  state: string;
  pending: unknown;
  visit: Visit;
  /** What the address said when the e-ID's app sent the browser back, if it did. */
  returned?: string;
}

export interface InPageIdentification {
  /**
   * What the page shows now. The very pending that was given comes back when there is nothing new to remember.
   *
   * @param claim takes the turn to ask the e-ID, by keeping what is to be remembered; false when another request has it,
   * so that nobody asks twice.
   */
  look(o: InPageVisit, claim: (pending: unknown) => Promise<boolean>): Promise<{ look: Look; pending: unknown }>;
  /**
   * Goes over to the e-ID on this device or on another. An e-ID that is opened on this device must send the person back to
   * this very browser, so that nobody can finish in his own browser what somebody else approved.
   */
  choose(o: InPageVisit, device: 'this' | 'other'): Promise<unknown>;
  cancel(pending: unknown): Promise<void>;
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
  | 'message-too-long'
  | 'high-risk';

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
