import { createPublicKey, X509Certificate } from 'node:crypto';
import { Certificate } from 'pkijs';
import { describe, expect, it } from 'vitest';
import { distinguishedName } from '#infra/local/certificates/distinguished-name';
import {
  basicConstraints,
  certificatePolicy,
  hostNames,
  KEY_USAGE,
  keyUsage,
} from '#infra/local/certificates/extensions';
import { type CertificateOrder, issueCertificate } from '#infra/local/certificates/issue-certificate';
import { type KeyKind, newKeyPair } from '#infra/local/certificates/key-pair';

const ISSUER = distinguishedName({ organisation: 'Prov', commonName: 'Provutfärdare' });
const SUBJECT = { organisation: 'Provbank', serialNumber: '189001019802', commonName: 'Prov Person' };

const issued = async (order: Partial<CertificateOrder> = {}, kind: KeyKind = 'P-256') => {
  const [own, issuer] = [await newKeyPair('P-256'), await newKeyPair(kind)];
  const der = issueCertificate(
    {
      subject: distinguishedName(SUBJECT),
      publicKey: own.publicKey,
      notBefore: new Date('2027-01-01T00:00:00.900Z'),
      notAfter: new Date('2055-01-01T00:00:00Z'),
      extensions: [],
      ...order,
    },
    { name: ISSUER, privateKey: issuer.privateKey },
  );
  return { read: new X509Certificate(der), parsed: Certificate.fromBER(der), issuer };
};

describe('a certificate that the local home issues', () => {
  it.each([
    ['P-256', 'SHA-256', '1.2.840.10045.4.3.2'],
    ['P-384', 'SHA-1', '1.2.840.10045.4.1'],
    ['RSA-2048', 'SHA-256', '1.2.840.113549.1.1.11'],
    ['RSA-1024', 'SHA-1', '1.2.840.113549.1.1.5'],
  ] as const)('is signed by a key of %s with %s', async (kind, hash, algorithm) => {
    const { read, parsed, issuer } = await issued({ hash }, kind);
    expect(read.verify(createPublicKey(issuer.privateKey))).toBe(true);
    expect([parsed.signature.algorithmId, parsed.signatureAlgorithm.algorithmId]).toEqual([algorithm, algorithm]);
  });

  it('names its holder and its issuer, one attribute to a set', async () => {
    const { read } = await issued();
    // A set of several would be written on one line, with plus signs.
    expect(read.subject).toBe('C=SE\nO=Provbank\nserialNumber=189001019802\nCN=Prov Person');
    expect(read.issuer).toBe('C=SE\nO=Prov\nCN=Provutfärdare');
  });

  it('has a serial number of its own, of full length', async () => {
    const [one, other] = [(await issued()).read.serialNumber, (await issued()).read.serialNumber];
    expect([one, other]).toEqual([expect.stringMatching(/^[4-7][0-9A-F]{31}$/), expect.stringMatching(/^[4-7]/)]);
    expect(one).not.toBe(other);
  });

  it('is in force in whole seconds, also after the two-digit years', async () => {
    const { read } = await issued();
    expect([read.validFromDate, read.validToDate]).toEqual([
      new Date('2027-01-01T00:00:00Z'),
      new Date('2055-01-01T00:00:00Z'),
    ]);
  });

  it('carries what it is told to, in that order', async () => {
    const extensions = [
      keyUsage(KEY_USAGE.keyCertSign),
      basicConstraints({ isAuthority: true, pathLength: 0 }),
      hostNames({ names: ['localhost'], addresses: [[127, 0, 0, 1]] }),
      certificatePolicy('1.2.3.4'),
    ];
    const { read, parsed } = await issued({ extensions });
    expect(parsed.extensions?.map(({ extnID, critical }) => [extnID, critical])).toEqual([
      ['2.5.29.15', true],
      ['2.5.29.19', true],
      ['2.5.29.17', false],
      ['2.5.29.32', false],
    ]);
    expect([read.ca, read.subjectAltName]).toEqual([true, 'DNS:localhost, IP Address:127.0.0.1']);
  });

  it.each([
    [KEY_USAGE.digitalSignature, '03020780'],
    [KEY_USAGE.digitalSignature | KEY_USAGE.nonRepudiation, '030206c0'],
    [KEY_USAGE.keyCertSign | KEY_USAGE.cRLSign, '03020106'],
  ])('counts the unused bits of the key usage %i, as DER does', (bits, der) => {
    expect(Buffer.from(keyUsage(bits).extnValue.valueBlock.valueHexView).toString('hex')).toBe(der);
  });
});
