import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { CompactSign, exportJWK, exportSPKI, FlattenedSign, GeneralSign, generateKeyPair, type JWTPayload } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClientKey } from '#adapters/oidc-client-key';
import { oidcIdentityProvider } from '#adapters/oidc-identity-provider';
import { OidcPending } from '#adapters/oidc-pending';
import type { OidcSettingsInput } from '#adapters/oidc-settings';
import { LOA2, LOA3 } from '#domain/assurance';
import { IdentificationRefused, IdentificationTooWeak } from '#ports/identity-provider';
import { jwkClientKey } from '#test/jwk-client-key';
import { type ControlledProvider, startControlledProvider } from '#test/second-op/controlled-provider';

/*
 * Attacks on the ID token and on the way back from the e-ID, driven through the real adapter over HTTP against a provider
 * that the test controls. Whatever is tried, nobody is identified, and the error says nothing about anybody.
 */

const VISIT = { ip: '127.0.0.1' };
const NUMBER = 'https://id.oidc.se/claim/personalIdentityNumber';
const redirectUri = 'http://127.0.0.1:9/callback';
const seconds = () => Math.floor(Date.now() / 1000);
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

let provider: ControlledProvider;
let clientKey: ClientKey;
let attacker: Awaited<ReturnType<typeof generateKeyPair>>;

beforeAll(async () => {
  const client = await generateKeyPair('ES256', { extractable: true });
  clientKey = jwkClientKey({ ...(await exportJWK(client.privateKey)), kid: 'client-key' });
  attacker = await generateKeyPair('RS256', { extractable: true });
});
beforeEach(async () => {
  provider = await startControlledProvider();
});
afterEach(() => provider.close());

const eId = (changed: Partial<OidcSettingsInput> = {}) =>
  oidcIdentityProvider(
    { issuer: provider.issuer, clientId: 'portal', redirectUri, allowInsecure: true, ...changed },
    { clientKey },
  );

const start = async (one = eId()) => {
  const { url, pending } = await one.startIdentification({ visit: VISIT });
  return { one, url, pending: OidcPending.parse(pending) };
};

/** Goes the whole way with whatever the provider is made to answer. */
const identify = async (changed: Partial<OidcSettingsInput> = {}) => {
  const { one, url, pending } = await start(eId(changed));
  return one.finishIdentification(provider.identify(url), pending);
};

const expectNobody = async (
  trying: Promise<unknown>,
  failure: typeof IdentificationRefused | typeof IdentificationTooWeak,
) => {
  const error = await trying.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(failure);
  expect(inspect(error, { depth: 9 })).not.toMatch(/189001019802|192412319218|Tolvan|eyJ/);
};

describe('ensure a forged token opens nothing', () => {
  it('ensure-the-honest-answer-opens: without this the rest would prove nothing', async () => {
    await expect(identify()).resolves.toMatchObject({ personalIdentityNumber: '189001019802', level: LOA3 });
  });

  describe('signatures', () => {
    it('ensure-alg-none-opens-nothing, in any spelling', async () => {
      for (const alg of ['none', 'None', 'NONE', '']) {
        provider.answers.idToken = (claims) => `${base64url({ alg })}.${base64url(claims)}.`;
        await expectNobody(identify(), IdentificationRefused);
      }
    });

    it('ensure-key-confusion-opens-nothing: the public key as a shared secret', async () => {
      const secret = await exportSPKI(provider.keys.publicKey);
      const jwk = JSON.stringify(await exportJWK(provider.keys.publicKey));
      for (const key of [secret, secret.trim(), jwk]) {
        provider.answers.idToken = (claims) => {
          const content = `${base64url({ alg: 'HS256', kid: 'op' })}.${base64url(claims)}`;
          return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`;
        };
        await expectNobody(identify(), IdentificationRefused);
      }
    });

    it('ensure-a-strangers-key-opens-nothing, under the right key id', async () => {
      provider.answers.idToken = (claims) => provider.sign(claims, {}, attacker.privateKey);
      await expectNobody(identify(), IdentificationRefused);
    });

    it('ensure-an-unknown-key-id-opens-nothing', async () => {
      provider.answers.idToken = (claims) => provider.sign(claims, { kid: 'another' }, attacker.privateKey);
      await expectNobody(identify(), IdentificationRefused);
    });

    it('ensure-a-key-in-the-header-is-not-believed: jwk, jku, x5u', async () => {
      const jwk = { ...(await exportJWK(attacker.publicKey)), kid: 'op', alg: 'RS256', use: 'sig' };
      provider.answers.planted['/planted'] = { keys: [jwk] };
      const planted = `${provider.issuer}/planted`;
      for (const header of [{ jwk }, { jku: planted }, { x5u: planted }, { jwk, jku: planted, kid: 'planted' }]) {
        provider.answers.idToken = (claims) => provider.sign(claims, header, attacker.privateKey);
        await expectNobody(identify(), IdentificationRefused);
      }
      expect(provider.seen).not.toContain('/planted');
    });

    it('ensure-two-signatures-open-nothing: one by the provider, one by somebody else', async () => {
      provider.answers.idToken = async (claims) => {
        const content = Buffer.from(JSON.stringify({ ...claims, [NUMBER]: '192412319218' }));
        const both = await new GeneralSign(content)
          .addSignature(attacker.privateKey)
          .setProtectedHeader({ alg: 'RS256', kid: 'op' })
          .addSignature(provider.keys.privateKey)
          .setProtectedHeader({ alg: 'RS256', kid: 'op' })
          .sign();
        return JSON.stringify(both);
      };
      await expectNobody(identify(), IdentificationRefused);
      provider.answers.idToken = async (claims) =>
        JSON.stringify(
          await new FlattenedSign(Buffer.from(JSON.stringify(claims)))
            .setProtectedHeader({ alg: 'RS256', kid: 'op' })
            .sign(provider.keys.privateKey),
        );
      await expectNobody(identify(), IdentificationRefused);
    });

    it('ensure-a-changed-token-opens-nothing: claims swapped under the old signature', async () => {
      provider.answers.idToken = async (claims) => {
        const [header, , signature] = (await provider.sign(claims)).split('.');
        return `${header}.${base64url({ ...claims, [NUMBER]: '192412319218' })}.${signature}`;
      };
      await expectNobody(identify(), IdentificationRefused);
    });

    it('ensure-a-header-that-must-be-understood-is-not-ignored', async () => {
      provider.answers.idToken = (claims) =>
        new CompactSign(Buffer.from(JSON.stringify(claims)))
          .setProtectedHeader({ alg: 'RS256', kid: 'op', crit: ['urn:example:rule'], 'urn:example:rule': true })
          .sign(provider.keys.privateKey, { crit: { 'urn:example:rule': true } });
      await expectNobody(identify(), IdentificationRefused);
    });
  });

  describe('claims', () => {
    it.each<[string, JWTPayload]>([
      ['ensure-a-wrong-issuer-opens-nothing', { iss: 'https://other.example' }],
      ['ensure-a-wrong-audience-opens-nothing', { aud: 'another-client' }],
      ['ensure-no-audience-opens-nothing', { aud: undefined }],
      ['ensure-several-audiences-without-azp-open-nothing', { aud: ['portal', 'another-client'] }],
      ['ensure-a-wrong-azp-opens-nothing', { azp: 'another-client' }],
      ['ensure-a-wrong-azp-among-several-audiences-opens-nothing', { aud: ['portal', 'x'], azp: 'x' }],
      ['ensure-a-wrong-nonce-opens-nothing', { nonce: 'of-another-request' }],
      ['ensure-a-missing-nonce-opens-nothing', { nonce: undefined }],
      ['ensure-an-expired-token-opens-nothing', { exp: seconds() - 120 }],
      ['ensure-a-token-without-end-opens-nothing', { exp: undefined }],
      ['ensure-a-token-not-yet-valid-opens-nothing', { nbf: seconds() + 600 }],
      ['ensure-a-token-from-before-we-asked-opens-nothing', { iat: seconds() - 3600 }],
      ['ensure-a-token-from-the-future-opens-nothing', { iat: seconds() + 3600, exp: seconds() + 3900 }],
      ['ensure-an-old-session-at-the-provider-opens-nothing', { auth_time: seconds() - 3600 }],
      ['ensure-an-authentication-at-no-time-opens-nothing', { auth_time: undefined }],
      ['ensure-a-missing-subject-opens-nothing', { sub: undefined }],
      ['ensure-an-empty-subject-opens-nothing', { sub: '' }],
      ['ensure-a-malformed-number-opens-nothing', { [NUMBER]: '189001019802 ' }],
      ['ensure-a-list-of-numbers-opens-nothing', { [NUMBER]: ['189001019802', '192412319218'] }],
    ])('%s', async (_name, changed) => {
      provider.answers.idToken = (claims) => provider.sign({ ...claims, ...changed });
      await expectNobody(identify(), IdentificationRefused);
    });

    it.each<[string, JWTPayload]>([
      ['ensure-a-missing-acr-opens-nothing', { acr: undefined }],
      ['ensure-a-weaker-acr-opens-nothing', { acr: LOA2 }],
      ['ensure-an-acr-that-only-begins-like-ours-opens-nothing', { acr: `${LOA3}-nonresident` }],
      ['ensure-a-list-of-acr-opens-nothing', { acr: [LOA3] }],
      ['ensure-an-acr-from-the-language-itself-opens-nothing', { acr: 'constructor' }],
      ['ensure-an-uncertified-level-opens-nothing', { acr: 'http://id.swedenconnect.se/loa/1.0/uncertified-loa3' }],
    ])('%s', async (_name, changed) => {
      provider.answers.idToken = (claims) => provider.sign({ ...claims, ...changed });
      await expectNobody(identify(), IdentificationTooWeak);
    });

    it('ensure-a-mapped-level-below-the-minimum-opens-nothing, although the map names it', async () => {
      provider.answers.idToken = (claims) => provider.sign({ ...claims, acr: 'EXTENDED' });
      await expectNobody(identify({ levels: { EXTENDED: LOA2, PLUS: LOA3 } }), IdentificationTooWeak);
    });

    it('ensure-an-acr-in-user-info-does-not-count', async () => {
      provider.answers.idToken = (claims) => provider.sign({ ...claims, acr: undefined });
      provider.answers.userInfo.body = await provider.sign({
        iss: provider.issuer,
        aud: 'portal',
        sub: 'opaque-subject',
        acr: LOA3,
      });
      await expectNobody(identify(), IdentificationTooWeak);
    });
  });

  describe('UserInfo', () => {
    const who = (changed: JWTPayload = {}): JWTPayload => ({
      iss: provider.issuer,
      aud: 'portal',
      sub: 'opaque-subject',
      name: 'Tolvan Testsson',
      [NUMBER]: '189001019802',
      ...changed,
    });
    beforeEach(() => {
      provider.answers.idToken = (claims) => provider.sign({ ...claims, [NUMBER]: undefined, name: undefined });
    });

    it('ensure-signed-user-info-opens: without this the rest would prove nothing', async () => {
      provider.answers.userInfo.body = await provider.sign(who());
      await expect(identify()).resolves.toMatchObject({ personalIdentityNumber: '189001019802' });
    });

    it('ensure-unsigned-user-info-opens-nothing, whatever it calls itself', async () => {
      provider.answers.userInfo = { type: 'application/json', body: JSON.stringify(who()) };
      await expectNobody(identify(), IdentificationRefused);
      provider.answers.userInfo = { type: 'application/jwt', body: JSON.stringify(who()) };
      await expectNobody(identify(), IdentificationRefused);
      provider.answers.userInfo = {
        type: 'application/jwt',
        body: `${base64url({ alg: 'none' })}.${base64url(who())}.`,
      };
      await expectNobody(identify(), IdentificationRefused);
    });

    it('ensure-user-info-signed-by-a-stranger-opens-nothing', async () => {
      provider.answers.userInfo.body = await provider.sign(who(), {}, attacker.privateKey);
      await expectNobody(identify(), IdentificationRefused);
    });

    it.each<[string, JWTPayload]>([
      ['ensure-user-info-of-another-subject-opens-nothing', { sub: 'another-subject' }],
      ['ensure-user-info-of-another-provider-opens-nothing', { iss: 'https://other.example' }],
      ['ensure-user-info-for-another-client-opens-nothing', { aud: 'another-client' }],
      ['ensure-user-info-for-nobody-opens-nothing', { aud: undefined }],
    ])('%s', async (_name, changed) => {
      provider.answers.userInfo.body = await provider.sign(who(changed));
      await expectNobody(identify(), IdentificationRefused);
    });

    it('ensure-user-info-never-overrules-the-id-token', async () => {
      provider.answers.idToken = (claims) => provider.sign({ ...claims, name: undefined });
      provider.answers.userInfo.body = await provider.sign(who({ [NUMBER]: '192412319218' }));
      await expect(identify()).resolves.toMatchObject({ personalIdentityNumber: '189001019802' });
    });
  });

  describe('the way back', () => {
    it('ensure-a-replayed-code-opens-nothing', async () => {
      const { one, url, pending } = await start();
      const back = provider.identify(url);
      await one.finishIdentification(back, pending);
      await expectNobody(one.finishIdentification(back, pending), IdentificationRefused);
    });

    it('ensure-a-replayed-state-opens-nothing: the answer to another start, and the code is not even sent', async () => {
      const mine = await start();
      const theirs = await start();
      await expectNobody(
        mine.one.finishIdentification(provider.identify(theirs.url), mine.pending),
        IdentificationRefused,
      );
      expect(provider.seen).not.toContain('/token');
    });

    it('ensure-a-stolen-code-opens-nothing without the verifier of the browser that asked', async () => {
      const victim = await start();
      const thief = await start();
      const stolen = provider.identify(victim.url);
      stolen.searchParams.set('state', thief.pending.state);
      await expectNobody(thief.one.finishIdentification(stolen, thief.pending), IdentificationRefused);
      expect(provider.seen).toContain('/token');
    });

    it('ensure-a-mixed-up-provider-opens-nothing (RFC 9207), and learns no code', async () => {
      const { one, url, pending } = await start();
      for (const change of [
        (back: URL) => back.searchParams.set('iss', 'https://other.example'),
        (back: URL) => back.searchParams.set('iss', `${provider.issuer}/`),
        (back: URL) => back.searchParams.delete('iss'),
        (back: URL) => back.searchParams.append('iss', 'https://other.example'),
      ]) {
        const back = provider.identify(url);
        change(back);
        await expectNobody(one.finishIdentification(back, pending), IdentificationRefused);
      }
      expect(provider.seen).not.toContain('/token');
    });

    it('ensure-a-provider-that-calls-itself-another-is-not-spoken-to', async () => {
      provider.answers.metadata = { issuer: 'https://other.example' };
      await expect(start()).rejects.toThrow('unavailable');
      expect(provider.seen).not.toContain('/jwks');
    });

    it('ensure-an-identification-is-no-signature', async () => {
      const one = eId({ userSignatureJwksUri: `${provider.issuer}/jwks` });
      const { url, pending } = await start(one);
      const document = new TextEncoder().encode('the order');
      await expectNobody(one.finishSigning(provider.identify(url), pending, document), IdentificationRefused);
      const signing = await one.startSigning({ visit: VISIT, document, message: 'Jag beställer.' });
      await expect(one.finishSigning(provider.identify(signing.url), signing.pending, document)).rejects.toThrow(
        'missing',
      );
    });
  });
});
