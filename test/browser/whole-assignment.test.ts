import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { type HomeProcess, startHomeProcess } from '#infra/local/cli/home-process';
import { describeInBrowser } from '#test/browser';
import { journey } from '#test/browser-journey';
import type { Look } from '#test/browser-person';

const WCAG_21_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/** What there is against WCAG 2.1 AA in what a page shows itself. Frames are left out: no script runs in ours. */
const violationsOn = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG_21_AA).setLegacyMode().analyze();
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
};

/** Finds nothing against WCAG 2.1 AA on the page, nor in the letter that a page of the mailbox shows in a frame. */
const findNoViolation =
  (seen: Set<string>): Look =>
  async (page) => {
    const where = `${new URL(page.url()).pathname} «${await page.title()}»`;
    expect(await violationsOn(page), where).toEqual([]);
    for (const frame of await page.locator('iframe').all()) {
      const letter = await page.context().newPage();
      await letter.setContent((await frame.getAttribute('srcdoc')) ?? '');
      expect(await violationsOn(letter), `the letter on ${where}`).toEqual([]);
      await letter.close();
    }
    seen.add(await page.title());
  };

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
