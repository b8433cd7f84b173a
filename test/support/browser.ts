import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const HOW_TO_GET = `no Chromium at ${CHROMIUM}: apt-get install chromium, or set CHROMIUM_PATH`;

/** Quiet and alone: no first-run pages, no updates, nothing sent from the machine. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @throws Error that says how to get Chromium when it is not there. */
export const launchBrowser = async (): Promise<Browser> => {
  if (!existsSync(CHROMIUM)) throw new Error(HOW_TO_GET);
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: ARGUMENTS });
};

/**
 * A `describe` whose tests share one Chromium.
 *
 * Without Chromium the tests are skipped, with one line that says so; where `CI` is `true` they fail instead, so that
 * nobody believes that they have run.
 */
export const describeInBrowser = (title: string, tests: (browser: () => Browser) => void): void => {
  if (!existsSync(CHROMIUM) && process.env.CI !== 'true') {
    process.stderr.write(`Skipped: ${title} (${HOW_TO_GET})\n`);
    describe.skip(title, () => tests(notLaunched));
    return;
  }
  describe(title, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(async () => {
      await browser?.close();
    });
    tests(() => browser ?? notLaunched());
  });
};

const notLaunched = (): never => {
  throw new Error(HOW_TO_GET);
};
