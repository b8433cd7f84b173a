import {
  IdentificationRefused,
  IdentificationUnavailable,
  type IdentityProvider,
  SignatureMismatch,
} from '#ports/identity-provider';
import { environment } from './environment.ts';
import { answerOf, checkPending } from './oidc-answer.ts';
import { type ClientKey, kmsClientKey } from './oidc-client-key.ts';
import { oidcConnection } from './oidc-connection.ts';
import { oidcPendingFrom } from './oidc-pending.ts';
import { sha256, startOf, statementOf, USER_SIGNATURE } from './oidc-request.ts';
import { OidcSettings, type OidcSettingsInput } from './oidc-settings.ts';
import { verifyUserSignature } from './oidc-user-signature.ts';

/**
 * Strong identification and signing at a provider that follows the Swedish OpenID Connect profile 1.0 and, for signing,
 * Signature Extension 1.1. Holds no state but the discovery document and key sets, so any container can finish what
 * another started.
 * @throws ZodError when the settings are wrong, plain http to another machine included
 */
export const oidcIdentityProvider = (
  input: OidcSettingsInput,
  {
    clientKey,
    now = () => new Date(),
    fetch = globalThis.fetch,
  }: { clientKey: ClientKey; now?: () => Date; fetch?: typeof globalThis.fetch },
): IdentityProvider => {
  const settings = OidcSettings.parse(input);
  const connect = oidcConnection(settings, { clientKey, now, fetch });

  return {
    startIdentification: async ({ userMessage, locale }) =>
      startOf(settings, await connect(), clientKey, { purpose: 'identification', userMessage, locale }, now()),

    finishIdentification: async (callbackUrl, remembered) => {
      const pending = oidcPendingFrom(remembered);
      checkPending(pending, 'identification', now());
      return (await answerOf(settings, await connect(), callbackUrl, pending, now)).person;
    },

    startSigning: async ({ document, message, signer, locale }) => {
      const connection = await connect();
      if (!connection.userSignatureKeys) throw new IdentificationUnavailable('no-signing');
      return startOf(settings, connection, clientKey, { purpose: 'signing', document, message, signer, locale }, now());
    },

    finishSigning: async (callbackUrl, remembered, document) => {
      const pending = oidcPendingFrom(remembered);
      checkPending(pending, 'signing', now());
      if (pending.purpose !== 'signing') throw new IdentificationRefused('wrong-purpose');
      const { tbsHash, messageHash } = pending;
      if (sha256(statementOf(document)) !== tbsHash) throw new SignatureMismatch('other-document');

      const connection = await connect();
      if (!connection.userSignatureKeys) throw new IdentificationUnavailable('no-signing');
      const { idToken, claims, person } = await answerOf(settings, connection, callbackUrl, pending, now);
      const { personalIdentityNumber } = person;
      const userSignature = await verifyUserSignature(claims[USER_SIGNATURE], connection.userSignatureKeys, {
        tbsHash,
        messageHash,
        personalIdentityNumber,
      });
      return {
        person,
        evidence: {
          provider: settings.issuer,
          pieces: [
            { name: 'id-token', mediaType: 'application/jwt', text: idToken },
            { name: 'user-signature', mediaType: 'application/jose', text: userSignature },
          ],
          tbsHash,
          level: person.level,
          signedAt: person.authenticatedAt,
          validation: {
            validatedAt: now().toISOString(),
            verdict: 'valid',
            checks: ['id-token', 'user-signature', 'document', 'message', 'person', 'level'].map((check) => ({
              check,
              outcome: 'passed' as const,
            })),
          },
        },
      };
    },
  };
};

/**
 * The provider that the deployment names. Plain http is accepted from this very machine alone, where no deployed function
 * can have its provider; the stack's parameter demands https besides.
 */
export const oidcIdentityProviderFromEnvironment = (): IdentityProvider => {
  const issuer = environment('OIDC_ISSUER');
  return oidcIdentityProvider(
    {
      issuer,
      clientId: environment('OIDC_CLIENT_ID'),
      redirectUri: `${environment('PORTAL_URL')}/callback`,
      userSignatureJwksUri: `${issuer.replace(/\/$/, '')}/user-signature-jwks`,
      allowInsecure: process.env.AWS_EXECUTION_ENV === undefined,
    },
    { clientKey: kmsClientKey(environment('OIDC_CLIENT_KEY')) },
  );
};
