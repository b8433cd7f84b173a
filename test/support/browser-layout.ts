import type { Page } from 'playwright-core';

/** The ways of reading that a page must bear without being scrolled sideways (WCAG 1.4.4, 1.4.10). */
const READINGS = [
  { name: '320 px wide', width: 320, height: 640, textSize: '' },
  { name: 'zoomed to 200 %', width: 640, height: 450, textSize: '' },
  { name: 'with text of double size', width: 1280, height: 900, textSize: '225%' },
] as const;

/** Which ways of reading make the page wider than its window: «320 px wide: 341 px, /inbox». */
export const tooWide = async (page: Page): Promise<string[]> => {
  const root = page.locator('html');
  const before = page.viewportSize();
  const found: string[] = [];
  for (const { name, width, height, textSize } of READINGS) {
    await page.setViewportSize({ width, height });
    const needed = await root.evaluate((html, size) => {
      html.style.fontSize = size;
      return html.scrollWidth;
    }, textSize);
    if (needed > width) found.push(`${name}: ${needed} px, ${new URL(page.url()).pathname}`);
  }
  await root.evaluate((html) => {
    html.style.fontSize = '';
  });
  if (before) await page.setViewportSize(before);
  return found;
};
