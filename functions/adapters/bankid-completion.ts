import { z } from 'zod';
import { EidSignatureNotValid, verifyBankIdSignature } from '#documents/eid-signatures/verify-bankid-signature';
import {
  IdentificationRefused,
  IdentificationTooWeak,
  type IdentifiedPerson,
  PersonalIdentityNumber,
  type SignatureEvidence,
  SignatureMismatch,
} from '#ports/identity-provider';
import type { Complete } from './bankid-pending.ts';
import type { BankIdSecret } from './bankid-settings.ts';
import { sha256 } from './oidc-request.ts';

const Completion = z.looseObject({
  user: z.looseObject({ personalNumber: PersonalIdentityNumber, name: z.string().min(1) }),
  signature: z.base64(),
  ocspResponse: z.base64(),
  /** Asked for, but the service may leave it out. */
  risk: z.string().optional(),
});

export interface VerifiedCompletion {
  person: IdentifiedPerson;
  evidence: SignatureEvidence;
}

/** What is asked is sealed with the state; an order that runs longer than the page is not taken. */
const LONGEST_MS = 11 * 60_000;

/**
 * When the person signed: BankID has the certificate's status at that moment, and tells in the signed answer when that was.
 * What we know ourselves is only when we asked and it was done, which may be after a midnight that the person was before. A
 * status that was not given while we waited is not of this signature, and then our own time stands.
 */
const signedAtOf = (statusGivenAt: Date | undefined, createdAt: string, completedAt: string): string => {
  // The signed answer tells whole seconds.
  const begun = Math.floor(Date.parse(createdAt) / 1000) * 1000;
  const isWhileWeWaited =
    statusGivenAt !== undefined &&
    statusGivenAt.getTime() >= begun &&
    statusGivenAt.getTime() <= Date.parse(completedAt);
  return isWhileWeWaited ? statusGivenAt.toISOString() : completedAt;
};

/**
 * Verifies what BankID said when it was done: its risk, its signature over what we asked for, the person and the level.
 *
 * @throws IdentificationRefused, IdentificationTooWeak, SignatureMismatch
 */
export const verifyCompletion = async (
  { ask, completion, createdAt, completedAt }: Complete,
  { signatureRoots, levels }: BankIdSecret,
  now: Date,
): Promise<VerifiedCompletion> => {
  const age = now.getTime() - Date.parse(createdAt);
  if (!(age >= 0 && age <= LONGEST_MS)) throw new IdentificationRefused('too-late');
  const parsed = Completion.safeParse(completion);
  if (!parsed.success) throw new IdentificationRefused('person-not-stated');
  const { user, signature, ocspResponse, risk } = parsed.data;
  if (risk?.toLowerCase() === 'high') throw new IdentificationRefused('high-risk');
  if (ask.signer !== undefined && ask.signer !== user.personalNumber) throw new SignatureMismatch('other-person');

  const nonVisible = Buffer.from(ask.nonVisible, 'base64');
  const { visible, purpose } = ask;
  const expected = { visible, nonVisible, purpose, personalIdentityNumber: user.personalNumber };
  const verified = await verifyBankIdSignature(signature, ocspResponse, expected, signatureRoots, now).catch(
    (error: unknown) => {
      throw error instanceof EidSignatureNotValid ? new SignatureMismatch(error.because) : error;
    },
  );
  const level = verified.certificatePolicies.map((policy) => levels[policy]).find((one) => one !== undefined);
  if (level === undefined) throw new IdentificationTooWeak();
  return {
    person: { personalIdentityNumber: user.personalNumber, name: user.name, level, authenticatedAt: completedAt },
    evidence: {
      provider: 'bankid',
      pieces: [
        { name: 'user-signature', mediaType: 'application/xml', text: signature },
        { name: 'ocsp-response', mediaType: 'application/ocsp-response', text: ocspResponse },
      ],
      tbsHash: sha256(nonVisible),
      level,
      signedAt: signedAtOf(verified.statusGivenAt, createdAt, completedAt),
      validation: { validatedAt: now.toISOString(), verdict: verified.verdict, checks: verified.checks },
    },
  };
};
