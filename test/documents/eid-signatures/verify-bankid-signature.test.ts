import { beforeAll, describe, expect, it } from 'vitest';
import { verifyBankIdSignature } from '#documents/eid-signatures/verify-bankid-signature';
import { type Authority, issueToPerson, newAuthority } from '#infra/local/bankid/authority';
import { type Identity, issueIdentity } from '#infra/local/bankid/identity';
import { ocspResponseFor } from '#infra/local/bankid/ocsp-response';
import { bankIdSignature } from '#infra/local/bankid/signature-xml';

const NOW = new Date('2027-03-01T09:00:00Z');
const NUMBER = '189001019802';
const TEXT = 'Jag beställer inmätning.\nDokumentets SHA-256: aa11';
const STATEMENT = '{"statement":"document","sha256":"aa11"}';
const EXPECTED = {
  visible: TEXT,
  nonVisible: Buffer.from(STATEMENT),
  personalIdentityNumber: NUMBER,
  purpose: 'signing',
} as const;

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
const plain = (xml: string) => Buffer.from(xml, 'base64').toString('utf8');
const WHAT = {
  purpose: 'signing' as const,
  userVisibleData: base64(TEXT),
  userNonVisibleData: base64(STATEMENT),
  relyingParty: 'Resursdelning',
};

let authority: Authority;
let stranger: Authority;
let person: Identity;
let other: Identity;
let xml: string;
let ocsp: string;

beforeAll(async () => {
  [authority, stranger] = [await newAuthority(), await newAuthority()];
  person = await issueToPerson(authority, { name: 'Test', personalIdentityNumber: NUMBER });
  other = await issueToPerson(authority, { name: 'Test Annan', personalIdentityNumber: '192412319218' });
  xml = bankIdSignature(WHAT, person, [authority.bank]);
  ocsp = await ocspResponseFor(authority, person, NOW);
});

const verify = (
  signature = xml,
  answer: string | undefined = ocsp,
  expected: Parameters<typeof verifyBankIdSignature>[2] = EXPECTED,
  at = NOW,
) => verifyBankIdSignature(signature, answer, expected, authority.root.certificate, at);

describe('a signature of BankID', () => {
  it('is valid when every check passes, and tells the policies of the certificate', async () => {
    const { verdict, checks, certificatePolicies, statusGivenAt } = await verify();
    expect(verdict).toBe('valid');
    expect(statusGivenAt).toEqual(NOW);
    expect(new Set(checks.map(({ outcome }) => outcome))).toEqual(new Set(['passed']));
    expect(certificatePolicies).toEqual(['1.2.3.4.25']);
  });

  it('is vouched for, not valid, where no roots are configured or no OCSP response came', async () => {
    const rootless = await verifyBankIdSignature(xml, ocsp, EXPECTED, '', NOW);
    const statusless = await verifyBankIdSignature(xml, undefined, EXPECTED, authority.root.certificate, NOW);
    const impossible = ({ checks }: typeof rootless) =>
      checks.filter(({ outcome }) => outcome === 'not-possible').map(({ check }) => check);
    expect([rootless.statusGivenAt, statusless.statusGivenAt]).toEqual([undefined, undefined]);
    expect([rootless.verdict, statusless.verdict]).toEqual(['vouched', 'vouched']);
    expect(impossible(rootless)).toEqual(['certificate-chain', 'certificate-status']);
    expect(impossible(statusless)).toEqual(['certificate-status']);
  });

  it('may be base64 with line breaks, as some brokers hand it over', async () => {
    await expect(verify(xml.replace(/(.{76})/g, '$1\r\n'))).resolves.toMatchObject({ verdict: 'valid' });
  });

  it.each([
    ['another text', { ...EXPECTED, visible: `${TEXT} ` }, 'other-message'],
    ['another document', { ...EXPECTED, nonVisible: Buffer.from('{}') }, 'other-document'],
    ['another person', { ...EXPECTED, personalIdentityNumber: '192412319218' }, 'other-person'],
    ['a login', { ...EXPECTED, purpose: 'identification' as const }, 'other-document'],
  ])('over %s is refused', async (_what, expected, because) => {
    await expect(verify(xml, ocsp, expected)).rejects.toMatchObject({ name: 'EidSignatureNotValid', because });
  });
});

describe('a signature that somebody has worked on', () => {
  const SIGNED = /<bankIdSignedData.*<\/bankIdSignedData>/;
  const forged = (text: string) => text.replace(base64(TEXT), base64('Jag beställer ingenting.'));
  const extra = (of: Identity) => of.certificate.replace(/-----[^-]+-----|\s/g, '');

  const WORKED_ON: [string, (text: string) => string][] = [
    ['the text exchanged', forged],
    [
      'the text exchanged and the signed one kept beside it',
      (text) =>
        text.replace(SIGNED, (data) => `${forged(data).replace('bidSignedData', 'bidOther')}</Object><Object>${data}`),
    ],
    ['two elements with the signed id', (text) => text.replace(SIGNED, (data) => `${forged(data)}${data}`)],
    [
      'the signed element wrapped in another',
      (text) =>
        text.replace(
          SIGNED,
          (data) =>
            `<bankIdSignedData xmlns="urn:x">${forged(data).replace(' Id="bidSignedData"', '')}${data}</bankIdSignedData>`,
        ),
    ],
    [
      'the whole signature inside a document of somebody else',
      (text) =>
        `<root>${forged(text.match(SIGNED)?.[0] ?? '').replace('bidSignedData', 'b')}${text.replace(/<\?xml[^>]*>/, '')}</root>`,
    ],
    [
      'another certificate in front',
      (text) => text.replace('<X509Data>', `<X509Data><X509Certificate>${extra(other)}</X509Certificate>`),
    ],
    [
      'another certificate in an element of its own',
      (text) =>
        text.replace(
          '<KeyInfo',
          `<KeyInfo><X509Data><X509Certificate>${extra(other)}</X509Certificate></X509Data></KeyInfo><KeyInfo`,
        ),
    ],
    ['the reference to the text taken out', (text) => text.replace(/<Reference Type.*?<\/Reference>/, '')],
    [
      'the reference to the certificate taken out',
      (text) => text.replace(/<Reference URI="#bidKeyInfo".*?<\/Reference>/, ''),
    ],
    ['a weak digest', (text) => text.replaceAll('2001/04/xmlenc#sha256', '2000/09/xmldsig#sha1')],
    [
      'a shared key instead of a certificate',
      (text) => text.replace('2001/04/xmldsig-more#rsa-sha256', '2000/09/xmldsig#hmac-sha1'),
    ],
    [
      'the signature value gone',
      (text) => text.replace(/<SignatureValue>.*<\/SignatureValue>/, '<SignatureValue></SignatureValue>'),
    ],
    ['a document type', (text) => text.replace('<Signature', '<!DOCTYPE Signature [<!ENTITY x "y">]><Signature')],
    ['a comment inside the text', (text) => text.replace('visible="wysiwys">', 'visible="wysiwys"><!-- -->')],
    ['nothing left', () => ''],
    ['something that is no XML', () => 'signed, honestly'],
  ];
  it.each(WORKED_ON)('is refused: %s', async (_what, change) => {
    const changed = Buffer.from(change(plain(xml)), 'utf8').toString('base64');
    expect(changed).not.toBe(xml);
    for (const visible of [TEXT, 'Jag beställer ingenting.']) {
      await expect(verify(changed, ocsp, { ...EXPECTED, visible })).rejects.toMatchObject({
        name: 'EidSignatureNotValid',
      });
    }
  });
});

describe('the certificate behind a signature', () => {
  it('must lead to a root that is trusted', async () => {
    await expect(verifyBankIdSignature(xml, ocsp, EXPECTED, stranger.root.certificate, NOW)).rejects.toMatchObject({
      because: 'not-verifiable',
    });
  });

  it('must be issued by a certificate authority, not by another person', async () => {
    const child = await issueToPerson({ bank: other }, { name: 'Test', personalIdentityNumber: NUMBER });
    const signed = bankIdSignature(WHAT, child, [other, authority.bank]);
    await expect(verify(signed, undefined)).rejects.toMatchObject({ because: 'not-verifiable' });
  });

  it('must be issued by one that may issue certificates, not only lists of those withdrawn', async () => {
    const subject = { organisation: 'Testbank (publ)', commonName: 'Test Bank CA 2' };
    for (const [usage, isTaken] of [
      ['issues', true],
      ['issues lists', false],
    ] as const) {
      const bank = await issueIdentity({ kind: 'RSA-2048', subject, usage }, authority.root);
      const issued = await issueToPerson({ bank }, { name: 'Test', personalIdentityNumber: NUMBER });
      const signed = bankIdSignature(WHAT, issued, [bank]);
      const outcome = await verifyBankIdSignature(signed, undefined, EXPECTED, authority.root.certificate, NOW).then(
        () => true,
        () => false,
      );
      expect(outcome, usage).toBe(isTaken);
    }
  });

  it.each([
    ['has ended', { to: new Date('2027-02-28T00:00:00Z') }],
    ['has not begun', { from: new Date('2027-03-02T00:00:00Z') }],
  ])('must be in force: one that %s is refused', async (_what, period) => {
    const late = await issueToPerson(authority, { name: 'Test', personalIdentityNumber: NUMBER }, undefined, period);
    const signed = bankIdSignature(WHAT, late, [authority.bank]);
    await expect(verify(signed, await ocspResponseFor(authority, late, NOW))).rejects.toMatchObject({
      because: 'not-verifiable',
    });
  });
});

describe('the OCSP response', () => {
  const HOUR = 60 * 60_000;
  const ANSWERS: [string, () => Promise<string>][] = [
    ['about another certificate', () => ocspResponseFor(authority, other, NOW)],
    ['that does not know the certificate', () => ocspResponseFor(authority, person, NOW, 'unknown')],
    ['that was given long before', () => ocspResponseFor(authority, person, new Date(NOW.getTime() - 3 * HOUR))],
    ['that is from the future', () => ocspResponseFor(authority, person, new Date(NOW.getTime() + HOUR))],
    ['signed by a stranger', () => ocspResponseFor({ ...authority, responder: stranger.responder }, person, NOW)],
    ['signed by a person', () => ocspResponseFor({ ...authority, responder: other }, person, NOW)],
    ['that is no response', async () => base64('good')],
    ['that is empty', async () => ''],
  ];
  it.each(ANSWERS)('is refused: one %s', async (_what, answer) => {
    await expect(verify(xml, await answer())).rejects.toMatchObject({ because: 'not-verifiable' });
  });
});
