import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { type SignatureMeans, verifyUserSignature } from '#adapters/oidc-user-signature';
import { type Authority, issueToPerson, newAuthority } from '#infra/local/bankid/authority';
import { ocspResponseFor } from '#infra/local/bankid/ocsp-response';
import { bankIdSignature } from '#infra/local/bankid/signature-xml';
import { SignatureMismatch } from '#ports/identity-provider';

const NOW = new Date('2027-03-01T09:00:00Z');
const NUMBER = '189001019802';
const TEXT = 'Jag beställer inmätning.';
const statement = Buffer.from('{"statement":"document","sha256":"aa11"}');
const messageHash = createHash('sha256').update(TEXT).digest('base64url');
const EXPECTED = { statement, messageHash, personalIdentityNumber: NUMBER };

describe('a user signature that a broker hands over from BankID', () => {
  let authority: Authority;
  let stranger: Authority;
  let xml: string;
  let ocsp: string;
  let login: string;
  beforeAll(async () => {
    [authority, stranger] = [await newAuthority(), await newAuthority()];
    const person = await issueToPerson(authority, { name: 'Test', personalIdentityNumber: NUMBER });
    const what = {
      userVisibleData: Buffer.from(TEXT).toString('base64'),
      userNonVisibleData: statement.toString('base64'),
      relyingParty: 'A broker',
    };
    xml = bankIdSignature({ ...what, purpose: 'signing' }, person, [authority.bank]);
    login = bankIdSignature({ ...what, purpose: 'identification' }, person, [authority.bank]);
    ocsp = await ocspResponseFor(authority, person, NOW);
  });
  const means = (changed: Partial<SignatureMeans> = {}): SignatureMeans => ({
    keys: undefined,
    roots: authority.root.certificate,
    mayVouch: false,
    ...changed,
  });
  const failureOf = async (trying: Promise<unknown>) => {
    const error = await trying.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SignatureMismatch);
    expect(inspect(error, { depth: 9 })).not.toMatch(/189001019802|192412319218|beställer/);
    return error instanceof SignatureMismatch ? error.because : undefined;
  };

  it('is valid with its OCSP response, and both are kept as they came', async () => {
    const { verdict, pieces, checks } = await verifyUserSignature(xml, ocsp, means(), EXPECTED, NOW);
    expect(verdict).toBe('valid');
    expect(pieces).toEqual([
      { name: 'user-signature', mediaType: 'application/xml', text: xml },
      { name: 'ocsp-response', mediaType: 'application/ocsp-response', text: ocsp },
    ]);
    expect(checks.every(({ outcome }) => outcome === 'passed')).toBe(true);
  });

  it('over another document or message, or by another person, does not match', async () => {
    const tried = (changed: Partial<typeof EXPECTED>) =>
      failureOf(verifyUserSignature(xml, ocsp, means(), { ...EXPECTED, ...changed }, NOW));
    expect(await tried({ statement: Buffer.from('{}') })).toBe('other-document');
    expect(await tried({ messageHash: 'x' })).toBe('other-message');
    expect(await tried({ personalIdentityNumber: '192412319218' })).toBe('other-person');
  });

  it('is none when it was a login, or when somebody else than BankID issued the certificate', async () => {
    expect(await failureOf(verifyUserSignature(login, ocsp, means(), EXPECTED, NOW))).toBe('other-document');
    const elsewhere = means({ roots: stranger.root.certificate });
    expect(await failureOf(verifyUserSignature(xml, ocsp, elsewhere, EXPECTED, NOW))).toBe('not-verifiable');
  });

  it('without an OCSP response is taken only where the settings take the provider’s word', async () => {
    expect(await failureOf(verifyUserSignature(xml, undefined, means(), EXPECTED, NOW))).toBe('not-verifiable');
    const vouched = await verifyUserSignature(xml, undefined, means({ mayVouch: true }), EXPECTED, NOW);
    expect(vouched.verdict).toBe('vouched');
  });

  it('of a kind nobody here knows is refused, or vouched for and marked so', async () => {
    const unknown = Buffer.from('some other kind').toString('base64');
    expect(await failureOf(verifyUserSignature(unknown, undefined, means(), EXPECTED, NOW))).toBe('not-verifiable');
    const { verdict, checks } = await verifyUserSignature(unknown, undefined, means({ mayVouch: true }), EXPECTED, NOW);
    expect(verdict).toBe('vouched');
    expect(checks.every(({ outcome }) => outcome === 'not-possible')).toBe(true);
  });

  it('that was changed is not vouched for: what can be verified is', async () => {
    const plain = Buffer.from(xml, 'base64').toString('utf8');
    const changed = Buffer.from(plain.replace('<clientInfo>', '<clientInfo><more></more>')).toString('base64');
    expect(changed).not.toBe(xml);
    const generous = means({ mayVouch: true });
    const found = await failureOf(verifyUserSignature(changed, ocsp, generous, EXPECTED, NOW));
    expect(found).toBe('not-verifiable');
    expect(await failureOf(verifyUserSignature(undefined, ocsp, generous, EXPECTED, NOW))).toBe('missing');
  });
});
