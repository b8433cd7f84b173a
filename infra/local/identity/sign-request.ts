import { createHash } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { z } from 'zod';
import type { PrivateJwk } from './key-file.ts';
import type { TestPerson } from './test-person.ts';

export const SIGN_SCOPE = 'https://id.oidc.se/scope/sign';
export const SIGN_REQUEST = 'https://id.oidc.se/param/signRequest';
export const USER_MESSAGE = 'https://id.oidc.se/param/userMessage';

/** A message to the user by Request Parameter Extensions 1.1: base64 of UTF-8, by language or without. */
export const UserMessage = z
  .object({
    message: z.base64().optional(),
    'message#sv': z.base64().optional(),
    'message#en': z.base64().optional(),
    mime_type: z.literal('text/plain').default('text/plain'),
  })
  .refine((m) => m.message ?? m['message#sv'] ?? m['message#en'], 'no message');
export type UserMessage = z.infer<typeof UserMessage>;

/** The signature request by Signature Extension 1.1; approval without data to sign is not offered here. */
export const SignRequest = z.object({ tbs_data: z.base64().min(1), sign_message: UserMessage });
export type SignRequest = z.infer<typeof SignRequest>;

export type Locale = 'sv' | 'en';

/** The text in the wanted language, else in Swedish, else in whatever there is. */
export const textOf = (message: UserMessage, locale: Locale): string => {
  const base64 =
    message[`message#${locale}`] ?? message['message#sv'] ?? message.message ?? message['message#en'] ?? '';
  return Buffer.from(base64, 'base64').toString('utf8');
};

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('base64url');

/**
 * Signs as the person: base64 of a compact JWS over the hash of what was to be signed and of the message as it was shown.
 */
export const signAs = async (
  person: TestPerson,
  key: PrivateJwk,
  request: SignRequest,
  locale: Locale,
): Promise<string> => {
  const jws = await new SignJWT({
    tbsDataHash: sha256(Buffer.from(request.tbs_data, 'base64')),
    messageHash: sha256(textOf(request.sign_message, locale)),
    personalIdentityNumber: person.personalIdentityNumber,
  })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'user-signature+jwt' })
    .setIssuedAt()
    .sign(await importJWK(key, key.alg));
  return Buffer.from(jws).toString('base64');
};
