import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { CHROMIUM, HOW_TO_GET, hasChromium, mustHaveChromium } from './chromium.ts';

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
  if (!hasChromium()) throw new Error(HOW_TO_GET);
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: ARGUMENTS });
};

/**
 * A `describe` whose tests share one Chromium.
 *
 * Without Chromium the tests are skipped, which the project's set-up says in one line; where `CI` is `true` they fail
 * instead, so that nobody believes that they have run.
 */
export const describeInBrowser = (title: string, tests: (browser: () => Browser) => void): void => {
  if (!hasChromium() && !mustHaveChromium()) {
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
