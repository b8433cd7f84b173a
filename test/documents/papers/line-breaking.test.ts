import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnWidths } from '../../../functions/documents/papers/column-widths.ts';
import { brokenLines } from '../../../functions/documents/papers/line-breaking.ts';
import { onOneLine, tidied, withoutTabs } from '../../../functions/documents/papers/shown-text.ts';

/** A font where every character is one point wide. */
const measure = (text: string): number => [...text].length;

describe('lines', () => {
  it('break after spaces and after hyphens between letters, never in a date', () => {
    expect(brokenLines('GIS-samordnare den 2026-11-22', 12, measure)).toEqual([
      'GIS-',
      'samordnare ',
      'den ',
      '2026-11-22',
    ]);
  });

  it('keep the spaces they begin with', () => {
    expect(brokenLines('  två in', 20, measure)).toEqual(['  två in']);
  });

  it('are no wider than they may be, and read together are the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'ö', ' ', '-', '7', '/') }),
        fc.integer({ min: 1, max: 30 }),
        (text, width) => {
          const lines = brokenLines(text, width, measure);
          expect(lines.join('')).toBe(text);
          for (const line of lines) if (line.trim() !== '') expect(measure(line.trimEnd())).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

describe('text', () => {
  it('loses control characters and keeps tabs and line ends', () => {
    expect(tidied('a\u0000b\tc\r\nd\u2028e\u001bf\ud800')).toBe('ab\tc\nd\nef\ufffd');
    expect(onOneLine(' två\n rader\t')).toBe('två rader');
  });

  it('is put together as one sign where a sign was written as two', () => {
    expect(tidied('Ha\u030arso\u0308')).toBe('Hårsö');
  });

  it('has tabs as columns of four', () => {
    expect(withoutTabs('a\tb\n\tc\nabcd\te')).toBe('a   b\n    c\nabcd    e');
  });
});

describe('columns', () => {
  it('share the whole width, and none gets less than its longest word when there is room', () => {
    const widths = columnWidths(
      [
        { word: 20, text: 20 },
        { word: 50, text: 500 },
        { word: 30, text: 60 },
      ],
      300,
    );
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(300);
    expect(widths[0]).toBeCloseTo(20);
    expect(widths[2]).toBeGreaterThanOrEqual(30);
  });

  it('are never wider together than the table, however long their words', () => {
    const widths = columnWidths(
      [
        { word: 900, text: 900 },
        { word: 10, text: 10 },
        { word: 400, text: 800 },
      ],
      300,
    );
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(300);
    for (const width of widths) expect(width).toBeGreaterThanOrEqual(10);
  });
});
