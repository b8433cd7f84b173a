import { expect, it } from 'vitest';
import { type HomeProcess, startHomeProcess } from '#infra/local/cli/home-process';
import { describeInBrowser } from '#test/browser';
import { findNoViolation } from '#test/browser-axe';
import { journey } from '#test/browser-journey';
import type { Look } from '#test/browser-person';

const withHome = async (use: (home: HomeProcess) => Promise<void>): Promise<void> => {
  const home = await startHomeProcess();
  try {
    await use(home);
  } finally {
    await home.stop({ remove: true });
  }
};

describeInBrowser('a whole assignment in a browser', (browser) => {
  it('is clicked through by five people, and every page on the way follows WCAG 2.1 AA', async () => {
    const seen = new Set<string>();
    await withHome((home) => journey({ browser: browser(), home, look: findNoViolation(seen) }));
    expect(seen.size).toBeGreaterThan(20);
  });

  it('is clicked through just the same where scripts are switched off', async () => {
    const pages: string[] = [];
    const look: Look = async (page) => void pages.push(await page.title());
    await withHome((home) => journey({ browser: browser(), home, look, context: { javaScriptEnabled: false } }));
    expect(pages.at(-1)).toBe('Uppdrag – Resursdelning');
  });
});
