import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { IdentificationUnavailable, SignatureMismatch } from '#ports/identity-provider';
import { SIGNATURE_ALGORITHMS } from './oidc-settings.ts';

const SignedContent = z.object({
  tbsDataHash: z.string(),
  messageHash: z.string(),
  personalIdentityNumber: z.string(),
});

/**
 * Verifies a user signature (base64 of a compact JWS) with the keys the provider publishes, and that it is this person's
 * over this statement and this message.
 * @throws SignatureMismatch, or IdentificationUnavailable when the keys cannot be fetched
 */
export const verifyUserSignature = async (
  signature: unknown,
  keys: JWTVerifyGetKey,
  expected: { tbsHash: string; messageHash: string; personalIdentityNumber: string },
): Promise<string> => {
  if (typeof signature !== 'string' || signature === '') throw new SignatureMismatch('missing');
  const jws = Buffer.from(signature, 'base64').toString('utf8');
  const { payload } = await jwtVerify(jws, keys, { algorithms: SIGNATURE_ALGORITHMS }).catch((error: unknown) => {
    const isUnreachable = error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError);
    throw isUnreachable ? new IdentificationUnavailable('no-answer') : new SignatureMismatch('not-verifiable');
  });
  const content = SignedContent.safeParse(payload).data;
  if (!content) throw new SignatureMismatch('not-verifiable');
  if (content.tbsDataHash !== expected.tbsHash) throw new SignatureMismatch('other-document');
  if (content.messageHash !== expected.messageHash) throw new SignatureMismatch('other-message');
  if (content.personalIdentityNumber !== expected.personalIdentityNumber) throw new SignatureMismatch('other-person');
  return signature;
};
