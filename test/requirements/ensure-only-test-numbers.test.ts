import { describe, expect, it } from 'vitest';
import { identityNumberShapes } from '#infra/checks/identity-number-shapes';
import { textFiles } from '#infra/checks/tracked-files';
import { NOT_NUMBERS, OFFICIAL_TEST_NUMBERS } from '#test/official-test-numbers';

const known = new Set([...OFFICIAL_TEST_NUMBERS.map((number) => number.slice(-10)), ...Object.keys(NOT_NUMBERS)]);
const unknown = (text: string): string[] => identityNumberShapes(text).filter((number) => !known.has(number));
const shifted = (number: string): string =>
  `${number.slice(0, 4)}${(Number(number.slice(4)) + 10).toString().padStart(6, '0')}`;

describe('no living person’s number stands in the repository', () => {
  it('in any file that people write', () => {
    const found = textFiles().flatMap(({ path, text }) =>
      unknown(text).map((number) => `${path}: ${number.slice(0, 6)}-…`),
    );
    expect(found).toEqual([]);
  });

  it('and a number that is not on the list would be found, in every written form', () => {
    const ten = shifted('2412319218');
    for (const written of [ten, `${ten.slice(0, 6)}-${ten.slice(6)}`, `19${ten}`, `${ten.slice(0, 6)}+${ten.slice(6)}`])
      expect(unknown(`Sökande ${written}, Haninge`)).toEqual([ten]);
  });

  it('while coordinates, instants and times are none', () => {
    expect(identityNumberShapes('6580000.1234 2026-11-22T10:00:00Z 16790304000001 674032.4560101')).toEqual([]);
  });
});
