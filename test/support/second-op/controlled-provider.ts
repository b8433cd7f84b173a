import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CryptoKey,
  decodeJwt,
  exportJWK,
  generateKeyPair,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { LOA3 } from '#domain/assurance';

const seconds = () => Math.floor(Date.now() / 1000);
const readBody = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
};

interface Asked {
  nonce: string;
  state: string;
  challenge: string;
}

/** What a provider under the test's hand answers with; every member may be forged. */
export interface Answers {
  /** Makes the ID token that is handed out for a code. */
  idToken: (honest: JWTPayload) => Promise<string> | string;
  userInfo: { type: string; body: string };
  metadata: Record<string, unknown>;
  /** Documents served beside the provider's own, by path: key sets of somebody else. */
  planted: Record<string, unknown>;
}

/**
 * An OpenID provider over HTTP on this machine that does what is right with codes and verifiers, and whose tokens are in the
 * hands of the test.
 */
export const startControlledProvider = async () => {
  const keys = await generateKeyPair('RS256', { extractable: true });
  const codes = new Map<string, Asked>();
  const seen: string[] = [];
  let issuer = '';

  const sign = (
    payload: JWTPayload,
    header: Partial<JWTHeaderParameters> = {},
    key: CryptoKey | Uint8Array = keys.privateKey,
  ): Promise<string> => new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'op', ...header }).sign(key);

  const honestClaims = (nonce: string): JWTPayload => ({
    iss: issuer,
    aud: 'portal',
    sub: 'opaque-subject',
    nonce,
    iat: seconds(),
    exp: seconds() + 300,
    auth_time: seconds(),
    acr: LOA3,
    name: 'Tolvan Testsson',
    'https://id.oidc.se/claim/personalIdentityNumber': '189001019802',
  });
  const answers: Answers = {
    idToken: (claims) => sign(claims),
    userInfo: { type: 'application/jwt', body: '' },
    metadata: {},
    planted: {},
  };

  const token = async (form: URLSearchParams): Promise<[number, unknown]> => {
    const asked = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (!asked || asked.challenge !== challenge || !form.get('client_assertion'))
      return [400, { error: 'invalid_grant' }];
    const idToken = await answers.idToken(honestClaims(asked.nonce));
    return [200, { access_token: 'opaque', token_type: 'Bearer', expires_in: 60, id_token: idToken }];
  };

  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', issuer).pathname;
    seen.push(path);
    const json = (body: unknown, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (path in answers.planted) return json(answers.planted[path]);
    switch (path) {
      case '/.well-known/openid-configuration':
        return json({
          issuer,
          authorization_endpoint: `${issuer}/auth`,
          token_endpoint: `${issuer}/token`,
          userinfo_endpoint: `${issuer}/userinfo`,
          jwks_uri: `${issuer}/jwks`,
          code_challenge_methods_supported: ['S256'],
          // It says itself that it would use what we never accept.
          id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
          authorization_response_iss_parameter_supported: true,
          ...answers.metadata,
        });
      case '/jwks':
        return json({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'op', use: 'sig' }] });
      case '/token': {
        const [status, body] = await token(new URLSearchParams(await readBody(request)));
        return json(body, status);
      }
      case '/userinfo':
        response.writeHead(200, { 'content-type': answers.userInfo.type });
        return response.end(answers.userInfo.body);
      default:
        return json({}, 404);
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    issuer,
    keys,
    answers,
    /** The paths that were asked for. */
    seen,
    sign,
    honestClaims,
    /** Lets the person through. @returns the address that their browser is sent back to. */
    identify: (url: string): URL => {
      const request = decodeJwt(new URL(url).searchParams.get('request') ?? '');
      const code = randomBytes(16).toString('base64url');
      const state = String(request.state);
      codes.set(code, { nonce: String(request.nonce), state, challenge: String(request.code_challenge) });
      return new URL(`${String(request.redirect_uri)}?${new URLSearchParams({ code, state, iss: issuer })}`);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
};
export type ControlledProvider = Awaited<ReturnType<typeof startControlledProvider>>;
