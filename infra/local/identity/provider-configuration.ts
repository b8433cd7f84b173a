import type { JSONWebKeySet } from 'jose';
import { type AccountClaims, type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { KeyFile } from './key-file.ts';
import { memoryAdapter } from './memory-adapter.ts';
import { failedPage, loggedOutPage, logOutPage } from './pages.ts';
import { SIGN_REQUEST, SIGN_SCOPE, SignRequest, USER_MESSAGE, UserMessage } from './sign-request.ts';
import { claimName, identityClaimsOf, LOA3, levelOf, type TestPerson } from './test-person.ts';

export interface LocalClient {
  clientId: string;
  redirectUris: string[];
  /** Public keys: they verify both client assertions and request objects. */
  jwks: JSONWebKeySet;
  postLogoutRedirectUris?: string[];
}

export interface ProviderParts {
  clients: LocalClient[];
  persons: TestPerson[];
  keys: KeyFile;
  /** The path of the issuer, without a slash at the end. */
  prefix: string;
  /** The person behind an opaque subject. */
  personOf(subject: string): TestPerson | undefined;
  /** The user signature given under a grant, when there is one. */
  signatureOf(grantId: string): string | undefined;
}

const PERSON_INFO = 'https://id.oidc.se/scope/naturalPersonInfo';
const PERSON_NUMBER = 'https://id.oidc.se/scope/naturalPersonNumber';

/** What the request object said in JSON; the library itself turns every member into text, which loses objects. */
const requestObjects = new WeakMap<object, Record<string, unknown>>();

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Keeps one JSON parameter of the verified request object as text, so that it follows into the interaction. */
const keepJson = (ctx: KoaContextWithOIDC, name: string, schema: typeof SignRequest | typeof UserMessage): boolean => {
  const value = requestObjects.get(ctx)?.[name];
  const params = ctx.oidc.params ?? {};
  if (value === undefined) {
    params[name] = undefined;
    return false;
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new errors.InvalidRequest(`${name} is not well-formed`);
  params[name] = JSON.stringify(parsed.data);
  return true;
};

/** Signature Extension 1.1 §5.1: what has to be there for a signature, and the claim that carries it back. */
const checkSignRequest = (ctx: KoaContextWithOIDC): void => {
  const asksToSign = ctx.oidc.requestParamScopes.has(SIGN_SCOPE);
  const hasRequest = keepJson(ctx, SIGN_REQUEST, SignRequest);
  const hasPrompts = ctx.oidc.prompts.has('login') && ctx.oidc.prompts.has('consent');
  if (asksToSign !== hasRequest) throw new errors.InvalidRequest('the sign scope and signRequest go together');
  if (ctx.oidc.prompts.has('consent') !== asksToSign) {
    throw new errors.InvalidRequest('prompt consent is for signing, and signing needs it');
  }
  if (!asksToSign) return;
  if (!hasPrompts) throw new errors.InvalidRequest('signing needs prompt login consent');

  const params = ctx.oidc.params ?? {};
  const claims: unknown = typeof params.claims === 'string' ? JSON.parse(params.claims) : {};
  const asked = isObject(claims) ? claims : {};
  const idToken = 'id_token' in asked && isObject(asked.id_token) ? asked.id_token : {};
  params.claims = JSON.stringify({
    ...asked,
    id_token: { ...idToken, [claimName.userSignature]: { essential: true } },
  });
};

/** One grant for exactly what was asked; the person consents by using the e-ID. */
export const grantAll = async (
  provider: KoaContextWithOIDC['oidc']['provider'],
  o: { accountId: string; clientId: string; scopes: string[]; claims: string[] },
): Promise<string> => {
  const grant = new provider.Grant({ accountId: o.accountId, clientId: o.clientId });
  grant.addOIDCScope(o.scopes);
  if (o.claims.length > 0) grant.addOIDCClaims(o.claims);
  return grant.save();
};

/** A grant lives within one authorization: an identification gets it here, a signature gets it when it is given. */
const loadGrant = async ({ oidc }: KoaContextWithOIDC) => {
  const given = oidc.result?.consent?.grantId;
  if (given) return oidc.provider.Grant.find(given);
  if (oidc.requestParamScopes.has(SIGN_SCOPE) || !oidc.account || !oidc.client) return undefined;
  return oidc.provider.Grant.find(
    await grantAll(oidc.provider, {
      accountId: oidc.account.accountId,
      clientId: oidc.client.clientId,
      scopes: [...oidc.requestParamOIDCScopes],
      claims: [...oidc.requestParamClaims],
    }),
  );
};

const show = (ctx: KoaContextWithOIDC, html: string): void => {
  ctx.type = 'html';
  ctx.body = html;
};

const algorithms = ['RS256', 'ES256'] as const;

/** The Swedish OpenID Connect profile 1.0 and Signature Extension 1.1 as settings of the provider library. */
export const providerConfiguration = (parts: ProviderParts): Configuration => ({
  adapter: memoryAdapter(),
  jwks: { keys: parts.keys.provider },
  cookies: {
    // Cookies of a host are shared by all its ports: the names must not meet those of the portal.
    names: { session: '_test_eid_session', interaction: '_test_eid_interaction', resume: '_test_eid_resume' },
    keys: [parts.keys.cookieKey],
    long: { signed: true, httpOnly: true, sameSite: 'lax' },
    short: { signed: true, httpOnly: true, sameSite: 'lax' },
  },
  clients: parts.clients.map((client) => ({
    client_id: client.clientId,
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris ?? [],
    jwks: { keys: client.jwks.keys.map((key) => ({ ...key, kty: key.kty ?? '' })) },
    token_endpoint_auth_method: 'private_key_jwt',
    response_types: ['code'],
    grant_types: ['authorization_code'],
    id_token_signed_response_alg: 'RS256',
    userinfo_signed_response_alg: 'RS256',
    require_signed_request_object: true,
    require_auth_time: true,
  })),
  acrValues: [...new Set([LOA3, ...parts.persons.map(levelOf)])],
  scopes: ['openid', PERSON_INFO, PERSON_NUMBER, SIGN_SCOPE],
  claims: {
    acr: null,
    auth_time: null,
    iss: null,
    openid: ['sub'],
    [PERSON_INFO]: ['name', 'given_name', 'family_name'],
    [PERSON_NUMBER]: [claimName.personalIdentityNumber, claimName.coordinationNumber],
    [SIGN_SCOPE]: [claimName.userSignature],
  },
  subjectTypes: ['public'],
  responseTypes: ['code'],
  clientAuthMethods: ['private_key_jwt'],
  pkce: { required: () => true },
  enabledJWA: {
    idTokenSigningAlgValues: algorithms,
    userinfoSigningAlgValues: algorithms,
    requestObjectSigningAlgValues: algorithms,
    clientAuthSigningAlgValues: algorithms,
  },
  features: {
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    claimsParameter: { enabled: true },
    jwtUserinfo: { enabled: true },
    requestObjects: {
      enabled: true,
      requireSignedRequestObject: true,
      assertJwtClaimsAndHeader: (ctx, claims) => {
        requestObjects.set(ctx, claims);
      },
    },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => show(ctx, logOutPage(form)),
      postLogoutSuccessSource: (ctx) => show(ctx, loggedOutPage()),
    },
  },
  extraParams: {
    [SIGN_REQUEST]: (ctx) => checkSignRequest(ctx),
    [USER_MESSAGE]: (ctx) => {
      keepJson(ctx, USER_MESSAGE, UserMessage);
    },
  },
  discovery: {
    ui_locales_supported: ['sv', 'en'],
    'https://id.oidc.se/disco/userMessageSupported': true,
    'https://id.oidc.se/disco/userMessageSupportedMimeTypes': ['text/plain'],
  },
  interactions: { url: (_ctx, interaction) => `${parts.prefix}/interaction/${interaction.uid}` },
  loadExistingGrant: loadGrant,
  findAccount: (_ctx, subject, token) => {
    const person = parts.personOf(subject);
    if (!person) return undefined;
    return {
      accountId: subject,
      claims: (use): AccountClaims => {
        const grantId = token && 'grantId' in token ? token.grantId : undefined;
        // The result of a signature belongs in the ID token and never in UserInfo (Signature Extension §5.2).
        const signature = use === 'id_token' && grantId ? parts.signatureOf(grantId) : undefined;
        return {
          sub: subject,
          ...identityClaimsOf(person),
          ...(signature && { [claimName.userSignature]: signature }),
        };
      },
    };
  },
  renderError: (ctx, out) => show(ctx, failedPage(out.error)),
  issueRefreshToken: () => false,
  expiresWithSession: () => true,
  clientBasedCORS: () => false,
  ttl: { AccessToken: 300, AuthorizationCode: 60, IdToken: 300, Interaction: 1200, Session: 3600, Grant: 3600 },
});
