import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Look } from '#test/browser-person';

const WCAG_21_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/** A frame of the mailbox runs no script, so that nothing can look into it; its letter is laid open as a page of its own. */
const inFrames = async (page: Page): Promise<string[]> => {
  const found: string[] = [];
  for (const frame of await page.locator('iframe').all()) {
    const letter = await page.context().newPage();
    await letter.setContent((await frame.getAttribute('srcdoc')) ?? '');
    found.push(...(await onPage(letter)).map((violation) => `in the frame: ${violation}`));
    await letter.close();
  }
  return found;
};

const onPage = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG_21_AA).setLegacyMode().analyze();
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
};

/** What axe finds against WCAG 2.1 AA on a page and in the letters that it shows in frames, a line a rule. */
export const violationsOf = async (page: Page): Promise<string[]> => [
  ...(await onPage(page)),
  ...(await inFrames(page)),
];

/** Expects that nothing on the page is against WCAG 2.1 AA, and keeps its title in `seen`. */
export const findNoViolation =
  (seen: Set<string>): Look =>
  async (page) => {
    const title = await page.title();
    expect(await violationsOf(page), `${new URL(page.url()).pathname} «${title}»`).toEqual([]);
    seen.add(title);
  };
