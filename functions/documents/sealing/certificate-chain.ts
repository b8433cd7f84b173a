import { X509Certificate } from 'node:crypto';
import { Certificate } from 'pkijs';
import { SealCertificateExpired, SealCertificateNotUsable } from './seal-errors.ts';
import type { SealingKey } from './seal-key.ts';

/** A certificate as this folder uses it: the bytes, what pkijs reads of them, and the key to check with. */
export interface ReadCertificate {
  der: Uint8Array;
  parsed: Certificate;
  x509: X509Certificate;
}

/** @throws SealCertificateNotUsable when the bytes are no certificate. */
export const readCertificate = (der: Uint8Array): ReadCertificate => {
  try {
    return { der, parsed: Certificate.fromBER(der), x509: new X509Certificate(der) };
  } catch (cause) {
    throw new SealCertificateNotUsable('unreadable', { cause });
  }
};

/** When the first certificate of a chain ends; after that it seals nothing. @throws SealCertificateNotUsable */
export const certificateEndsAt = (chain: readonly Uint8Array[]): Date => {
  const ends = chain.map((der) => readCertificate(der).parsed.notAfter.value.getTime());
  if (ends.length === 0) throw new SealCertificateNotUsable('empty chain');
  return new Date(Math.min(...ends));
};

const KEY_TYPES: Readonly<Record<SealingKey['algorithm'], string>> = {
  ECDSA_SHA_256: 'ec',
  RSASSA_PKCS1_V1_5_SHA_256: 'rsa',
};

const expectInForce = ({ parsed }: ReadCertificate, at: Date): void => {
  const period = { notBefore: parsed.notBefore.value, notAfter: parsed.notAfter.value };
  if (at < period.notBefore || at > period.notAfter) throw new SealCertificateExpired(period);
};

/**
 * Reads a key's chain and holds it to what a seal needs: every certificate is in force at `at`, each is issued by the
 * next one, and the first has a key of the algorithm that the key signs with.
 *
 * @throws SealCertificateExpired, SealCertificateNotUsable
 */
export const readChain = (key: SealingKey, at: Date): [ReadCertificate, ...ReadCertificate[]] => {
  const [leaf, ...issuers] = key.chain.map(readCertificate);
  if (!leaf) throw new SealCertificateNotUsable('empty chain');
  let issued = leaf;
  for (const issuer of issuers) {
    if (!issued.x509.checkIssued(issuer.x509) || !issued.x509.verify(issuer.x509.publicKey))
      throw new SealCertificateNotUsable('not issued by the next in the chain');
    issued = issuer;
  }
  for (const one of [leaf, ...issuers]) expectInForce(one, at);
  if (leaf.x509.publicKey.asymmetricKeyType !== KEY_TYPES[key.algorithm])
    throw new SealCertificateNotUsable('another kind of key');
  return [leaf, ...issuers];
};
