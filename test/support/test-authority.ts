import { KeyObject, webcrypto } from 'node:crypto';
import * as asn1js from 'asn1js';
import {
  BasicConstraints,
  Certificate,
  CryptoEngine,
  Extension,
  ExtKeyUsage,
  RelativeDistinguishedNames,
  setEngine,
  Time,
} from 'pkijs';

setEngine('node', new CryptoEngine({ name: 'node', crypto: webcrypto }));

const OID = {
  commonName: '2.5.4.3',
  country: '2.5.4.6',
  organisation: '2.5.4.10',
  organisationIdentifier: '2.5.4.97',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extKeyUsage: '2.5.29.37',
};
export const PURPOSE = {
  timeStamping: '1.3.6.1.5.5.7.3.8',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
};

export type KeyKind = 'P-256' | 'P-384' | 'P-521' | 'RSA-1024' | 'RSA-2048';
const ecdsa = (namedCurve: string) => ({ name: 'ECDSA', namedCurve });
const rsa = (modulusLength: number) => ({
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
});
const GENERATION = {
  'P-256': ecdsa('P-256'),
  'P-384': ecdsa('P-384'),
  'P-521': ecdsa('P-521'),
  'RSA-1024': rsa(1024),
  'RSA-2048': rsa(2048),
};

/** A certificate with its private key, as only tests hold them. */
export interface IssuedKey {
  der: Uint8Array;
  key: KeyObject;
  kind: KeyKind;
  certificate: Certificate;
  signing: webcrypto.CryptoKey;
}

export interface CertificateWish {
  name: string;
  organisation: string;
  /** As in `NTRSE-0000000002`. */
  organisationIdentifier?: string;
  /** Nobody: it issues itself. */
  issuer?: IssuedKey;
  isAuthority?: boolean;
  pathLength?: number;
  kind?: KeyKind;
  serial?: number;
  notBefore?: Date;
  notAfter?: Date;
  /** Extended key usages, critical. */
  purposes?: readonly string[];
  purposesAreCritical?: boolean;
  /** Bits of the first byte of keyUsage. */
  usage?: number;
  /** The hash that the issuer signs with. */
  hash?: 'SHA-1' | 'SHA-256';
}

const DIGITAL_SIGNATURE_AND_COMMITMENT = 0xc0;
const CERTIFICATES_AND_LISTS = 0x06;

/** Makes a key and lets the issuer certify it. */
export const issueCertificate = async (wish: CertificateWish): Promise<IssuedKey> => {
  const { kind = 'P-256', issuer, isAuthority = false } = wish;
  const pair = await webcrypto.subtle.generateKey(GENERATION[kind], true, ['sign', 'verify']);
  const certificate = new Certificate({ version: 2, serialNumber: new asn1js.Integer({ value: wish.serial ?? 7 }) });
  certificate.subject = nameOf(wish);
  certificate.issuer = issuer?.certificate.subject ?? certificate.subject;
  certificate.notBefore = new Time({ type: 0, value: wish.notBefore ?? new Date('2026-01-01T00:00:00Z') });
  certificate.notAfter = new Time({ type: 0, value: wish.notAfter ?? new Date('2049-12-31T00:00:00Z') });
  certificate.extensions = extensionsOf({ ...wish, isAuthority });
  await certificate.subjectPublicKeyInfo.importKey(pair.publicKey);
  await certificate.sign(issuer?.signing ?? pair.privateKey, wish.hash ?? 'SHA-256');
  return {
    der: new Uint8Array(certificate.toSchema(true).toBER()),
    key: KeyObject.from(pair.privateKey),
    kind,
    certificate,
    signing: pair.privateKey,
  };
};

// Read back from its bytes: pkijs itself would put all the attributes into one set.
const nameOf = ({ name, organisation, organisationIdentifier }: CertificateWish): RelativeDistinguishedNames =>
  RelativeDistinguishedNames.fromBER(
    new asn1js.Sequence({
      value: [
        attribute(OID.country, new asn1js.PrintableString({ value: 'SE' })),
        attribute(OID.organisation, new asn1js.Utf8String({ value: organisation })),
        ...(organisationIdentifier === undefined
          ? []
          : [attribute(OID.organisationIdentifier, new asn1js.Utf8String({ value: organisationIdentifier }))]),
        attribute(OID.commonName, new asn1js.Utf8String({ value: name })),
      ],
    }).toBER(),
  );
const attribute = (type: string, value: asn1js.BaseBlock): asn1js.Set =>
  new asn1js.Set({ value: [new asn1js.Sequence({ value: [new asn1js.ObjectIdentifier({ value: type }), value] })] });

const extensionsOf = (wish: CertificateWish): Extension[] => {
  const usage = wish.usage ?? (wish.isAuthority ? CERTIFICATES_AND_LISTS : DIGITAL_SIGNATURE_AND_COMMITMENT);
  const made = [
    new Extension({
      extnID: OID.basicConstraints,
      critical: true,
      extnValue: new BasicConstraints({
        ...(wish.isAuthority && { cA: true }),
        ...(wish.pathLength !== undefined && { pathLenConstraint: wish.pathLength }),
      })
        .toSchema()
        .toBER(),
    }),
    new Extension({
      extnID: OID.keyUsage,
      critical: true,
      extnValue: new asn1js.BitString({ valueHex: new Uint8Array([usage]).buffer }).toBER(),
    }),
  ];
  if (wish.purposes)
    made.push(
      new Extension({
        extnID: OID.extKeyUsage,
        critical: wish.purposesAreCritical ?? true,
        extnValue: new ExtKeyUsage({ keyPurposes: [...wish.purposes] }).toSchema().toBER(),
      }),
    );
  return made;
};
