import { X509Certificate } from 'node:crypto';
import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { SealKey, SealKeys } from '#ports/seal-keys';
import { environment } from './environment.ts';
import { SealSecret, SealTrustSecret } from './seal-secrets.ts';
import { type Secrets, secretsManager } from './secrets.ts';

/** A secret that sealing cannot do without is not there: operations have not put a certificate (docs/runbook.md). */
export class SealNotConfigured extends Error {
  override readonly name = 'SealNotConfigured';
}

const algorithmOf = (leaf: Uint8Array): SealKey['algorithm'] => {
  const kind = new X509Certificate(leaf).publicKey.asymmetricKeyType;
  if (kind === 'ec') return 'ECDSA_SHA_256';
  if (kind === 'rsa') return 'RSASSA_PKCS1_V1_5_SHA_256';
  throw new SealNotConfigured('the certificate is for another kind of key');
};

/**
 * Seal keys in KMS, one per municipality: the private half never leaves it. Certificates and trust are secrets, so that a
 * renewed certificate or a new issuer is in use within minutes and with nothing deployed.
 *
 * @throws SealNotConfigured when the secret `seal/<party>` or `seal-trust` is missing.
 */
export const kmsSealKeys = ({
  kms = new KMSClient({}),
  secrets = secretsManager(),
  aliasPrefix = environment('KEY_ALIAS_PREFIX'),
}: {
  kms?: Pick<KMSClient, 'send'>;
  secrets?: Secrets;
  aliasPrefix?: string;
} = {}): SealKeys => ({
  async keyOf(party) {
    const secret = await secrets.read(`seal/${party}`, SealSecret);
    const [leaf] = secret?.chain ?? [];
    if (!secret || !leaf) throw new SealNotConfigured(`seal/${party}`);
    const algorithm = algorithmOf(leaf);
    return {
      chain: secret.chain,
      algorithm,
      ...(secret.validation && { validation: secret.validation }),
      async sign(digest) {
        const { Signature } = await kms.send(
          new SignCommand({
            KeyId: `${aliasPrefix}${party}-seal`,
            Message: digest,
            MessageType: 'DIGEST',
            SigningAlgorithm: algorithm,
          }),
        );
        if (!Signature) throw new Error('KMS gave no signature');
        return Signature;
      },
    };
  },
  async trust() {
    const trust = await secrets.read('seal-trust', SealTrustSecret);
    if (!trust) throw new SealNotConfigured('seal-trust');
    return trust;
  },
});
