import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

/** Glewlwyd, an OpenID provider written in C by others than those who wrote the local home's: Debian package `glewlwyd`. */
const PROGRAM = 'glewlwyd';
const SCHEMA = '/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3';
const ADMINISTRATOR = { username: 'admin', password: 'password' };
const PLUGIN = 'oidc';

/** Why it cannot be run here, or nothing when it can. */
export const whyNoGlewlwyd = (): string | undefined =>
  spawnSync(PROGRAM, ['--version']).error || !existsSync(SCHEMA)
    ? 'the program glewlwyd is missing (apt-get install glewlwyd)'
    : undefined;

export interface GlewlwydPerson {
  username: string;
  name: string;
  personalIdentityNumber: string;
  /** What it calls the person's level of assurance. */
  level: string;
}

export interface Glewlwyd {
  issuer: string;
  /** Signs a person in and lets the request through, as their browser would. @returns where the browser is sent last. */
  identify(url: string, username: string): Promise<string>;
}

/** The scope that makes Glewlwyd ask who it is. */
export const PERSON_SCOPE = 'person';

const PASSWORD = 'a-password-of-the-test';

const freePort = () =>
  new Promise<number>((found, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? found(address.port) : failed(new Error('no port'))));
    });
  });

const configurationOf = (port: number, dir: string) => `
port=${port}
bind_address="127.0.0.1"
external_url="http://127.0.0.1:${port}"
login_url="login.html"
api_prefix="api"
static_files_path="/usr/share/glewlwyd/webapp/"
allow_origin="*"
log_mode="file"
log_level="WARNING"
log_file="${dir}/glewlwyd.log"
cookie_domain="127.0.0.1"
cookie_secure=0
session_expiration=3600
session_key="GLEWLWYD2_SESSION_ID"
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="/usr/lib/glewlwyd/user"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
hash_algorithm="SHA512"
database = { type="sqlite3" path="${dir}/glewlwyd.db" };
`;

/** One browser's cookies at Glewlwyd, and its JSON API. */
const session = (origin: string) => {
  const cookies = new Map<string, string>();
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, origin), {
      redirect: 'manual',
      ...init,
      headers: { ...(cookie && { cookie }), ...(init.body ? { 'content-type': 'application/json' } : {}) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  const send = async (method: string, path: string, body: object): Promise<void> => {
    const response = await ask(path, { method, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  };
  return { ask, send };
};

/** What a provider of the Swedish profile has built in: its claims, taken here from properties of the user. */
const claim = (name: string, property: string) => ({
  name,
  'user-property': property,
  type: 'string',
  mandatory: true,
  'on-demand': true,
  scope: ['openid'],
});

const pluginOf = (issuer: string, keys: JWK[]) => ({
  module: 'oidc',
  name: PLUGIN,
  display_name: 'The provider of the test',
  order_rank: 0,
  readonly: false,
  parameters: {
    iss: issuer,
    'jwt-type': 'rsa',
    'jwt-key-size': '256',
    'jwks-private': JSON.stringify({ keys }),
    'subject-type': 'pairwise',
    'access-token-duration': 300,
    'refresh-token-duration': 300,
    'code-duration': 60,
    'refresh-token-rolling': false,
    'allow-non-oidc': false,
    'auth-type-code-enabled': true,
    'auth-type-code-revoke-replayed': true,
    'auth-type-token-enabled': false,
    'auth-type-id-token-enabled': true,
    'auth-type-none-enabled': false,
    'auth-type-password-enabled': false,
    'auth-type-client-enabled': false,
    'auth-type-device-enabled': false,
    'auth-type-refresh-enabled': false,
    scope: [],
    'additional-parameters': [],
    claims: [
      claim('https://id.oidc.se/claim/personalIdentityNumber', 'personal-identity-number'),
      claim('level_of_assurance', 'level-of-assurance'),
    ],
    'name-claim': 'mandatory',
    'name-claim-scope': ['openid'],
    'email-claim': 'no',
    'scope-claim': 'no',
    'address-claim': { type: 'no' },
    'jwks-show': true,
    'request-parameter-allow': true,
    'request-parameter-ietf-strict': true,
    'request-parameter-allow-encrypted': false,
    'request-maximum-exp': 3600,
    'client-jwks-parameter': 'jwks',
    'client-jwks_uri-parameter': 'jwks_uri',
    'client-pubkey-parameter': 'pubkey',
    'pkce-allowed': true,
    'pkce-required': true,
    'pkce-method-plain-allowed': false,
    'oauth-par-allowed': true,
    'oauth-par-required': false,
    'oauth-par-duration': 90,
    'oauth-par-request_uri-prefix': 'urn:ietf:params:oauth:request_uri:',
    'oauth-as-iss-id': true,
    'introspection-revocation-allowed': false,
    'register-client-allowed': false,
    'session-management-allowed': false,
    'client-cert-source': 'no',
    'oauth-dpop-allowed': false,
    'resource-allowed': false,
    'oauth-rar-allowed': false,
    'oauth-ciba-allowed': false,
  },
});

const setUp = async (
  origin: string,
  issuer: string,
  persons: readonly GlewlwydPerson[],
  client: { clientId: string; redirectUri: string; publicKey: JWK },
): Promise<void> => {
  const { send, ask } = session(origin);
  await send('POST', '/api/auth', ADMINISTRATOR);
  const backend = (await (await ask('/api/mod/user/database')).json()) as { parameters: { 'data-format': object } };
  const property = { multiple: false, read: true, write: true, 'profile-read': true, 'profile-write': false };
  await send('PUT', '/api/mod/user/database', {
    ...backend,
    parameters: {
      ...backend.parameters,
      'data-format': {
        ...backend.parameters['data-format'],
        'personal-identity-number': property,
        'level-of-assurance': property,
      },
    },
  });
  await send('PUT', '/api/mod/user/database/reset', {});
  // Its `openid` scope wants no login at all; `auth_time` is then nothing. This one wants a password.
  await send('POST', '/api/scope/', {
    name: PERSON_SCOPE,
    display_name: PERSON_SCOPE,
    password_required: true,
    password_max_age: 0,
    scheme: {},
  });
  for (const person of persons) {
    await send('POST', '/api/user/', {
      username: person.username,
      name: person.name,
      password: PASSWORD,
      scope: ['openid', PERSON_SCOPE, 'g_profile'],
      enabled: true,
      'personal-identity-number': person.personalIdentityNumber,
      'level-of-assurance': person.level,
    });
  }
  await send('POST', '/api/client/', {
    client_id: client.clientId,
    name: client.clientId,
    confidential: true,
    enabled: true,
    scope: [],
    redirect_uri: [client.redirectUri],
    authorization_type: ['code'],
    token_endpoint_auth_method: ['private_key_jwt'],
    token_endpoint_signing_alg: 'ES256',
    request_object_signing_alg: 'ES256',
    jwks: { keys: [client.publicKey] },
  });
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: 'provider-key', alg: 'RS256', use: 'sig' };
  await send('POST', '/api/mod/plugin/', pluginOf(issuer, [key]));
};

const isUp = async (origin: string, program: ChildProcess): Promise<void> => {
  for (let tries = 0; tries < 100; tries++) {
    if (program.exitCode !== null) throw new Error('glewlwyd ended by itself');
    const answer = await fetch(`${origin}/config`).catch(() => undefined);
    if (answer?.ok) return;
    await wait(50);
  }
  throw new Error('glewlwyd does not answer');
};

/** Starts Glewlwyd on a port of this machine with a database of its own; both are gone when it is disposed of. */
export const startGlewlwyd = async (o: {
  persons: readonly GlewlwydPerson[];
  client: { clientId: string; redirectUri: string; publicKey: JWK };
}): Promise<Glewlwyd & AsyncDisposable> => {
  await using closing = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'second-op-'));
  closing.defer(() => rm(dir, { recursive: true }));
  const database = new DatabaseSync(join(dir, 'glewlwyd.db'));
  database.exec(readFileSync(SCHEMA, 'utf8'));
  database.close();
  const port = await freePort();
  await writeFile(join(dir, 'glewlwyd.conf'), configurationOf(port, dir));
  const program = spawn(PROGRAM, ['--config-file', join(dir, 'glewlwyd.conf')], { stdio: 'ignore' });
  closing.defer(async () => {
    const ended = new Promise((end) => program.once('exit', end));
    if (program.exitCode === null && program.kill()) await ended;
  });

  const origin = `http://127.0.0.1:${port}`;
  const issuer = `${origin}/api/${PLUGIN}`;
  await isUp(origin, program);
  await setUp(origin, issuer, o.persons, o.client);
  const owned = closing.move();
  return {
    issuer,
    identify: async (url, username) => {
      const { ask, send } = session(origin);
      const page = new URL((await ask(url)).headers.get('location') ?? '', origin);
      // A refused request goes straight back to whoever made it.
      if (page.origin !== origin) return page.href;
      // What its login page does in a browser, through the same API.
      await send('POST', '/api/auth', { username, password: PASSWORD });
      await send('PUT', `/api/auth/grant/${o.client.clientId}`, { scope: `openid ${PERSON_SCOPE}` });
      const onward = `${page.searchParams.get('callback_url') ?? ''}&g_continue`;
      return (await ask(onward)).headers.get('location') ?? '';
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
};
