import { existsSync } from 'node:fs';

/** Where the browser tests look for Chromium. */
export const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
export const hasChromium = (): boolean => existsSync(CHROMIUM);
/** Where nobody would read a line about skipped tests, they fail instead. */
export const mustHaveChromium = (): boolean => process.env.CI === 'true';
export const HOW_TO_GET = `no Chromium at ${CHROMIUM}: apt-get install chromium, or set CHROMIUM_PATH`;

/** Runs once before the browser tests, so that what is skipped is said in one line. */
export default function setup(): void {
  if (!hasChromium() && !mustHaveChromium()) process.stderr.write(`The browser tests are skipped: ${HOW_TO_GET}\n`);
}
