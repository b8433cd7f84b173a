import { exportJWK, generateKeyPair } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { oidcPartySignIn } from '#adapters/oidc-party-sign-in';
import type { Secrets } from '#adapters/secrets';
import { LOA2, LOA3, reaches, UNREVIEWED } from '#domain/assurance';
import { IdentificationRefused, IdentificationUnavailable } from '#ports/identity-provider';
import { bindingOf } from '#ports/party-sign-in';
import { jwkClientKey } from '#test/jwk-client-key';
import { type ControlledProvider, startControlledProvider } from '#test/second-op/controlled-provider';

const redirectUri = 'http://127.0.0.1:9/callback';
const seconds = () => Math.floor(Date.now() / 1000);

/** Secrets as JSON texts, which a test changes as operations would. */
const secretsOf = (texts: Map<string, unknown>): Secrets => ({
  read: async (name, schema) => (texts.has(name) ? schema.parse(texts.get(name)) : undefined),
});

describe("a municipality's own sign-in for its staff", () => {
  let provider: ControlledProvider;
  let other: ControlledProvider;
  let texts: Map<string, unknown>;
  let signIn: ReturnType<typeof oidcPartySignIn>;
  beforeEach(async () => {
    provider = await startControlledProvider();
    other = await startControlledProvider();
    texts = new Map<string, unknown>([
      ['sign-in/salem', { issuer: provider.issuer, clientId: 'portal', levels: { 'two-factors': LOA2, card: LOA3 } }],
      ['sign-in/haninge', { issuer: other.issuer, clientId: 'portal' }],
    ]);
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const clientKey = jwkClientKey({ ...(await exportJWK(privateKey)), kid: 'client-key' });
    signIn = oidcPartySignIn({ secrets: secretsOf(texts), clientKey, redirectUri, allowInsecure: true });
  });
  afterEach(() => Promise.all([provider.close(), other.close()]));

  const identify = async (changed: Record<string, unknown> = {}) => {
    provider.answers.idToken = (claims) => provider.sign({ ...claims, acr: 'two-factors', ...changed });
    const { url, pending } = await signIn.start('salem', { locale: 'sv' });
    return signIn.finish('salem', provider.identify(url), pending);
  };

  it('is offered beside the e-ID where one is bound, and an unreadable secret takes nothing else away', async () => {
    expect(await signIn.signInMethodsOf('salem')).toEqual(['eid', 'own']);
    expect(await signIn.signInMethodsOf('nykvarn')).toEqual(['eid']);
    texts.set('sign-in/nykvarn', { issuer: 'http://sign-in.example' });
    expect(await signIn.signInMethodsOf('nykvarn')).toEqual(['eid']);
    await expect(signIn.start('tyreso', {})).rejects.toThrow(IdentificationUnavailable);
  });

  it('gives a subject of its provider on the mapped level, and asks for nobody’s number', async () => {
    const { url, pending } = await signIn.start('salem', {});
    const request = z
      .looseObject({ scope: z.string() })
      .parse(
        JSON.parse(Buffer.from(new URL(url).searchParams.get('request')?.split('.')[1] ?? '', 'base64url').toString()),
      );
    expect(request).toMatchObject({ scope: 'openid', max_age: 28_800 });
    expect(request).not.toHaveProperty('claims');
    expect(request).not.toHaveProperty('prompt');
    provider.answers.idToken = (claims) => provider.sign({ ...claims, acr: 'two-factors' });
    const subject = await signIn.finish('salem', provider.identify(url), pending);
    expect(subject).toMatchObject({ issuer: provider.issuer, subject: 'opaque-subject', level: LOA2 });
    expect(JSON.stringify(subject)).not.toContain('189001019802');
  });

  it.each([
    ['the level that the municipality answers for', 'card', LOA3],
    ['its own word, when the provider says what nobody has mapped', 'something', UNREVIEWED],
    ['its own word, when the provider itself claims level three', LOA3, UNREVIEWED],
    ['its own word, when the provider says nothing', undefined, UNREVIEWED],
  ])('counts as %s', async (_what, acr, level) => {
    expect((await identify({ acr })).level).toBe(level);
    expect(reaches(UNREVIEWED, 'loa3')).toBe(false);
  });

  it('lets a login of this morning count, and none of yesterday', async () => {
    await expect(identify({ auth_time: seconds() - 7 * 3600 })).resolves.toHaveProperty('subject');
    await expect(identify({ auth_time: seconds() - 9 * 3600 })).rejects.toThrow(
      new IdentificationRefused('not-authenticated-now'),
    );
  });

  it('takes the subject from the claim that the municipality names, and from no list or nothing', async () => {
    texts.set('sign-in/salem', { issuer: provider.issuer, clientId: 'portal', subjectClaim: 'oid' });
    await expect(identify({ oid: 'employee-7' })).resolves.toMatchObject({ subject: 'employee-7' });
    for (const oid of [undefined, '', ['employee-7']]) {
      await expect(identify({ oid })).rejects.toThrow(new IdentificationRefused('person-not-stated'));
    }
  });

  it('never shows one municipality’s answer to the provider of another', async () => {
    const { url, pending } = await signIn.start('salem', {});
    await expect(signIn.finish('haninge', provider.identify(url), pending)).rejects.toThrow(
      new IdentificationRefused('wrong-callback'),
    );
    expect(other.seen).not.toContain('/token');
  });

  it('binds the subject within its provider: the same word elsewhere is somebody else', () => {
    const here = bindingOf({ issuer: 'https://a.example', subject: 's' });
    expect(here).not.toBe(bindingOf({ issuer: 'https://b.example', subject: 's' }));
    expect(here).not.toMatch(/^\d{12}$/);
  });
});
