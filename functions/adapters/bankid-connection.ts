import { Agent, request } from 'node:https';
import { z } from 'zod';
import type { BankIdSecret } from './bankid-settings.ts';

/** Past any answer: a signature with its certificates and the OCSP response are some twenty thousand bytes. */
const MAX_ANSWER = 1024 * 1024;

/** What the service said. `no-answer` is every trouble that may pass: the network, a timeout, 5xx, maintenance. */
export type BankIdAnswer =
  | { kind: 'answer'; body: unknown }
  | { kind: 'refused'; errorCode: string }
  | { kind: 'no-answer' };

export type BankIdMethod = 'auth' | 'sign' | 'collect' | 'cancel';
export type AskBankId = (secret: BankIdSecret, method: BankIdMethod, body: object) => Promise<BankIdAnswer>;

const PASSING = ['requesttimeout', 'internalerror', 'maintenance'];
const ErrorBody = z.looseObject({ errorCode: z.string() });

/**
 * Asks BankID's relying-party API v6.0 over TLS with our certificate. Never throws for what the service or the network does,
 * and tells nothing of it but a code: its texts may quote what we sent.
 */
export const bankIdConnection = (timeoutMs = 8_000): AskBankId => {
  let known: { of: string; agent: Agent } | undefined;
  const agentOf = ({ certificate, privateKey, serverCa }: BankIdSecret): Agent => {
    const of = JSON.stringify([certificate, privateKey, serverCa]);
    if (known?.of !== of) {
      known?.agent.destroy();
      // No connection is kept: one that slept through a frozen container answers nobody.
      const agent = new Agent({ cert: certificate, key: privateKey, ca: serverCa, minVersion: 'TLSv1.2' });
      known = { of, agent };
    }
    return known.agent;
  };

  return async (secret, method, body) => {
    try {
      const { status, text } = await post(new URL(`/rp/v6.0/${method}`, secret.url), agentOf(secret), body, timeoutMs);
      return answerIn(status, text);
    } catch {
      return { kind: 'no-answer' };
    }
  };
};

const answerIn = (status: number, text: string): BankIdAnswer => {
  const body: unknown = JSON.parse(text);
  if (status === 200) return { kind: 'answer', body };
  // Both `maintenance` and `Maintenance` have been seen.
  const errorCode = ErrorBody.parse(body).errorCode.toLowerCase();
  return status >= 500 || PASSING.includes(errorCode) ? { kind: 'no-answer' } : { kind: 'refused', errorCode };
};

const post = (url: URL, agent: Agent, body: object, timeoutMs: number): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const headers = { 'content-type': 'application/json' };
    const sent = request(url, { method: 'POST', agent, headers, signal }, (response) => {
      const parts: Buffer[] = [];
      let length = 0;
      response.on('data', (part: Buffer) => {
        parts.push(part);
        length += part.length;
        if (length > MAX_ANSWER) response.destroy(new Error('the answer is too long'));
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
      );
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
