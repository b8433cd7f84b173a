import { createBankIdSimulator } from '../bankid/simulator.ts';
import type { HomeClock } from '../clock/clock.ts';
import type { TestPerson } from '../identity/test-person.ts';
import { portTrouble } from '../ports.ts';
import type { LocalSecrets } from '../secrets/secrets.ts';
import type { Urls } from './addresses.ts';

/**
 * Opens BankID as it is on the wire, and the page that plays the person's app, for a deployment that reads secrets: the
 * certificate it needs is put there before anything answers.
 * @throws HomeTrouble when the port is taken.
 */
export async function openBankId(o: {
  dir: string;
  clock: HomeClock;
  persons: readonly TestPerson[];
  secrets: LocalSecrets;
  environment: Readonly<Record<string, string>>;
  urls: Urls;
  port: number;
  closing: AsyncDisposableStack;
}) {
  const { SECRETS_PREFIX } = o.environment;
  if (SECRETS_PREFIX === undefined) return undefined;
  try {
    const simulator = await createBankIdSimulator({
      dir: o.dir,
      persons: o.persons,
      now: () => new Date(o.clock.now()),
      port: o.port,
      appUrl: o.urls.bankid,
      writeSecret: async (secret) => o.secrets.put(`${SECRETS_PREFIX}bankid`, secret),
    });
    return o.closing.adopt(simulator, (one) => one.close());
  } catch (error) {
    throw portTrouble(error, o.port) ?? error;
  }
}
