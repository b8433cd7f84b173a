import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** Where the machine has Chromium; `CHROMIUM` names another place. Nothing when it has none. */
export const chromiumPath = (): string | undefined =>
  [...(process.env.CHROMIUM ? [process.env.CHROMIUM] : []), ...PLACES].find((path) => existsSync(path));

/**
 * Before the browser tests: without Chromium they skip themselves, and one line says so.
 *
 * @throws Error in continuous integration, where a skipped test would pass for one that holds.
 */
export const setup = (): void => {
  if (chromiumPath()) return;
  if (process.env.CI) throw new Error('Browser tests need Chromium in CI: apt-get install chromium');
  process.stderr.write('Browser tests skipped: no Chromium on this machine (apt-get install chromium).\n');
};
