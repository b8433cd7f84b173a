import { beforeAll, describe, expect, it } from 'vitest';
import { renderPaper } from '../../../functions/documents/papers/render-paper.ts';
import { aPaper } from './a-paper.ts';
import { has, told } from './read-paper.ts';

const missing = ['pdfinfo', 'pdffonts', 'pdftotext', 'pdfdetach', 'qpdf'].filter((program) => !has(program));
const reason = missing.length > 0 ? ` (skipped: ${missing.join(', ')} not on this machine)` : '';

const RIGHT_EDGE = 595.28 - 62;

describe.skipIf(missing.length > 0)(`a paper before other people's programs${reason}`, () => {
  let paper: Uint8Array;
  beforeAll(async () => {
    paper = (await renderPaper(aPaper())).bytes;
  });

  it('is a sound file to qpdf', () => {
    const { status, stdout } = told('qpdf', paper, ['--check']);
    expect(stdout).toContain('No syntax or stream encoding errors found');
    expect(status).toBe(0);
  });

  it('is tagged and has its words and facts in reading order to poppler', () => {
    const { stdout, stderr } = told('pdfinfo', paper, ['-struct-text']);
    expect(stderr).toBe('');
    const order = ['Document', 'Haninge kommun', 'H1 (block)', 'H2 (block)', '/Scope /Row', '"Uppdrag"', 'Lbl (block)'];
    const places = order.map((one) => stdout.indexOf(one));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places).not.toContain(-1);
    expect(stdout).toContain('"Högst 120 timmar 1 mars 2027 – 30 april 2027"');
    expect(stdout).toMatch(/Caption[^\n]*\n\s*"Leveranser"/);
    expect(stdout).toContain('/Scope /Column');
    expect(stdout).not.toContain('Sida 1');
  });

  it('has all its fonts inside, with the characters their glyphs mean', () => {
    const { stdout } = told('pdffonts', paper, []);
    const fonts = stdout.trim().split('\n').slice(2);
    expect(fonts).toHaveLength(3);
    for (const font of fonts) expect(font).toMatch(/Identity-H\s+yes yes yes/);
  });

  it('gives its attachment by its Swedish name', () => {
    expect(told('pdfdetach', paper, ['-list']).stdout).toContain('händelser.json');
  });

  it('keeps every word inside its margins, also hashes, addresses and words without end', async () => {
    const { bytes } = await renderPaper(
      aPaper({
        footer: 'fot '.repeat(60),
        blocks: [
          { kind: 'heading', level: 2, text: 'R'.repeat(200) },
          { kind: 'paragraph', text: `https://example.test/${'x'.repeat(400)} ${'W'.repeat(200)}` },
          { kind: 'facts', rows: [{ name: 'N'.repeat(80), value: 'a1'.repeat(200), mono: true }] },
          {
            kind: 'table',
            caption: 'K'.repeat(150),
            head: ['Ett', 'Två', 'Tre', 'H'.repeat(60)],
            rows: [['f0'.repeat(64), 'm'.repeat(90), 'kort text', '0'.repeat(300)]],
          },
          { kind: 'list', items: ['i'.repeat(600)] },
          { kind: 'verbatim', text: `${'\t'.repeat(30)}x\n${'ab'.repeat(300)}` },
        ],
      }),
    );
    const { stdout } = told('pdftotext', bytes, ['-bbox'], ['-']);
    const edges = [...stdout.matchAll(/xMax="([\d.]+)"/g)].map(([, edge]) => Number(edge));
    expect(edges.length).toBeGreaterThan(50);
    expect(Math.max(...edges)).toBeLessThanOrEqual(RIGHT_EDGE + 1);
  });
});
