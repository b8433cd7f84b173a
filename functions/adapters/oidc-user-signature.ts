import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { EidSignatureNotValid, verifyBankIdSignature } from '#documents/eid-signatures/verify-bankid-signature';
import {
  type EvidencePiece,
  IdentificationUnavailable,
  SignatureMismatch,
  type SignatureValidation,
} from '#ports/identity-provider';
import { sha256 } from './oidc-request.ts';
import { SIGNATURE_ALGORITHMS } from './oidc-settings.ts';

const SignedContent = z.object({
  tbsDataHash: z.string(),
  messageHash: z.string(),
  personalIdentityNumber: z.string(),
});

/** What must have been signed, and by whom. */
export interface ExpectedSignature {
  /** The statement about the document, as it was sent. */
  statement: Uint8Array;
  /** SHA-256 (base64url) of the message that the person was to read. */
  messageHash: string;
  personalIdentityNumber: string;
}

/** What a provider's signatures are verified with; a kind without its means is one that cannot be verified. */
export interface SignatureMeans {
  /** The published keys of the signers, for signatures of the JWS kind. */
  keys: JWTVerifyGetKey | undefined;
  /** Root certificates (PEM), for signatures of the BankID kind. */
  roots: string | undefined;
  mayVouch: boolean;
}

export type VerifiedSignature = Pick<SignatureValidation, 'verdict' | 'checks'> & { pieces: EvidencePiece[] };

type Found = Pick<SignatureValidation, 'verdict' | 'checks'>;

const CHECKS = ['user-signature', 'document', 'message', 'person'];
const every = (outcome: 'passed' | 'not-possible'): Found['checks'] => CHECKS.map((check) => ({ check, outcome }));

/** @throws SignatureMismatch, or IdentificationUnavailable when the keys cannot be fetched */
const verifyJws = async (jws: string, keys: JWTVerifyGetKey, expected: ExpectedSignature): Promise<void> => {
  const { payload } = await jwtVerify(jws, keys, { algorithms: SIGNATURE_ALGORITHMS }).catch((error: unknown) => {
    const isUnreachable = error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError);
    throw isUnreachable ? new IdentificationUnavailable('no-answer') : new SignatureMismatch('not-verifiable');
  });
  const content = SignedContent.safeParse(payload).data;
  if (!content) throw new SignatureMismatch('not-verifiable');
  if (content.tbsDataHash !== sha256(expected.statement)) throw new SignatureMismatch('other-document');
  if (content.messageHash !== expected.messageHash) throw new SignatureMismatch('other-message');
  if (content.personalIdentityNumber !== expected.personalIdentityNumber) throw new SignatureMismatch('other-person');
};

/** The text that the signature says was shown; the verifier finds out whether that is what was signed. */
const visibleTextIn = (xml: string): string | undefined => {
  const [, base64] = /<(?:\w+:)?usrVisibleData\b[^>]*>([A-Za-z0-9+/=\s]*)</.exec(xml) ?? [];
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('utf8');
};

/** @throws SignatureMismatch */
const verifyBankId = async (
  signature: string,
  xml: string,
  ocspResponse: string | undefined,
  roots: string,
  expected: ExpectedSignature,
  now: Date,
): Promise<Found> => {
  const visible = visibleTextIn(xml);
  // Only the hash of the message is remembered while the person is away; the text itself is in what they signed.
  if (visible === undefined || sha256(visible) !== expected.messageHash) throw new SignatureMismatch('other-message');
  const { statement: nonVisible, personalIdentityNumber } = expected;
  const asked = { visible, nonVisible, personalIdentityNumber, purpose: 'signing' } as const;
  try {
    return await verifyBankIdSignature(signature, ocspResponse, asked, roots, now);
  } catch (error) {
    // Its cause may quote a certificate.
    throw new SignatureMismatch(error instanceof EidSignatureNotValid ? error.because : 'not-verifiable');
  }
};

const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Verifies a user signature (base64) and that it is this person's over this statement and this message. Two kinds are
 * known: a compact JWS by a published key, and the XML signature of BankID. Another kind is refused unless the settings take
 * the provider's word for it: the provider was asked, in a request we signed, to have this very person sign this.
 * @throws SignatureMismatch, or IdentificationUnavailable when the keys cannot be fetched
 */
export const verifyUserSignature = async (
  signature: unknown,
  ocspResponse: unknown,
  means: SignatureMeans,
  expected: ExpectedSignature,
  now: Date,
): Promise<VerifiedSignature> => {
  if (typeof signature !== 'string' || signature === '') throw new SignatureMismatch('missing');
  const ocsp = typeof ocspResponse === 'string' && ocspResponse !== '' ? ocspResponse : undefined;
  const content = Buffer.from(signature, 'base64').toString('utf8');
  const kept = (mediaType: string, found: Found): VerifiedSignature => ({
    ...found,
    pieces: [
      { name: 'user-signature', mediaType, text: signature },
      ...(ocsp ? [{ name: 'ocsp-response' as const, mediaType: 'application/ocsp-response', text: ocsp }] : []),
    ],
  });

  if (COMPACT_JWS.test(content) && means.keys) {
    await verifyJws(content, means.keys, expected);
    return kept('application/jose', { verdict: 'valid', checks: every('passed') });
  }
  if (content.trimStart().startsWith('<') && means.roots !== undefined) {
    const found = await verifyBankId(signature, content, ocsp, means.roots, expected, now);
    // Without the OCSP response nobody can tell afterwards whether the certificate was good.
    if (found.verdict === 'vouched' && !means.mayVouch) throw new SignatureMismatch('not-verifiable');
    return kept('application/xml', { verdict: found.verdict, checks: found.checks });
  }
  if (!means.mayVouch) throw new SignatureMismatch('not-verifiable');
  return kept('application/octet-stream', { verdict: 'vouched', checks: every('not-possible') });
};
