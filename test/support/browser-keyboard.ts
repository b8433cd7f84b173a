import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

const MOST_STOPS = 60;

/**
 * Goes with Tab until the thing has the focus. Every stop on the way must show where the focus is, inside the window
 * (WCAG 2.4.7).
 */
export const tabTo = async (page: Page, thing: Locator): Promise<void> => {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.locator(':focus').evaluate((element) => {
      const window = element.ownerDocument.defaultView;
      const { outlineStyle, outlineWidth } = window.getComputedStyle(element);
      const { bottom, top, right } = element.getBoundingClientRect();
      const isInside = bottom > 0 && top < window.innerHeight && right > 0;
      return {
        what: element.textContent,
        isOutlined: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
        isInside,
      };
    });
    expect(focus, 'the focus can be seen').toMatchObject({ isOutlined: true, isInside: true });
    if (await hasFocus(thing)) return;
  }
  throw new Error(`${thing} was not reached in ${MOST_STOPS} stops`);
};

export const hasFocus = (thing: Locator): Promise<boolean> =>
  thing.evaluate((element) => element === element.ownerDocument.activeElement);

/** Presses Enter on what has the focus, and waits for the page that it leads to. */
export const enter = async (page: Page): Promise<void> => {
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
};
