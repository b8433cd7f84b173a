import { describe, expect, it } from 'vitest';
import type { FindingCode, Verdict } from '#documents/sealing/verify-findings';
import { SEALED_AT, sealedPaper } from '#test/sealed-paper';
import { days, keyOf, stampOf, told } from './verify-keys.ts';

/** The certificate of the tests' keys, as operations write it down: 900 in hexadecimal. */
const SERIAL = '0384';
const sealed = async (isStamped: boolean) => sealedPaper({ key: await keyOf({}), isStamped });
const revokedFrom = (from: Date, issuer?: string) => ({
  revoked: [{ serial: SERIAL, from, ...(issuer && { issuer }) }],
});

describe('a certificate that is known to be revoked', () => {
  it.each<[string, number, Verdict, FindingCode[]]>([
    ['before it was stamped', -1, 'not-trusted', ['certificate-revoked']],
    ['in the second it was stamped', 0, 'not-trusted', ['certificate-revoked']],
    ['after it was stamped', 1, 'valid', ['certificate-revoked-later']],
  ])('%s', async (_when, after, verdict, findings) => {
    expect(await told(await sealed(true), revokedFrom(days(after)))).toEqual([verdict, findings]);
  });

  it('after the time that the seal merely states: whoever has the key states any time', async () => {
    const found = await told(await sealed(false), revokedFrom(days(1)));
    expect(found).toEqual(['not-trusted', ['certificate-revoked', 'time-only-stated']]);
  });

  it('after the time that the seal states, but before its timestamp', async () => {
    const late = await sealedPaper({ key: await keyOf({}), at: SEALED_AT, stamp: await stampOf({}, days(10)) });
    const found = await told(late, { ...revokedFrom(days(5)), now: days(11) });
    expect(found).toEqual(['not-trusted', ['certificate-revoked', 'times-differ']]);
  });

  it('is known by its issuer too where two have given the same number', async () => {
    const paper = await sealed(true);
    expect(await told(paper, revokedFrom(days(-1), 'En annan utfärdare'))).toEqual(['valid', []]);
    const found = await told(paper, revokedFrom(days(-1), 'Provutfärdare för stämplar'));
    expect(found).toEqual(['not-trusted', ['certificate-revoked']]);
  });

  it('takes with it what it issued', async () => {
    const below = await sealedPaper({ key: await keyOf({ serial: 905 }, { isAuthority: true }), isStamped: true });
    const found = await told(below, { revoked: [{ serial: '385', from: days(-1) }] });
    expect(found).toEqual(['not-trusted', ['certificate-revoked']]);
  });

  it('counts as revoked from the first day that any entry tells', async () => {
    const revoked = [days(1), days(-1)].map((from) => ({ serial: SERIAL, from }));
    expect(await told(await sealed(true), { revoked })).toEqual(['not-trusted', ['certificate-revoked']]);
  });
});
