import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findIdentityNumbers } from '../../../functions/documents/identity-numbers/find-identity-numbers.ts';
import {
  REMOVED,
  removeIdentityNumbers,
} from '../../../functions/documents/identity-numbers/remove-identity-numbers.ts';
import { testNumbers, writtenForms } from './written-forms.ts';

const words = fc.array(
  fc.oneof(
    fc.constantFrom(
      'Hej',
      'Berga 1:2',
      'pnr',
      'personnummer:',
      'KS 2026/123',
      '08-123 456 78',
      '\n',
      '6580000',
      '212000-0142',
    ),
    fc.constantFrom(...testNumbers).chain((number) => fc.constantFrom(...writtenForms(number))),
    fc.stringMatching(/^[0-9 .,-]{0,14}$/),
  ),
  { maxLength: 12 },
);

describe('removing identity numbers', () => {
  it('puts a fixed text where the number stood', () => {
    expect(removeIdentityNumbers('Sökande 241231-9218, Berga 1:2')).toEqual({
      text: `Sökande ${REMOVED}, Berga 1:2`,
      removed: 1,
    });
  });

  it('finds nothing in its own answer, whatever stood there', () => {
    fc.assert(
      fc.property(words, fc.constantFrom('', ' ', '-', '\n'), (pieces, between) => {
        expect(findIdentityNumbers(removeIdentityNumbers(pieces.join(between)).text)).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });

  it('leaves a text without numbers as it was', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((text) => !/\p{N}/u.test(text)),
        (text) => {
          expect(removeIdentityNumbers(text)).toEqual({ text, removed: 0 });
        },
      ),
    );
  });

  it('does not take its own mark for a label', () => {
    const text = `${REMOVED} 556000-1234`;
    expect(removeIdentityNumbers(text)).toEqual({ text, removed: 0 });
  });
});
