import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { IdentificationRefused } from '#ports/identity-provider';

const Purpose = z.enum(['identification', 'signing']);

/** What is asked of the person. The text and the number may not lie readable: they are kept sealed with the state. */
export const BankIdAsk = z.strictObject({
  purpose: Purpose,
  visible: z.string(),
  /** Base64. */
  nonVisible: z.string(),
  signer: z.string().optional(),
});
export type BankIdAsk = z.infer<typeof BankIdAsk>;

const Order = z.strictObject({
  orderRef: z.string(),
  autoStartToken: z.string(),
  qrStartToken: z.string(),
  qrStartSecret: z.string(),
  startedAt: z.iso.datetime(),
});
export type Order = z.infer<typeof Order>;

const Waiting = z.strictObject({
  kind: z.literal('waiting'),
  purpose: Purpose,
  createdAt: z.iso.datetime(),
  sealedAsk: z.string(),
  device: z.enum(['this', 'other']),
  /** Hash of what the app is to bring back when it is opened on this device. */
  nonceHash: z.string(),
  hasReturned: z.boolean(),
  /** Missing when the service did not answer; it is then tried anew. */
  order: Order.optional(),
  isUntouched: z.boolean(),
  message: z.string(),
  /** When the service may be asked next. */
  nextAt: z.iso.datetime(),
});
export type Waiting = z.infer<typeof Waiting>;

const Failed = z.strictObject({ kind: z.literal('failed'), purpose: Purpose, message: z.string() });

const Complete = z.strictObject({
  kind: z.literal('complete'),
  createdAt: z.iso.datetime(),
  completedAt: z.iso.datetime(),
  ask: BankIdAsk,
  /** What the service said when it was done, as it came. */
  completion: z.unknown(),
});
export type Complete = z.infer<typeof Complete>;

export const BankIdPending = z.discriminatedUnion('kind', [Waiting, Failed, Complete]);
export type BankIdPending = z.infer<typeof BankIdPending>;

/** @throws IdentificationRefused when it is not ours. */
export const bankIdPendingFrom = (remembered: unknown): BankIdPending => {
  const parsed = BankIdPending.safeParse(remembered);
  if (!parsed.success) throw new IdentificationRefused('wrong-callback');
  return parsed.data;
};

// The state is in the address of one browser and stored nowhere, so what is sealed with it opens for that browser alone.
const keyFrom = (state: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', state, '', 'what BankID is asked for', 32));

/** Seals what is asked, with AES-256-GCM under a key that follows from the state. @returns base64. */
export const sealAsk = (ask: BankIdAsk, state: string): string => {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyFrom(state), iv);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(ask), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
};

/** @throws IdentificationRefused when the state is another. */
export const unsealAsk = (sealed: string, state: string): BankIdAsk => {
  const bytes = Buffer.from(sealed, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyFrom(state), bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    return BankIdAsk.parse(JSON.parse(text));
  } catch {
    throw new IdentificationRefused('wrong-callback');
  }
};
