import { createHash } from 'node:crypto';
import { z } from 'zod';
import { IdentificationRefused, type Visit } from '#ports/identity-provider';
import type { BankIdAsk, Order } from './bankid-pending.ts';

/** Characters of base64 that a person may be shown (BankID, auth and sign). */
const MAX_VISIBLE = { identification: 1_500, signing: 40_000 } as const;
const MAX_RETURN_URL = 512;

const OrderAnswer = z.looseObject({
  orderRef: z.string().min(1),
  autoStartToken: z.string().min(1),
  qrStartToken: z.string().min(1),
  qrStartSecret: z.string().min(1),
});

export const orderFrom = (body: unknown, now: Date): Order | undefined => {
  const answer = OrderAnswer.safeParse(body).data;
  if (!answer) return undefined;
  const { orderRef, autoStartToken, qrStartToken, qrStartSecret } = answer;
  return { orderRef, autoStartToken, qrStartToken, qrStartSecret, startedAt: now.toISOString() };
};

/**
 * The body of an order for an identification or a signature.
 *
 * @param returnUrl where the app sends the person back to, at most 512 characters.
 * @throws IdentificationRefused `message-too-long`
 */
export const orderBody = (
  { purpose, visible, nonVisible, signer }: BankIdAsk,
  { ip, userAgent, device }: Visit,
  returnUrl: string,
): object => {
  const userVisibleData = Buffer.from(visible, 'utf8').toString('base64');
  if (userVisibleData.length > MAX_VISIBLE[purpose]) throw new IdentificationRefused('message-too-long');
  if (returnUrl.length > MAX_RETURN_URL) throw new RangeError('the return address is too long');
  return {
    endUserIp: ip,
    ...(userVisibleData && { userVisibleData, userVisibleDataFormat: 'plaintext' }),
    userNonVisibleData: nonVisible,
    returnUrl,
    returnRisk: true,
    requirement: { pinCode: true, ...(signer && { personalNumber: signer }) },
    ...(userAgent &&
      device && { web: { referringDomain: new URL(returnUrl).hostname, userAgent, deviceIdentifier: device } }),
  };
};

/**
 * What an identification signs unseen: that it is one, and for which state. A completion that was meant for another browser
 * therefore fits nowhere else.
 */
export const identificationStatement = (state: string): Uint8Array =>
  new TextEncoder().encode(
    JSON.stringify({ statement: 'identification', state: createHash('sha256').update(state).digest('hex') }),
  );
