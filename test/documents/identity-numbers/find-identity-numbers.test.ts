import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findIdentityNumbers } from '../../../functions/documents/identity-numbers/find-identity-numbers.ts';
import { testNumbers, writtenForms } from './written-forms.ts';

/** What a municipality's letters are full of, and none of it a number of a person. */
const ordinary = [
  'Diarienummer KS 2026/123 och MSN 2025/0412.',
  'Koordinater N 6580000, E 674032.123 i EPSG:3011.',
  '651231.1234 6580123.5678',
  '[18.0701011234, 59.1234567890]',
  'Ring 08-123 456 78, 070-101 12 34 eller +46 70 101 12 34.',
  'Växel 0701-01 12 34',
  'Fastigheten Berga 1:2 och Berga S:1',
  'Organisationsnummer 212000-0142 och 556000-1234',
  'Möte 2026-11-22 1030–1130',
  'Loggat 20261122103045',
  '2026-11-22\n1000 kr',
  'Perioden 2026-11-22 – 2026-12-01, 2026-11-22--2026-12-03 eller 2026-11-12 - 2027-01-31',
  'Postadress 141 85 Huddinge',
  'Bankgiro 123-4567',
  '550e8400-e29b-41d4-a716-446655440000',
];

const position = fc.constantFrom('', 'Hej ', 'Namn;', 'x', '(', '\n', 'Fastighet Berga 1:2, ', 'å', '🙂', '"');
const form = fc.constantFrom(...testNumbers).chain((number) => fc.constantFrom(...writtenForms(number)));

describe('finding identity numbers', () => {
  it('finds every number in every written form at every position, and covers all of it', () => {
    fc.assert(
      fc.property(position, form, position, (before, number, after) => {
        const hits = findIdentityNumbers(before + number + after);
        const digitsAt = number.search(/[\p{Nd}]/u) + before.length;
        const lastDigit = before.length + (number.match(/^[\s\S]*[\p{Nd}]/u)?.[0].length ?? 0);
        expect(hits.length).toBeGreaterThan(0);
        expect(hits[0]?.start).toBeLessThanOrEqual(digitsAt);
        expect(hits.at(-1)?.end).toBeGreaterThanOrEqual(lastDigit);
      }),
      { numRuns: 1500 },
    );
  });

  it.each(ordinary)('leaves ordinary text alone: %s', (text) => {
    expect(findIdentityNumbers(text)).toEqual([]);
  });

  it.each([
    ['personnr: 241231-9219', 'likely'],
    ['p.nr 2412319219', 'likely'],
    ['241231-9219', 'likely'],
    ['192412319219', 'likely'],
  ] as const)('finds a number with a mistyped check digit: %s', (text, grade) => {
    expect(findIdentityNumbers(text)).toMatchObject([{ grade }]);
  });

  it.each(['pnr 24l23l-92l8', 'personnr 24I2319218', 'född OlO1O1-9802', 'samordningsnummer: l40I68-2396'])(
    'reads letters for digits beside a label: %s',
    (text) => {
      expect(findIdentityNumbers(text)).toHaveLength(1);
    },
  );

  it.each(['241231-T218', '19241231-T218', '241231T218', '241231-R218', '890101-n123'])(
    'finds an interim number: %s',
    (text) => {
      expect(findIdentityNumbers(text)).toMatchObject([{ kind: 'interim', start: 0, end: text.length }]);
    },
  );

  it('finds a regional reserve number', () => {
    expect(findIdentityNumbers('241231-B218')).toMatchObject([{ kind: 'reserve' }]);
  });

  it('tells a coordination number from a personnummer', () => {
    expect(findIdentityNumbers('140168-2396')[0]?.kind).toBe('samordningsnummer');
    expect(findIdentityNumbers('900101+9802')[0]?.kind).toBe('personnummer');
  });

  it('finds a number whose month or day is unknown', () => {
    expect(findIdentityNumbers('19240031-9218')).toHaveLength(1);
    expect(findIdentityNumbers('personnummer 240000-9218')).toHaveLength(1);
  });

  it('hands a ten-digit mobile number that looks like one to a person', () => {
    expect(findIdentityNumbers('0701011234')).toMatchObject([{ kind: 'unclear', grade: 'possible' }]);
  });

  it('takes an organisation number for a person’s when it is labelled so', () => {
    expect(findIdentityNumbers('Personnummer: 556000-1234')).toHaveLength(1);
  });

  it('finds a number inside a longer string of digits', () => {
    expect(findIdentityNumbers('0000192412319218999')).toMatchObject([{ start: 4, end: 16 }]);
  });

  it('finds a number at any depth of a very long run of digits', () => {
    for (const before of [4000, 4030, 4060, 4090, 4096, 8100]) {
      const text = `${'1 '.repeat(20)}${'77 '.repeat(before)}241231-9218`;
      expect(findIdentityNumbers(text).at(-1)?.end).toBe(text.length);
    }
  });

  it('gives a number near a label a higher grade', () => {
    expect(findIdentityNumbers('2412319218')[0]?.grade).toBe('likely');
    expect(findIdentityNumbers('personnummer 2412319218')[0]?.grade).toBe('certain');
  });

  it('never answers the number itself', () => {
    const answer = JSON.stringify(findIdentityNumbers('pnr 241231-9218'));
    expect(answer).not.toMatch(/241231|9218/);
  });

  it('takes time in proportion to the text, whatever the text is', () => {
    const pieces = [
      '1',
      '1 ',
      '19-',
      'pnr ',
      'pnr 19',
      'p.-. n',
      '1\u200b',
      'pnr lO',
      '19890101',
      '0 | ',
      '😀1',
      '241231-',
      'personnumme',
      '\n1',
      '- ',
    ];
    for (const piece of pieces) {
      const began = performance.now();
      findIdentityNumbers(piece.repeat(Math.ceil(300_000 / piece.length)));
      expect(performance.now() - began, piece).toBeLessThan(3000);
    }
  }, 60_000);

  it('never throws and never answers a place outside the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        for (const { start, end } of findIdentityNumbers(text)) {
          expect(start).toBeLessThan(end);
          expect(end).toBeLessThanOrEqual(text.length);
        }
        expect(true).toBe(true);
      }),
    );
  });
});
