import { randomUUID } from 'node:crypto';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ReceiptRuleSpec } from '../template/deployment.ts';

/** Nobody takes mail to these recipients. */
class NoReceiptRule extends Error {
  override readonly name = 'NoReceiptRule';
}

/**
 * Stores a received message as SES does: one copy for each receipt rule that names one of its recipients, in the rule's bucket
 * under a name of its own, encrypted as the bucket says.
 */
export const storeMail =
  (s3: S3Client, rules: readonly ReceiptRuleSpec[]) =>
  async (raw: Buffer, { to }: { to: readonly string[] }): Promise<void> => {
    const matching = rules.filter((rule) => rule.recipients.length === 0 || to.some((address) => names(rule, address)));
    if (matching.length === 0) throw new NoReceiptRule();
    for (const { bucket, keyPrefix } of matching) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${keyPrefix}${randomUUID()}`, Body: raw }));
    }
  };

function names({ recipients }: ReceiptRuleSpec, address: string): boolean {
  const lower = address.toLowerCase();
  return recipients.some((one) => one.toLowerCase() === lower || lower.endsWith(`@${one.toLowerCase()}`));
}
