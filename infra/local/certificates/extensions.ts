import { createHash } from 'node:crypto';
import { BitString, ObjectIdentifier, OctetString, Sequence, Utf8String } from 'asn1js';
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  Extension,
  ExtKeyUsage,
  GeneralName,
  GeneralNames,
  type PublicKeyInfo,
} from 'pkijs';

const OID = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  userNotice: '1.3.6.1.5.5.7.2.2',
};

/** Extended key usages (RFC 5280 §4.2.1.12). */
export const PURPOSE = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
} as const;

/** The first byte of KeyUsage (RFC 5280 §4.2.1.3). */
export const KEY_USAGE = { digitalSignature: 0x80, nonRepudiation: 0x40, keyCertSign: 0x04, cRLSign: 0x02 } as const;

/** The context-specific tags of GeneralName (RFC 5280 §4.2.1.6). */
const GENERAL_NAME = { dNSName: 2, iPAddress: 7 } as const;

export const extension = (extnID: string, critical: boolean, value: { toBER(): ArrayBuffer }): Extension =>
  new Extension({ extnID, critical, extnValue: value.toBER() });

/** Says whether the holder may issue certificates, and how many issuers may stand between it and a leaf. */
export const basicConstraints = (o: { isAuthority: boolean; pathLength?: number | undefined }): Extension =>
  extension(
    OID.basicConstraints,
    true,
    new BasicConstraints({
      cA: o.isAuthority,
      ...(o.pathLength !== undefined && { pathLenConstraint: o.pathLength }),
    }).toSchema(),
  );

/** @param bits some of `KEY_USAGE`, at least one. DER counts the zeros that end them as unused (X.690 §11.2.2). */
export const keyUsage = (bits: number): Extension =>
  extension(
    OID.keyUsage,
    true,
    new BitString({ valueHex: Uint8Array.of(bits).buffer, unusedBits: 31 - Math.clz32(bits & -bits) }),
  );

/** @param purposes some of `PURPOSE` */
export const extendedKeyUsage = (purposes: readonly string[], isCritical: boolean): Extension =>
  extension(OID.extendedKeyUsage, isCritical, new ExtKeyUsage({ keyPurposes: [...purposes] }).toSchema());

/** The policy that a certificate is issued under, with a text for whoever relies on it, if any. */
export const certificatePolicy = (policy: string, notice?: string): Extension => {
  const qualifier = (text: string) =>
    new Sequence({
      value: [
        new ObjectIdentifier({ value: OID.userNotice }),
        new Sequence({ value: [new Utf8String({ value: text })] }),
      ],
    });
  const information = new Sequence({
    value: [
      new ObjectIdentifier({ value: policy }),
      ...(notice === undefined ? [] : [new Sequence({ value: [qualifier(notice)] })]),
    ],
  });
  return extension(OID.certificatePolicies, false, new Sequence({ value: [information] }));
};

/** Host names and IPv4 addresses (four bytes each) that a server answers for. */
export const hostNames = (hosts: {
  names: readonly string[];
  addresses: readonly (readonly number[])[];
}): Extension => {
  const names = [
    ...hosts.names.map((value) => new GeneralName({ type: GENERAL_NAME.dNSName, value })),
    ...hosts.addresses.map(
      (bytes) =>
        new GeneralName({
          type: GENERAL_NAME.iPAddress,
          value: new OctetString({ valueHex: Uint8Array.from(bytes).buffer }),
        }),
    ),
  ];
  return extension(OID.subjectAlternativeName, false, new GeneralNames({ names }).toSchema());
};

const keyIdentifier = (key: PublicKeyInfo): OctetString =>
  new OctetString({ valueHex: createHash('sha1').update(key.subjectPublicKey.valueBlock.valueHexView).digest() });

/** Tells whose key a certificate is for. */
export const subjectKeyIdentifier = (subject: PublicKeyInfo): Extension =>
  extension(OID.subjectKeyIdentifier, false, keyIdentifier(subject));

/** Tells by which key of its issuer something is signed. */
export const authorityKeyIdentifier = (issuer: PublicKeyInfo): Extension =>
  extension(
    OID.authorityKeyIdentifier,
    false,
    new AuthorityKeyIdentifier({ keyIdentifier: keyIdentifier(issuer) }).toSchema(),
  );
