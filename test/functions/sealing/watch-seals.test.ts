import { beforeEach, describe, expect, it } from 'vitest';
import type { SealKeys } from '#ports/seal-keys';
import { memorySealKeys } from '#test/memory-seal-keys';
import { watchSeals } from '../../../functions/sealing/watch-seals/watch-seals.ts';

const YEAR_MS = 365 * 86_400_000;
let told: [string, number][];
const watch = (sealKeys: Pick<SealKeys, 'keyOf'>, at: Date) =>
  watchSeals({ sealKeys, now: () => at, report: (event, count) => void told.push([event, count]) })();

beforeEach(() => {
  told = [];
});

describe('the certificates of the seals are looked at daily', () => {
  it('nobody is told while they last', async () => {
    await expect(watch(memorySealKeys(), new Date())).resolves.toMatchObject({ ending: 0, missing: 0 });
    expect(told).toEqual([]);
  });

  it('operations are told before one ends, and go on being told when it has ended', async () => {
    await watch(memorySealKeys(), new Date(Date.now() + 100 * YEAR_MS));
    expect(told).toEqual([['seal-expires-soon', 8]]);
  });

  it('a municipality without a certificate is told of on its own', async () => {
    const keys = memorySealKeys();
    const one = async (party: Parameters<SealKeys['keyOf']>[0]) => {
      if (party === 'salem') throw new Error('no certificate');
      return keys.keyOf(party);
    };
    await expect(watch({ keyOf: one }, new Date())).resolves.toMatchObject({ missing: 1, ending: 0 });
    expect(told).toEqual([['seal-missing', 1]]);
  });
});
