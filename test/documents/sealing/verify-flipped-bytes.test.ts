import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifyPdf } from '#documents/sealing/verify-pdf';
import { memorySealKeys } from '#test/memory-seal-keys';
import { SEALED_AT, sealedPaper } from '#test/sealed-paper';
import { flipped, flippedInSeal, sealIn } from './verify-parts.ts';

const FLIPS = 2_000;
const MUTATIONS = 5_000;
/** Of one file of fifty kilobytes; a whole second would be a hundred times what it takes. */
const LONGEST_LOOK_MS = 1_000;

let sealed: Buffer;
let trust: Awaited<ReturnType<ReturnType<typeof memorySealKeys>['trust']>>;
beforeAll(async () => {
  sealed = await sealedPaper({ isStamped: true });
  trust = await memorySealKeys({ requireTimestamp: true }).trust();
});
const verdictOf = async (file: Uint8Array) => (await verifyPdf(file, { ...trust, now: SEALED_AT })).verdict;

describe('no byte of a sealed document changes unseen', () => {
  it(`${FLIPS} bytes anywhere in the file, one at a time`, async () => {
    expect(await verdictOf(sealed)).toBe('valid');
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, bits) => {
        expect(['changed', 'unreadable', 'not-trusted']).toContain(await verdictOf(flipped(sealed, at, bits)));
      }),
      { numRuns: FLIPS },
    );
  }, 120_000);

  it('a bit of every byte of the signature itself, with its certificates and its timestamp', async () => {
    const { place } = sealIn(sealed);
    const length = 4 + place.readUInt16BE(2);
    const unseen: number[] = [];
    for (let at = 0; at < length; at++) {
      if ((await verdictOf(flippedInSeal(sealed, at))) === 'valid') unseen.push(at);
    }
    expect(unseen).toEqual([]);
  }, 120_000);
});

const replaced = (file: Buffer, at: number, length: number, by: Uint8Array): Buffer =>
  Buffer.concat([file.subarray(0, at), by, file.subarray(Math.min(file.length, at + length))]);

describe('whatever a file holds, the answer comes, and soon', () => {
  it(`${MUTATIONS} files that were cut, spliced, doubled and scribbled in`, async () => {
    const somewhere = fc.nat(sealed.length - 1);
    // Half of them near the seal, where a parser has the most to stumble over.
    const { range } = sealIn(sealed);
    const nearSeal = fc.integer({ min: range.start - 400, max: range.start + 400 });
    const place = fc.oneof(somewhere, nearSeal);
    const mutated = fc.oneof(
      somewhere.map((length) => sealed.subarray(0, length)),
      somewhere.map((from) => sealed.subarray(from)),
      fc
        .tuple(place, fc.nat(300), fc.uint8Array({ maxLength: 64 }))
        .map(([at, length, by]) => replaced(sealed, at, length, by)),
      fc
        .tuple(place, somewhere, fc.nat(2_000))
        .map(([at, from, length]) => replaced(sealed, at, 0, sealed.subarray(from, from + length))),
      fc
        .tuple(
          nearSeal,
          fc.constantFrom('<<', '>>', '[', '(', '/ByteRange', ' 0 obj', '%%EOF', '99999999999', '<', '\0'),
        )
        .map(([at, token]) => replaced(sealed, at, 0, Buffer.from(token))),
      fc.uint8Array({ maxLength: 3_000 }),
      fc
        .uint8Array({ maxLength: 300 })
        .map((rest) => Buffer.concat([Buffer.from('%PDF-1.7\n/ByteRange [0 20 40 60]'), rest])),
    );
    await fc.assert(
      fc.asyncProperty(mutated, async (file) => {
        const from = performance.now();
        const verdict = Buffer.compare(file, sealed) === 0 ? 'changed' : await verdictOf(file);
        expect(['changed', 'unreadable', 'not-sealed']).toContain(verdict);
        expect(performance.now() - from).toBeLessThan(LONGEST_LOOK_MS);
      }),
      { numRuns: MUTATIONS },
    );
  }, 180_000);

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['one byte', Buffer.from('%')],
    ['a text', Buffer.from('BESTÄLLNING')],
    ['a PDF header and no more', Buffer.from('%PDF-')],
  ])('%s is no sealed document', async (_what, file) => {
    expect(['unreadable', 'not-sealed']).toContain(await verdictOf(file));
  });

  it('a file above fifty megabytes is not looked into', async () => {
    const told = await verifyPdf(Buffer.alloc(50 * 1024 * 1024 + 1), { ...trust, now: SEALED_AT });
    expect(told).toMatchObject({ verdict: 'unreadable', findings: [{ code: 'too-large' }] });
  });

  it.each([
    ['brackets', '['],
    ['dictionaries', '<<'],
    ['byte ranges', '/ByteRange [0 '],
    ['ends', '%%EOF'],
    ['objects', '1 0 obj<<'],
  ])('ten megabytes of %s take no time', async (_what, piece) => {
    const head = '%PDF-1.7\n1 0 obj\n<< /Type /Sig /ByteRange [0 100 200 300] ';
    const from = performance.now();
    const file = Buffer.concat([Buffer.from(head), Buffer.alloc(10_000_000, piece)]);
    expect(await verdictOf(file)).toBe('changed');
    expect(performance.now() - from).toBeLessThan(3_000);
  });
});
