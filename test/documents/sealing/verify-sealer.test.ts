import { describe, expect, it } from 'vitest';
import { type DocumentStatement, STATEMENT_FILE } from '#documents/sealing/verification';
import { STATEMENT, sealedPaper } from '#test/sealed-paper';
import { keyOf, told } from './verify-keys.ts';

const statementOf = (organisation: string, ...signers: string[]): DocumentStatement => ({
  ...STATEMENT,
  organisation,
  signatures: signers.flatMap((signer, index) =>
    STATEMENT.signatures.map((signature) => ({ ...signature, place: index + 1, organisation: signer })),
  ),
});
const IDENTIFIER = 'NTRSE-0000000002';

describe('whose seals count, among all whom a trusted issuer certifies', () => {
  it('a stranger who buys a seal of the same issuer and names a municipality as signer is not believed', async () => {
    const sealed = await sealedPaper({
      key: await keyOf({ organisation: 'Ond AB' }),
      isStamped: true,
      statement: statementOf('Ond AB', 'Haninge kommun'),
    });
    expect(await told(sealed)).toEqual(['not-trusted', ['sealer-not-known']]);
  });

  it('nor one who writes the municipality on everything but the certificate', async () => {
    const sealed = await sealedPaper({ key: await keyOf({ organisation: 'Ond AB' }), isStamped: true });
    expect(await told(sealed)).toEqual(['not-trusted', ['sealer-not-known']]);
  });

  it('nor one whose certificate has the municipality for its common name alone', async () => {
    const key = await keyOf({ name: 'Haninge kommun', organisation: '' });
    expect(await told(await sealedPaper({ key, isStamped: true }))).toEqual(['not-trusted', ['sealer-not-known']]);
  });

  it.each([
    ['the same', { organisationIdentifier: IDENTIFIER }, 'valid', []],
    ['another', { organisationIdentifier: 'NTRSE-0000000003' }, 'not-trusted', ['sealer-not-known']],
    ['none', {}, 'not-trusted', ['sealer-not-known']],
  ])('the number of the organisation counts where it is known: %s', async (_which, wish, verdict, findings) => {
    const sealers = [{ name: 'Haninge kommun', organisationIdentifier: IDENTIFIER }];
    const sealed = await sealedPaper({ key: await keyOf(wish), isStamped: true });
    expect(await told(sealed, { sealers })).toEqual([verdict, findings]);
  });

  it('nobody’s, where the list is empty', async () => {
    const sealed = await sealedPaper({ isStamped: true });
    expect(await told(sealed, { sealers: [] })).toEqual(['not-trusted', ['sealer-not-known']]);
  });

  it('is told to be unknown where nobody could say, and the rest is judged', async () => {
    const sealed = await sealedPaper({ isStamped: true });
    expect(await told(sealed, { sealers: 'not-checked' })).toEqual(['valid', ['sealer-not-checked']]);
  });
});

describe('whose people a seal vouches for', () => {
  it.each([
    ['a known municipality that did not seal it', 'Tyresö kommun'],
    ['somebody unknown', 'Ond AB'],
  ])('not those of %s', async (_whose, signer) => {
    const statement = statementOf('Haninge kommun', 'Haninge kommun', signer);
    const sealed = await sealedPaper({ isStamped: true, statement });
    expect(await told(sealed)).toEqual(['not-trusted', ['signature-of-another-organisation']]);
  });

  it('not those of another either where nobody could say whose seals count', async () => {
    const sealed = await sealedPaper({
      key: await keyOf({ organisation: 'Ond AB' }),
      isStamped: true,
      statement: statementOf('Ond AB', 'Haninge kommun'),
    });
    const found = await told(sealed, { sealers: 'not-checked' });
    expect(found).toEqual(['not-trusted', ['sealer-not-checked', 'signature-of-another-organisation']]);
  });

  it(`its own, several of them, as ${STATEMENT_FILE} tells`, async () => {
    const statement = statementOf('Haninge kommun', 'Haninge kommun', 'HANINGE KOMMUN');
    expect(await told(await sealedPaper({ isStamped: true, statement }))).toEqual(['valid', []]);
  });
});
