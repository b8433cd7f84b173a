import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bankIdConnection } from '#adapters/bankid-connection';
import { bankIdIdentityProvider } from '#adapters/bankid-identity-provider';
import type { Secrets } from '#adapters/secrets';
import { newAuthority } from '#infra/local/bankid/authority';
import { createBankIdSimulator } from '#infra/local/bankid/simulator';
import type { Look, Visit } from '#ports/identity-provider';

/** Persons with official test numbers. */
export const BANKID_PERSONS = [
  { id: 'one', name: 'Test Ett', personalIdentityNumber: '189001019802' },
  { id: 'two', name: 'Test Två', personalIdentityNumber: '192412319218' },
  { id: 'three', name: 'Test Tre', personalIdentityNumber: '191401682396' },
  { id: 'four', name: 'Test Fyra', personalIdentityNumber: '202312912393' },
  {
    id: 'weak',
    name: 'Test Svag',
    personalIdentityNumber: '189001019802',
    acr: 'http://id.elegnamnden.se/loa/1.0/loa2',
  },
];

export const VISIT: Visit = { ip: '127.0.0.1', userAgent: 'Test/1.0', device: 'd'.repeat(64) };

// Eight keys take a while; one set serves all the tests of a file.
let authority: Promise<string> | undefined;

/** The adapter over HTTPS against the real simulator, by one clock. End it with `close`. */
export const givenBankId = async (now: () => Date, o: { portalUrl?: string; timeoutMs?: number } = {}) => {
  const dir = await mkdtemp(join(tmpdir(), 'bankid-'));
  authority ??= newAuthority().then((made) => JSON.stringify(made));
  await writeFile(join(dir, 'bankid-authority.json'), await authority, { mode: 0o600 });
  const simulator = await createBankIdSimulator({ dir, persons: BANKID_PERSONS, now });
  const held: { secret: object | undefined } = { secret: simulator.secret };
  const secrets: Secrets = {
    read: async (name, schema) => (name === 'bankid' && held.secret ? schema.parse(held.secret) : undefined),
  };
  const asked: string[] = [];
  const connection = bankIdConnection(o.timeoutMs);
  const provider = bankIdIdentityProvider({
    secrets,
    portalUrl: o.portalUrl ?? 'https://portal.test',
    now,
    ask: (secret, method, body) => {
      asked.push(method);
      return connection(secret, method, body);
    },
  });
  return {
    simulator,
    provider,
    held,
    /** The methods of the service that were asked, in order. */
    asked,
    close: async () => {
      await simulator.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
};
export type GivenBankId = Awaited<ReturnType<typeof givenBankId>>;

/** A page without a portal: it keeps the pending, as the access store does, and looks. */
export const bankIdPage = (
  provider: GivenBankId['provider'],
  started: { state: string; pending: unknown; url: string },
) => {
  const { state } = started;
  let pending = started.pending;
  return {
    url: new URL(started.url),
    state,
    pending: () => pending,
    async look(returned?: string): Promise<Look> {
      const claim = async (mine: unknown) => {
        pending = mine;
        return true;
      };
      const seen = await provider.inPage.look({ state, pending, visit: VISIT, ...(returned && { returned }) }, claim);
      pending = seen.pending;
      return seen.look;
    },
    async choose(device: 'this' | 'other'): Promise<void> {
      pending = await provider.inPage.choose({ state, pending, visit: VISIT }, device);
    },
  };
};
