import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { BitString, fromBER, Integer, ObjectIdentifier, OctetString, Sequence, Utf8String } from 'asn1js';
import {
  AlgorithmIdentifier,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  Extension,
  ExtKeyUsage,
  PublicKeyInfo,
  Time,
} from 'pkijs';
import { type DistinguishedName, distinguishedName } from './distinguished-name.ts';

export type CertificateUse = 'authority' | 'seal' | 'timestamps';

const OID = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  userNotice: '1.3.6.1.5.5.7.2.2',
  timeStamping: '1.3.6.1.5.5.7.3.8',
};
/** An object identifier that is set aside for examples (ITU-T X.660): nobody else's policy. */
export const LOCAL_POLICY = '2.999.1';
const NOTICE = 'Bevisar ingenting utanför den dator där det gjordes. Proves nothing outside the machine that made it.';

/** First byte of KeyUsage (RFC 5280 §4.2.1.3), and how many of its bits are unused. */
const KEY_USAGE: Readonly<Record<CertificateUse, { bits: number; unused: number }>> = {
  authority: { bits: 0x06, unused: 1 },
  seal: { bits: 0xc0, unused: 6 },
  timestamps: { bits: 0xc0, unused: 6 },
};
const GENERALIZED_FROM_YEAR = 2050;

export const extension = (extnID: string, critical: boolean, value: { toBER(): ArrayBuffer }): Extension =>
  new Extension({ extnID, critical, extnValue: value.toBER() });

const keyIdentifier = (key: PublicKeyInfo): OctetString =>
  new OctetString({ valueHex: createHash('sha1').update(key.subjectPublicKey.valueBlock.valueHexView).digest() });

/** Tells by which key of its issuer something is signed. */
export const authorityKeyIdentifier = (issuer: PublicKeyInfo): Extension =>
  extension(
    OID.authorityKeyIdentifier,
    false,
    new AuthorityKeyIdentifier({ keyIdentifier: keyIdentifier(issuer) }).toSchema(),
  );

const notice = (): Sequence => {
  const qualifier = new Sequence({
    value: [
      new ObjectIdentifier({ value: OID.userNotice }),
      new Sequence({ value: [new Utf8String({ value: NOTICE })] }),
    ],
  });
  return new Sequence({
    value: [
      new Sequence({ value: [new ObjectIdentifier({ value: LOCAL_POLICY }), new Sequence({ value: [qualifier] })] }),
    ],
  });
};

const extensionsFor = (use: CertificateUse, subject: PublicKeyInfo, issuer: PublicKeyInfo): Extension[] => {
  const { bits, unused } = KEY_USAGE[use];
  return [
    extension(OID.keyUsage, true, new BitString({ valueHex: Uint8Array.of(bits), unusedBits: unused })),
    extension(OID.basicConstraints, true, new BasicConstraints({ cA: use === 'authority' }).toSchema()),
    extension(OID.subjectKeyIdentifier, false, keyIdentifier(subject)),
    authorityKeyIdentifier(issuer),
    // A seal's certificate has no extended usage: with one that readers do not know, they do not believe it.
    ...(use === 'timestamps'
      ? [extension(OID.extendedKeyUsage, true, new ExtKeyUsage({ keyPurposes: [OID.timeStamping] }).toSchema())]
      : []),
    extension(OID.certificatePolicies, false, notice()),
  ];
};

/** RFC 5280 §4.1.2.5: two-digit years until 2049, and no parts of seconds. */
export const timeOf = (at: Date): Time =>
  new Time({
    type: at.getUTCFullYear() < GENERALIZED_FROM_YEAR ? 0 : 1,
    value: new Date(Math.floor(at.getTime() / 1000) * 1000),
  });

/** Sixteen bytes, positive, and of full length so that DER has one way to write it. */
const serialNumber = (): Integer => {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return new Integer({ valueHex: bytes });
};

export interface Issuer {
  name: DistinguishedName;
  /** A P-256 private key. */
  privateKey: KeyObject;
  /** DER SubjectPublicKeyInfo. */
  publicKey: Uint8Array;
}

export interface CertificateOrder {
  use: CertificateUse;
  subject: DistinguishedName;
  /** DER SubjectPublicKeyInfo. */
  publicKey: Uint8Array;
  notBefore: Date;
  notAfter: Date;
}

/** Issues an X.509 certificate (RFC 5280), signed with ECDSA and SHA-256. @returns DER. */
export const issueCertificate = (order: CertificateOrder, issuer: Issuer): Buffer => {
  const signatureAlgorithm = new AlgorithmIdentifier({ algorithmId: '1.2.840.10045.4.3.2' });
  const subjectPublicKeyInfo = PublicKeyInfo.fromBER(order.publicKey);
  const certificate = new Certificate({
    version: 2,
    serialNumber: serialNumber(),
    signature: signatureAlgorithm,
    signatureAlgorithm,
    issuer: distinguishedName(issuer.name),
    subject: distinguishedName(order.subject),
    notBefore: timeOf(order.notBefore),
    notAfter: timeOf(order.notAfter),
    subjectPublicKeyInfo,
    extensions: extensionsFor(order.use, subjectPublicKeyInfo, PublicKeyInfo.fromBER(issuer.publicKey)),
  });
  const signed = Buffer.from(certificate.encodeTBS().toBER());
  const signatureValue = new BitString({ valueHex: sign('sha256', signed, issuer.privateKey) });
  const whole = new Sequence({ value: [fromBER(signed).result, signatureAlgorithm.toSchema(), signatureValue] });
  return Buffer.from(whole.toBER());
};
