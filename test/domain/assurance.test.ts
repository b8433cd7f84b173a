import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assuranceOf,
  LEVEL_URIS,
  LEVELS,
  LOA2,
  LOA3,
  LOA4,
  minimumLevelForAct,
  minimumLevelForDocument,
  reaches,
} from '#domain/assurance';
import { DOCUMENT_KINDS } from '#domain/facts';
import { ROUND_DOCUMENT_KINDS } from '#domain/signing-round';
import { ACTS } from '#domain/staff';

const SWEDISH = 'http://id.elegnamnden.se/loa/1.0/';
const SWEDEN_CONNECT = 'http://id.swedenconnect.se/loa/1.0/';

describe('a level of assurance (tillitsnivå)', () => {
  it.each([
    [LOA2, 'loa3', false],
    [LOA3, 'loa3', true],
    [LOA4, 'loa3', true],
    [`${SWEDISH}eidas-low`, 'loa3', false],
    [`${SWEDISH}eidas-sub`, 'loa3', true],
    [`${SWEDISH}eidas-high`, 'loa4', true],
    [`${SWEDISH}eidas-nf-high`, 'loa3', false],
    [`${SWEDEN_CONNECT}uncertified-loa3`, 'loa3', false],
    [`${SWEDEN_CONNECT}uncertified-loa3`, 'loa2', true],
    [`${SWEDEN_CONNECT}loa3-nonresident`, 'loa3', true],
  ] as const)('%s reaches %s: %s', (uri, needed, does) => {
    expect(reaches(uri, needed)).toBe(does);
  });

  it('that nobody has registered reaches nothing, not even one that looks like ours', () => {
    for (const uri of ['', 'loa3', `${LOA3}/`, `${LOA3}-nonresident`, LOA3.toUpperCase(), '__proto__', 'toString']) {
      expect(reaches(uri, 'loa1'), uri).toBe(false);
    }
  });

  it('that nobody has reviewed never counts as the third', () => {
    const found = LEVEL_URIS.map(assuranceOf).filter((assurance) => assurance && !assurance.isReviewed);
    expect(found.length).toBeGreaterThan(3);
    for (const assurance of found) expect(['loa1', 'loa2']).toContain(assurance?.level);
  });

  it('of a person without a Swedish number says so', () => {
    expect(assuranceOf(`${SWEDEN_CONNECT}loa3-nonresident`)?.hasSwedishNumber).toBe(false);
    expect(assuranceOf(LOA3)?.hasSwedishNumber).toBe(true);
  });
});

describe('the minimum level', () => {
  const rank = (level: (typeof LEVELS)[number]) => LEVELS.indexOf(level);

  it('of everything that is signed is the third', () => {
    for (const kind of [...DOCUMENT_KINDS, ...ROUND_DOCUMENT_KINDS]) expect(minimumLevelForDocument(kind)).toBe('loa3');
  });

  it('is the second for looking and offering, and the third for every other act', () => {
    const weaker = ACTS.filter((act) => minimumLevelForAct(act) !== 'loa3');
    expect(weaker).toEqual(['view', 'offer']);
  });

  it('can be raised by a caller and never lowered', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...DOCUMENT_KINDS, ...ROUND_DOCUMENT_KINDS),
        fc.constantFrom(...ACTS),
        fc.constantFrom(...LEVELS),
        (kind, act, wish) => {
          expect(rank(minimumLevelForDocument(kind, wish))).toBe(
            Math.max(rank(minimumLevelForDocument(kind)), rank(wish)),
          );
          expect(rank(minimumLevelForAct(act, wish))).toBe(Math.max(rank(minimumLevelForAct(act)), rank(wish)));
        },
      ),
    );
  });
});
