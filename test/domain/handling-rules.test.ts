import { describe, expect, it } from 'vitest';
import {
  earliestValidFrom,
  hasSigned,
  mayPublishRules,
  newest,
  rulesInForce,
  rulesText,
  versionToSign,
} from '#domain/handling-rules';
import { Role } from '#domain/staff';
import { HANDLER, MANAGER } from '#test/a-file';
import { signatureOf, someRules } from '#test/a-grant';

const now = new Date('2026-03-10T09:00:00Z');
const one = someRules(1, { validFrom: '2026-01-01' });
const two = someRules(2, { validFrom: '2026-03-10' });
const three = someRules(3, { validFrom: '2026-04-01' });

describe('handling rules (hanteringsregler, R3.2)', () => {
  it('are in force from their first day, and then no earlier version is', () => {
    expect(rulesInForce([three, one, two], now)).toBe(two);
    expect(rulesInForce([one, two], new Date('2026-03-09T22:59:00Z'))).toBe(one);
    expect(rulesInForce([two], new Date('2026-03-09'))).toBeUndefined();
    expect(newest([two, three, one])).toBe(three);
    expect(newest([])).toBeUndefined();
  });

  it('are laid down by managers and the management group, by nobody else (D7)', () => {
    expect(Role.options.filter(mayPublishRules)).toEqual(['manager', 'management-group']);
  });

  it('are never valid in the past, nor from before the version they follow', () => {
    expect(earliestValidFrom([], now)).toBe('2026-03-10');
    expect(earliestValidFrom([one], now)).toBe('2026-03-10');
    expect(earliestValidFrom([one, three], now)).toBe('2026-04-01');
  });

  it('are asked to be signed in the version in force first, then in the one that is coming', () => {
    const wanted = (...signed: (typeof one)[]) =>
      versionToSign(
        [one, two, three],
        signed.map((rules) => signatureOf(rules)),
        HANDLER,
        now,
      )?.version;
    expect(wanted()).toBe(2);
    expect(wanted(one)).toBe(2);
    expect(wanted(two)).toBe(3);
    expect(wanted(two, three)).toBeUndefined();
    expect(versionToSign([], [], HANDLER, now)).toBeUndefined();
  });

  it('are signed by each for themselves', () => {
    expect(hasSigned([signatureOf(one)], HANDLER, one)).toBe(true);
    expect(hasSigned([signatureOf(one)], MANAGER, one)).toBe(false);
    expect(hasSigned([signatureOf(one)], HANDLER, two)).toBe(false);
  });

  it('are signed in full: the text names the municipality, the version, and every word of the rules', () => {
    const text = rulesText(two);
    for (const words of ['Tyresö kommun', 'Version: 2', '2026-03-10', two.text]) expect(text).toContain(words);
  });
});
