import { type KeyObject, sign } from 'node:crypto';
import { BitString, fromBER, Null, Sequence } from 'asn1js';
import { AlgorithmIdentifier } from 'pkijs';

/** SHA-1 is for certificates that readers must refuse. */
export type Hash = 'SHA-1' | 'SHA-256';

const ECDSA: Readonly<Record<Hash, string>> = { 'SHA-1': '1.2.840.10045.4.1', 'SHA-256': '1.2.840.10045.4.3.2' };
const RSA: Readonly<Record<Hash, string>> = { 'SHA-1': '1.2.840.113549.1.1.5', 'SHA-256': '1.2.840.113549.1.1.11' };

/** How a key signs, private or public: ECDSA (RFC 5758), or RSA by PKCS #1 v1.5, whose parameters are NULL (RFC 4055). */
export const signatureAlgorithmOf = (key: KeyObject, hash: Hash = 'SHA-256'): AlgorithmIdentifier =>
  key.asymmetricKeyType === 'ec'
    ? new AlgorithmIdentifier({ algorithmId: ECDSA[hash] })
    : new AlgorithmIdentifier({ algorithmId: RSA[hash], algorithmParams: new Null() });

/**
 * What is to be signed, how, and the signature: the `SIGNED` of X.509, which certificates and lists of revoked ones are.
 *
 * @param toBeSigned DER that names the same algorithm inside
 * @returns DER
 */
export const signed = (toBeSigned: ArrayBuffer, key: KeyObject, hash: Hash = 'SHA-256'): Buffer => {
  const signature = sign(hash.replace('-', ''), Buffer.from(toBeSigned), key);
  const whole = new Sequence({
    value: [
      fromBER(toBeSigned).result,
      signatureAlgorithmOf(key, hash).toSchema(),
      new BitString({ valueHex: signature }),
    ],
  });
  return Buffer.from(whole.toBER());
};
