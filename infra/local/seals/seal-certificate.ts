import type { KeyObject } from 'node:crypto';
import { type Extension, PublicKeyInfo } from 'pkijs';
import { type DistinguishedName, distinguishedName } from '../certificates/distinguished-name.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  certificatePolicy,
  extendedKeyUsage,
  KEY_USAGE,
  keyUsage,
  PURPOSE,
  subjectKeyIdentifier,
} from '../certificates/extensions.ts';
import { issueCertificate } from '../certificates/issue-certificate.ts';

export type CertificateUse = 'authority' | 'seal' | 'timestamps';

/** An object identifier that is set aside for examples (ITU-T X.660): nobody else's policy. */
export const LOCAL_POLICY = '2.999.1';
const NOTICE = 'Bevisar ingenting utanför den dator där det gjordes. Proves nothing outside the machine that made it.';

const ISSUES = KEY_USAGE.keyCertSign | KEY_USAGE.cRLSign;
const SIGNS = KEY_USAGE.digitalSignature | KEY_USAGE.nonRepudiation;

const extensionsFor = (use: CertificateUse, subject: PublicKeyInfo, issuer: PublicKeyInfo): Extension[] => [
  keyUsage(use === 'authority' ? ISSUES : SIGNS),
  basicConstraints({ isAuthority: use === 'authority' }),
  subjectKeyIdentifier(subject),
  authorityKeyIdentifier(issuer),
  // A seal's certificate has no extended usage: with one that readers do not know, they do not believe it.
  ...(use === 'timestamps' ? [extendedKeyUsage([PURPOSE.timeStamping], true)] : []),
  certificatePolicy(LOCAL_POLICY, NOTICE),
];

export interface SealIssuer {
  name: DistinguishedName;
  /** A P-256 private key. */
  privateKey: KeyObject;
  /** DER SubjectPublicKeyInfo. */
  publicKey: Uint8Array;
}

export interface SealCertificateOrder {
  use: CertificateUse;
  subject: DistinguishedName;
  /** DER SubjectPublicKeyInfo. */
  publicKey: Uint8Array;
  notBefore: Date;
  notAfter: Date;
}

/** Issues a certificate to seal or to stamp with, or to issue those; its policy says that it proves nothing. @returns DER. */
export const issueSealCertificate = ({ use, subject, ...order }: SealCertificateOrder, issuer: SealIssuer): Buffer =>
  issueCertificate(
    {
      ...order,
      subject: distinguishedName(subject),
      extensions: extensionsFor(use, PublicKeyInfo.fromBER(order.publicKey), PublicKeyInfo.fromBER(issuer.publicKey)),
    },
    { name: distinguishedName(issuer.name), privateKey: issuer.privateKey },
  );
