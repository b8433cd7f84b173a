import { decodeJwt, exportJWK, generateKeyPair, type JWTPayload } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ClientKey } from '#adapters/oidc-client-key';
import { configuredOidcProvider } from '#adapters/oidc-from-environment';
import { OidcConfiguration } from '#adapters/oidc-presets';
import type { Secrets } from '#adapters/secrets';
import { LOA2, LOA3 } from '#domain/assurance';
import { issueToPerson, newAuthority } from '#infra/local/bankid/authority';
import { ocspResponseFor } from '#infra/local/bankid/ocsp-response';
import { bankIdSignature } from '#infra/local/bankid/signature-xml';
import { IdentificationRefused, IdentificationTooWeak, IdentificationUnavailable } from '#ports/identity-provider';
import { jwkClientKey } from '#test/jwk-client-key';
import { type ControlledProvider, startControlledProvider } from '#test/second-op/controlled-provider';

const VISIT = { ip: '127.0.0.1' };
const PROFILE_NUMBER = 'https://id.oidc.se/claim/personalIdentityNumber';
const document = new TextEncoder().encode('the order');

let provider: ControlledProvider;
let clientKey: ClientKey;
let secret: unknown;
beforeEach(async () => {
  provider = await startControlledProvider();
  secret = undefined;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  clientKey = jwkClientKey({ ...(await exportJWK(privateKey)), kid: 'client-key' });
});
afterEach(() => provider.close());

const secrets: Secrets = {
  read: async (name, schema) => (name === 'oidc' && secret !== undefined ? schema.parse(secret) : undefined),
};
const eId = () =>
  configuredOidcProvider(
    {
      issuer: provider.issuer,
      clientId: 'portal',
      redirectUri: 'http://127.0.0.1:9/callback',
      allowInsecure: true,
    },
    { secrets, clientKey },
  );
const requestOf = (url: string): JWTPayload => decodeJwt(new URL(url).searchParams.get('request') ?? '');

/** The whole way, with an ID token that says what this broker's tokens say. */
const identify = async (claims: JWTPayload, userInfo?: JWTPayload) => {
  const one = eId();
  provider.answers.idToken = (honest) =>
    provider.sign({ ...honest, acr: undefined, [PROFILE_NUMBER]: undefined, ...claims });
  if (userInfo) {
    const said = { iss: provider.issuer, aud: 'portal', sub: 'opaque-subject', ...userInfo };
    provider.answers.userInfo.body = await provider.sign(said);
  }
  const { url, pending } = await one.startIdentification({ visit: VISIT, userMessage: 'Logga in', locale: 'sv' });
  return { request: requestOf(url), person: await one.finishIdentification(provider.identify(url), pending) };
};

const signicat = { nin: '189001019802', nin_type: 'PERSON', nin_issuing_country: 'SE' };

describe('BankID through Signicat', () => {
  beforeEach(() => {
    secret = { preset: 'signicat' };
  });

  it('is asked for by acr_values and named by its own claims', async () => {
    const { request, person } = await identify({ acr: 'idp:sbid', ...signicat });
    expect(request).toMatchObject({ acr_values: 'idp:sbid', scope: 'openid profile nin', prompt: 'login' });
    expect(request).not.toHaveProperty('claims');
    expect(person).toMatchObject({ personalIdentityNumber: '189001019802', level: LOA3 });
  });

  it('may name the person in signed UserInfo', async () => {
    const { person } = await identify({ acr: 'idp:sbid' }, signicat);
    expect(person.personalIdentityNumber).toBe('189001019802');
  });

  it.each<[string, JWTPayload]>([
    ['another country', { nin_issuing_country: 'NO' }],
    ['something else than a person', { nin_type: 'ORGANIZATION' }],
    ['nobody knows where', { nin_issuing_country: undefined }],
  ])('is refused for a number of %s', async (_what, changed) => {
    const claims = { acr: 'idp:sbid', ...signicat, ...changed };
    await expect(identify(claims, {})).rejects.toThrow(new IdentificationRefused('person-not-stated'));
  });

  it('is too weak with another e-ID of the same broker', async () => {
    await expect(identify({ acr: 'idp:freja', ...signicat })).rejects.toThrow(IdentificationTooWeak);
  });
});

describe('Freja through Signicat', () => {
  beforeEach(() => {
    secret = { preset: 'signicat-freja' };
  });

  it.each(['PLUS'])('reaches level three with registration %s', async (registration) => {
    const { person } = await identify({ ...signicat, freja_registration_level: registration });
    expect(person.level).toBe(LOA3);
    const inUserInfo = await identify({}, { ...signicat, freja_registration_level: registration });
    expect(inUserInfo.person.level).toBe(LOA3);
  });

  it.each(['EXTENDED', 'BASIC', 'plus', '', undefined])('is too weak with registration %s', async (registration) => {
    const claims = { ...signicat, freja_registration_level: registration };
    await expect(identify(claims, {})).rejects.toThrow(IdentificationTooWeak);
  });
});

describe('BankID through Idura', () => {
  it('is asked for by acr_values, and its way of use is its level', async () => {
    secret = { preset: 'idura' };
    for (const acr of ['urn:grn:authn:se:bankid:same-device', 'urn:grn:authn:se:bankid:qr']) {
      const { request, person } = await identify({ acr, ssn: '189001019802' });
      expect(request).toMatchObject({ acr_values: 'urn:grn:authn:se:bankid', scope: 'openid evidence' });
      expect(person).toMatchObject({ personalIdentityNumber: '189001019802', level: LOA3 });
    }
    const norwegian = { acr: 'urn:grn:authn:no:bankid', ssn: '189001019802' };
    await expect(identify(norwegian)).rejects.toThrow(IdentificationTooWeak);
  });
});

describe('a broker whose signatures are those of BankID', () => {
  it('gives evidence with the signature, the OCSP response and signed UserInfo, each as it came', async () => {
    const authority = await newAuthority();
    const signer = await issueToPerson(authority, { name: 'Test', personalIdentityNumber: '189001019802' });
    secret = { preset: 'idura', userSignatureRoots: authority.root.certificate };
    const message = 'Jag beställer inmätning.';
    const one = eId();
    const { url, pending } = await one.startSigning({ visit: VISIT, document, message });
    const signRequest = z
      .object({ tbs_data: z.string(), sign_message: z.object({ 'message#sv': z.string() }) })
      .parse(requestOf(url)['https://id.oidc.se/param/signRequest']);
    const evidence = bankIdSignature(
      {
        purpose: 'signing',
        userVisibleData: signRequest.sign_message['message#sv'],
        userNonVisibleData: signRequest.tbs_data,
        relyingParty: 'A broker',
      },
      signer,
      [authority.bank],
    );
    const ocspResponse = await ocspResponseFor(authority, signer, new Date());
    const said = { ssn: '189001019802', evidence, ocspResponse };
    provider.answers.idToken = (honest) =>
      provider.sign({ ...honest, [PROFILE_NUMBER]: undefined, acr: 'urn:grn:authn:se:bankid:qr' });
    provider.answers.userInfo.body = await provider.sign({
      iss: provider.issuer,
      aud: 'portal',
      sub: 'opaque-subject',
      ...said,
    });
    const signed = await one.finishSigning(provider.identify(url), pending, document);
    expect(signed.evidence.validation.verdict).toBe('valid');
    expect(signed.evidence.pieces.map(({ name }) => name)).toEqual([
      'id-token',
      'user-info',
      'user-signature',
      'ocsp-response',
    ]);
    const other = new TextEncoder().encode('another order');
    await expect(one.finishSigning(provider.identify(url), pending, other)).rejects.toThrow('other-document');
  });
});

describe('a provider by the Swedish profile', () => {
  const profile = { acr: LOA3, [PROFILE_NUMBER]: '189001019802' };

  it('is what nothing configured means', async () => {
    const { request } = await identify(profile);
    expect(request).toMatchObject({ claims: { id_token: { acr: { essential: true, values: [LOA3] } } } });
    expect(request).not.toHaveProperty('acr_values');
  });

  it('is given a message for the person only when it says that it shows one', async () => {
    const name = 'https://id.oidc.se/param/userMessage';
    expect((await identify(profile)).request).not.toHaveProperty(name);
    const supported = 'https://id.oidc.se/disco/userMessageSupported';
    provider.answers.metadata = { [supported]: true };
    expect((await identify(profile)).request).toHaveProperty([name, 'message#sv']);
    const types = 'https://id.oidc.se/disco/userMessageSupportedMimeTypes';
    provider.answers.metadata = { [supported]: true, [types]: ['text/markdown'] };
    expect((await identify(profile)).request).not.toHaveProperty(name);
  });

  it('signs nothing until it is said how its signatures are verified', async () => {
    const request = { visit: VISIT, document, message: 'Jag beställer.' };
    await expect(eId().startSigning(request)).rejects.toThrow(new IdentificationUnavailable('no-signing'));
    secret = { userSignatureJwksUri: `${provider.issuer}/jwks` };
    await expect(eId().startSigning(request)).resolves.toHaveProperty('url');
  });

  it('binds no signer beforehand where it cannot be asked to, and asks for the signature all the same', async () => {
    secret = { claimsParameter: false, acrValues: [LOA3], userSignatureJwksUri: `${provider.issuer}/jwks` };
    const bound = { visit: VISIT, document, message: 'Jag beställer.', signer: '189001019802' };
    const { url } = await eId().startSigning(bound);
    expect(JSON.stringify(requestOf(url))).not.toContain('189001019802');
  });
});

describe('the secret', () => {
  it('counts from the next use on, with nothing started anew', async () => {
    const one = eId();
    const before = requestOf((await one.startIdentification({ visit: VISIT })).url);
    secret = { preset: 'idura', scopes: ['openid'] };
    const after = requestOf((await one.startIdentification({ visit: VISIT })).url);
    expect([before.acr_values, after.acr_values]).toEqual([undefined, 'urn:grn:authn:se:bankid']);
    expect(after.scope).toBe('openid');
  });

  it('adds to a preset what differs, claim by claim', () => {
    const configured = OidcConfiguration.parse({ preset: 'signicat', claimNames: { name: 'full_name' } });
    expect(configured.claimNames).toMatchObject({ personalIdentityNumber: 'nin', name: 'full_name' });
    expect(OidcConfiguration.parse({ preset: 'signicat', levels: { 'idp:sbid': LOA2 } }).levels).toEqual({
      'idp:sbid': LOA2,
    });
  });

  it.each([
    ['another issuer', { issuer: 'https://other.example' }],
    ['another client', { clientId: 'other' }],
    ['plain http', { allowInsecure: true }],
    ['a setting that does not exist', { minimum: 'loa1' }],
    ['a preset that does not exist', { preset: 'other' }],
    ['a level that nobody has registered', { levels: { high: 'https://example.test/high' } }],
    ['roots that are none', { userSignatureRoots: '189001019802' }],
    ['nothing at all', null],
  ])('cannot bring in %s, and its text is never quoted', (_what, given) => {
    const parsed = OidcConfiguration.safeParse(given);
    expect(parsed.success).toBe(false);
    expect(String(parsed.error)).not.toMatch(/other\.example|189001019802/);
  });
});
