import type { IdentityProvider } from '#ports/identity-provider';
import type { PartySignIn } from '#ports/party-sign-in';
import { environment } from './environment.ts';
import type { ClientKey } from './oidc-client-key.ts';
import { oidcIdentityProvider } from './oidc-identity-provider.ts';
import { oidcPartySignIn } from './oidc-party-sign-in.ts';
import { OidcConfiguration } from './oidc-presets.ts';
import type { OidcSettingsInput } from './oidc-settings.ts';
import type { Secrets } from './secrets.ts';

/** What a deployment says of its provider; everything else may be changed while it runs. */
export type OidcDeployment = Pick<
  OidcSettingsInput,
  'issuer' | 'clientId' | 'redirectUri' | 'allowInsecure' | 'userSignatureJwksUri'
>;

/**
 * A provider whose settings are read from the secret `oidc` at every use, so that they change with nothing deployed. What
 * the provider told us about itself is kept as long as the settings stay.
 */
export const configuredOidcProvider = (
  deployment: OidcDeployment,
  deps: {
    secrets: Secrets;
    clientKey: ClientKey;
    now?: () => Date;
    fetch?: typeof globalThis.fetch;
  },
): IdentityProvider => {
  let made: { from: string; provider: IdentityProvider } | undefined;
  const provider = async (): Promise<IdentityProvider> => {
    const configured = await deps.secrets.read('oidc', OidcConfiguration);
    const from = JSON.stringify(configured ?? {});
    if (made?.from !== from) {
      made = { from, provider: oidcIdentityProvider({ ...deployment, ...withoutGaps(configured) }, deps) };
    }
    return made.provider;
  };
  return {
    startIdentification: async (o) => (await provider()).startIdentification(o),
    finishIdentification: async (url, pending) => (await provider()).finishIdentification(url, pending),
    startSigning: async (o) => (await provider()).startSigning(o),
    finishSigning: async (url, pending, document) => (await provider()).finishSigning(url, pending, document),
  };
};

/** A setting that is not given leaves what the deployment says. */
const withoutGaps = (configured: OidcConfiguration | undefined): Partial<OidcConfiguration> =>
  Object.fromEntries(Object.entries(configured ?? {}).filter(([, value]) => value !== undefined));

/** Plain http is accepted from this very machine alone, where no deployed function can have its provider. */
const isOnThisMachine = (): boolean => process.env.AWS_EXECUTION_ENV === undefined;
const redirectUri = (): string => `${environment('PORTAL_URL')}/callback`;

/** The provider that the deployment names; in a deployment the stack's parameter demands https besides. */
export const oidcIdentityProviderFromEnvironment = (deps: {
  clientKey: ClientKey;
  secrets: Secrets;
}): IdentityProvider => {
  const issuer = environment('OIDC_ISSUER');
  return configuredOidcProvider(
    {
      issuer,
      clientId: environment('OIDC_CLIENT_ID'),
      redirectUri: redirectUri(),
      // Where the provider of the local home publishes them; of any other, the secret says how its signatures are verified.
      ...(isOnThisMachine() && { userSignatureJwksUri: `${issuer.replace(/\/$/, '')}/user-signature-jwks` }),
      allowInsecure: isOnThisMachine(),
    },
    deps,
  );
};

/** The providers that municipalities have bound for their staff, each by its secret. */
export const partySignInFromEnvironment = (deps: { clientKey: ClientKey; secrets: Secrets }): PartySignIn =>
  oidcPartySignIn({ ...deps, redirectUri: redirectUri(), allowInsecure: isOnThisMachine() });
