import type { KeyObject } from 'node:crypto';
import type { Integer } from 'asn1js';
import { Certificate, type Extension, PublicKeyInfo, type RelativeDistinguishedNames } from 'pkijs';
import { certificateTime } from './certificate-time.ts';
import { serialNumber } from './serial-number.ts';
import { type Hash, signatureAlgorithmOf, signed } from './signed.ts';

export interface Issuer {
  /** As it stands in the issuer's own certificate. */
  name: RelativeDistinguishedNames;
  /** RSA or elliptic. */
  privateKey: KeyObject;
}

export interface CertificateOrder {
  subject: RelativeDistinguishedNames;
  /** DER SubjectPublicKeyInfo. */
  publicKey: Uint8Array;
  notBefore: Date;
  notAfter: Date;
  /** See `extensions.ts`; they stand in this order. */
  extensions: readonly Extension[];
  /** A new one, unless said. */
  serial?: Integer | undefined;
  /** The hash that the issuer signs with: SHA-256, unless said. */
  hash?: Hash | undefined;
}

/** Issues an X.509 certificate (RFC 5280) with a key that the issuer holds. @returns DER. */
export const issueCertificate = (order: CertificateOrder, issuer: Issuer): Buffer => {
  const algorithm = signatureAlgorithmOf(issuer.privateKey, order.hash);
  const certificate = new Certificate({
    version: 2,
    serialNumber: order.serial ?? serialNumber(),
    signature: algorithm,
    signatureAlgorithm: algorithm,
    issuer: issuer.name,
    subject: order.subject,
    notBefore: certificateTime(order.notBefore),
    notAfter: certificateTime(order.notAfter),
    subjectPublicKeyInfo: PublicKeyInfo.fromBER(order.publicKey),
    extensions: [...order.extensions],
  });
  return signed(certificate.encodeTBS().toBER(), issuer.privateKey, order.hash);
};
