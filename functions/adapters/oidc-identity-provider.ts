import {
  IdentificationRefused,
  IdentificationUnavailable,
  type IdentityProvider,
  SignatureMismatch,
} from '#ports/identity-provider';
import { answerOf } from './oidc-answer.ts';
import type { ClientKey } from './oidc-client-key.ts';
import { type OidcConnection, oidcConnection } from './oidc-connection.ts';
import { oidcPendingFrom } from './oidc-pending.ts';
import { sha256, startOf, statementOf } from './oidc-request.ts';
import { canSign, OidcSettings, type OidcSettingsInput } from './oidc-settings.ts';
import { checkPending } from './oidc-tokens.ts';
import { type SignatureMeans, verifyUserSignature } from './oidc-user-signature.ts';

export interface OidcProviderDeps {
  clientKey: ClientKey;
  now?: () => Date;
  fetch?: typeof globalThis.fetch;
}

/**
 * Strong identification and signing at a provider that follows the Swedish OpenID Connect profile 1.0 and, for signing,
 * Signature Extension 1.1. Holds no state but the discovery document and key sets, so any container can finish what
 * another started.
 * @throws ZodError when the settings are wrong, plain http to another machine included
 */
export const oidcIdentityProvider = (
  input: OidcSettingsInput,
  { clientKey, now = () => new Date(), fetch = globalThis.fetch }: OidcProviderDeps,
): IdentityProvider => {
  const settings = OidcSettings.parse(input);
  const connect = oidcConnection(settings, { clientKey, now, fetch });
  const meansOf = ({ userSignatureKeys: keys }: OidcConnection): SignatureMeans => ({
    keys,
    roots: settings.userSignatureRoots,
    mayVouch: settings.unknownSignatures === 'vouch',
  });

  return {
    startIdentification: async ({ userMessage, locale }) =>
      startOf(settings, await connect(), clientKey, { purpose: 'identification', userMessage, locale }, now()),

    finishIdentification: async (callbackUrl, remembered) => {
      const pending = oidcPendingFrom(remembered);
      checkPending(settings, pending, 'identification', now());
      return (await answerOf(settings, await connect(), callbackUrl, pending, now)).person;
    },

    startSigning: async ({ document, message, signer, locale }) => {
      if (!canSign(settings)) throw new IdentificationUnavailable('no-signing');
      const ask = { purpose: 'signing', document, message, signer, locale } as const;
      return startOf(settings, await connect(), clientKey, ask, now());
    },

    finishSigning: async (callbackUrl, remembered, document) => {
      const pending = oidcPendingFrom(remembered);
      checkPending(settings, pending, 'signing', now());
      if (pending.purpose !== 'signing') throw new IdentificationRefused('wrong-purpose');
      const { tbsHash, messageHash } = pending;
      const statement = statementOf(document);
      if (sha256(statement) !== tbsHash) throw new SignatureMismatch('other-document');
      if (!canSign(settings)) throw new IdentificationUnavailable('no-signing');

      const connection = await connect();
      const { idToken, userInfo, claims, person } = await answerOf(settings, connection, callbackUrl, pending, now);
      const { personalIdentityNumber } = person;
      const { userSignature, authenticationEvidence } = settings.claimNames;
      const { pieces, verdict, checks } = await verifyUserSignature(
        claims[userSignature],
        claims[authenticationEvidence],
        meansOf(connection),
        { statement, messageHash, personalIdentityNumber },
        now(),
      );
      return {
        person,
        evidence: {
          provider: settings.issuer,
          pieces: [
            { name: 'id-token', mediaType: 'application/jwt', text: idToken },
            ...(userInfo ? [{ name: 'user-info' as const, mediaType: 'application/jwt', text: userInfo }] : []),
            ...pieces,
          ],
          tbsHash,
          level: person.level,
          signedAt: person.authenticatedAt,
          validation: {
            validatedAt: now().toISOString(),
            verdict,
            checks: [{ check: 'id-token', outcome: 'passed' }, { check: 'level', outcome: 'passed' }, ...checks],
          },
        },
      };
    },
  };
};
