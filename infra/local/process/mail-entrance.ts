import { S3Client } from '@aws-sdk/client-s3';
import type { HomeClock } from '../clock/clock.ts';
import { createSmtpServer } from '../mail/smtp-server.ts';
import { portTrouble } from '../ports.ts';
import type { ReceiptRuleSpec } from '../template/deployment.ts';
import type { Credentials } from './credentials.ts';
import { storeMail } from './mail-delivery.ts';

/**
 * Opens the door for mail.
 * @returns its port.
 * @throws HomeTrouble when the port is taken.
 */
export async function openMailEntrance(o: {
  port: number;
  clock: HomeClock;
  mailDomain: string;
  rules: readonly ReceiptRuleSpec[];
  s3Url: string;
  region: string;
  credentials: Credentials;
  closing: AsyncDisposableStack;
}): Promise<number> {
  const { port, clock, mailDomain, closing } = o;
  const client = new S3Client({ region: o.region, credentials: o.credentials, endpoint: o.s3Url });
  const s3 = closing.adopt(client, (one) => one.destroy());
  try {
    const deliver = storeMail(s3, o.rules);
    const smtp = await createSmtpServer({ port, now: clock.now, mailDomain, deliver });
    return closing.adopt(smtp, (one) => one.close()).port;
  } catch (error) {
    throw portTrouble(error, port) ?? error;
  }
}
