import { expect, it } from 'vitest';
import { describeInBrowser } from '#test/browser';
import { violationsOf } from '#test/browser-axe';
import { tooWide } from '#test/browser-layout';

const PALE = '<p style="color: #ccc">Blekt</p>';
const document = (body: string, lang = 'lang="sv"') =>
  `<!doctype html><html ${lang}><title>Prov</title><main><h1>Prov</h1>${body}</main></html>`;

describeInBrowser('what the pages are measured by', (browser) => {
  it('finds pale text, a page without a language, and pale text in a letter in a frame', async () => {
    const context = await browser().newContext();
    const page = await context.newPage();
    await page.setContent(document(PALE, ''));
    expect((await violationsOf(page)).join()).toMatch(/color-contrast.*html-has-lang/s);
    await page.setContent(document(`<iframe title="Brev" sandbox srcdoc='${document(PALE)}'></iframe>`));
    expect(await violationsOf(page)).toEqual([expect.stringContaining('in the frame: color-contrast')]);
    await page.setContent(document('<p>Tydligt</p>'));
    expect(await violationsOf(page)).toEqual([]);
    await context.close();
  });

  it('finds what is wider than its window', async () => {
    const context = await browser().newContext();
    const page = await context.newPage();
    await page.goto(`data:text/html,${encodeURIComponent(document('<div style="width: 40rem">Brett</div>'))}`);
    expect(await tooWide(page)).toEqual([
      expect.stringContaining('320 px wide: '),
      expect.stringContaining('zoomed to 200 %: '),
      expect.stringContaining('with text of double size: '),
    ]);
    await context.close();
  });
});
