import { z } from 'zod';
import type { Secrets } from './secrets.ts';

const LOA3 = 'http://id.elegnamnden.se/loa/1.0/loa3';

/** The certificate policies of BankIDs in production: on file, on card, in a telephone. All are issued at level 3. */
const PRODUCTION_LEVELS = { '1.2.752.78.1.1': LOA3, '1.2.752.78.1.2': LOA3, '1.2.752.78.1.5': LOA3 };

/**
 * What the bank hands out and operations exchange: kept as the secret `bankid` and read again at every order, so that a new
 * certificate is in use within minutes, with nothing deployed.
 */
export const BankIdSecret = z.strictObject({
  /** Our certificate as a relying party, PEM. */
  certificate: z.string().includes('BEGIN CERTIFICATE'),
  privateKey: z.string().includes('PRIVATE KEY'),
  /** The authority that issued the service's own certificate, PEM; no other is believed. */
  serverCa: z.string().includes('BEGIN CERTIFICATE'),
  /** The authorities behind persons' certificates, PEM; empty: signatures are vouched for by BankID, not verified by us. */
  signatureRoots: z.string(),
  url: z.url({ protocol: /^https$/ }).default('https://appapi2.bankid.com'),
  /** What starts the app on this device. */
  launchUrl: z.url({ protocol: /^https?$/ }).default('https://app.bankid.com/'),
  /** Which level of assurance a certificate policy stands for; a policy that is not here is too weak. */
  levels: z.record(z.string(), z.url()).default(PRODUCTION_LEVELS),
});
export type BankIdSecret = z.output<typeof BankIdSecret>;

export const readBankIdSecret = (secrets: Secrets): Promise<BankIdSecret | undefined> =>
  secrets.read('bankid', BankIdSecret);
