import { describe, expect, it } from 'vitest';
import { verifyEvidence } from '#documents/sealing/verify-evidence';
import { EVIDENCE, STATEMENT } from '#test/sealed-paper';

const file = (bytes: Uint8Array | string, name = 'doc-0000000001.json') => ({ name, bytes: Buffer.from(bytes) });
const kept: { pieces: { name: string; text: string }[] } = JSON.parse(EVIDENCE.toString());
const changed = (pieces: { name: string; text: string }[]) => file(JSON.stringify({ ...kept, pieces }));

describe('the evidence of a signature against the sealed document', () => {
  it('is the one that the document vouches for, in whole and piece by piece', () => {
    expect(verifyEvidence(STATEMENT, [file('{}', 'other.json'), file(EVIDENCE)])).toEqual([
      {
        place: 1,
        verdict: 'matches',
        file: 'doc-0000000001.json',
        pieces: [
          { name: 'signature.xml', matches: true },
          { name: 'id-token.jwt', matches: true },
        ],
      },
    ]);
  });

  it.each([
    ['nothing at all', []],
    ['another file', [file('{"pieces":[{"name":"receipt","text":"x"}]}')]],
    ['no JSON', [file('hej'), file('')]],
  ])('is missing when %s is shown', (_what, files) => {
    expect(verifyEvidence(STATEMENT, files)).toMatchObject([{ place: 1, verdict: 'missing' }]);
  });

  it('is changed when a piece of it is, and which piece is told', () => {
    const [first, second] = kept.pieces;
    if (!first || !second) throw new Error('two pieces');
    expect(verifyEvidence(STATEMENT, [changed([first, { ...second, text: 'e30.e30.other' }])])).toMatchObject([
      {
        verdict: 'changed',
        pieces: [
          { name: 'signature.xml', matches: true },
          { name: 'id-token.jwt', matches: false },
        ],
      },
    ]);
  });

  it('is changed when every piece is, but it is plainly this evidence', () => {
    const pieces = kept.pieces.map(({ name }) => ({ name, text: 'annat' }));
    expect(verifyEvidence(STATEMENT, [changed(pieces)])).toMatchObject([{ verdict: 'changed' }]);
  });

  it('is changed when only what stands round the pieces is', () => {
    expect(verifyEvidence(STATEMENT, [file(JSON.stringify({ ...kept, level: 'loa4' }))])).toMatchObject([
      { verdict: 'changed', pieces: [{ matches: true }, { matches: true }] },
    ]);
  });

  it("of one signature is not taken for another's", () => {
    const [signature] = STATEMENT.signatures;
    if (!signature) throw new Error('one signature');
    const hash = 'b'.repeat(64);
    const second = {
      ...signature,
      place: 2,
      evidenceSha256: hash,
      pieces: signature.pieces.map(({ name }) => ({ name, sha256: hash })),
    };
    expect(verifyEvidence({ signatures: [signature, second] }, [file(EVIDENCE)])).toMatchObject([
      { place: 1, verdict: 'matches' },
      { place: 2, verdict: 'missing' },
    ]);
  });
});
