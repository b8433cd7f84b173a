import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import type { IdentityKeys } from '#ports/identity-keys';
import { environment } from './environment.ts';

/** HMAC-SHA-256 under the municipality's own key; the key never leaves KMS (architecture 7). */
export const kmsIdentityKeys = (
  kms = new KMSClient({}),
  aliasPrefix = environment('KEY_ALIAS_PREFIX'),
): IdentityKeys => ({
  async macOf(party, personalIdentityNumber) {
    const { Mac } = await kms.send(
      new GenerateMacCommand({
        KeyId: `${aliasPrefix}${party}-mac`,
        MacAlgorithm: 'HMAC_SHA_256',
        Message: Buffer.from(personalIdentityNumber, 'utf8'),
      }),
    );
    if (!Mac) throw new Error('KMS gave no MAC');
    return Buffer.from(Mac).toString('hex');
  },
});
