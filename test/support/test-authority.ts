import type { KeyObject } from 'node:crypto';
import { Integer } from 'asn1js';
import { Certificate } from 'pkijs';
import { distinguishedName } from '#infra/local/certificates/distinguished-name';
import { basicConstraints, extendedKeyUsage, KEY_USAGE, keyUsage } from '#infra/local/certificates/extensions';
import { issueCertificate as certify } from '#infra/local/certificates/issue-certificate';
import { type KeyKind, newKeyPair } from '#infra/local/certificates/key-pair';
import type { Hash } from '#infra/local/certificates/signed';

/** A certificate with its private key, as only tests hold them. */
export interface IssuedKey {
  der: Uint8Array;
  key: KeyObject;
  kind: KeyKind;
  certificate: Certificate;
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
  hash?: Hash;
}

const SIGNS = KEY_USAGE.digitalSignature | KEY_USAGE.nonRepudiation;
const ISSUES = KEY_USAGE.keyCertSign | KEY_USAGE.cRLSign;

/** Makes a key and lets the issuer certify it, as wished, also wrongly. */
export const issueCertificate = async (wish: CertificateWish): Promise<IssuedKey> => {
  const { kind = 'P-256', issuer, isAuthority = false, purposes } = wish;
  const { privateKey, publicKey } = await newKeyPair(kind);
  const subject = distinguishedName({ ...wish, commonName: wish.name });
  const der = certify(
    {
      subject,
      publicKey,
      serial: new Integer({ value: wish.serial ?? 7 }),
      notBefore: wish.notBefore ?? new Date('2026-01-01T00:00:00Z'),
      notAfter: wish.notAfter ?? new Date('2049-12-31T00:00:00Z'),
      extensions: [
        basicConstraints({ isAuthority, pathLength: wish.pathLength }),
        keyUsage(wish.usage ?? (isAuthority ? ISSUES : SIGNS)),
        ...(purposes ? [extendedKeyUsage(purposes, wish.purposesAreCritical ?? true)] : []),
      ],
      hash: wish.hash,
    },
    issuer ? { name: issuer.certificate.subject, privateKey: issuer.key } : { name: subject, privateKey },
  );
  return { der, key: privateKey, kind, certificate: Certificate.fromBER(der) };
};
