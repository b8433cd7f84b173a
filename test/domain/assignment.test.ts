import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AssignmentId,
  newAssignmentId,
  newReplyReference,
  ordererOf,
  ReplyReference,
  referenceOf,
} from '#domain/assignment';
import { dateOf, daysBetween, plusDays, startOf } from '#domain/calendar';
import { sideOf } from '#domain/facts';
import { manifestText, sameManifest } from '#domain/manifest';
import { othersThan, PARTY_IDS } from '#domain/parties';
import { expiryOf, isOpen } from '#domain/secure-message';
import { ACTS, may, Role } from '#domain/staff';
import { aFile, anAssignment } from '#test/a-file';

const random = (bytes: number) => new Uint8Array(bytes).fill(0xa7);

describe('ids and references', () => {
  it('carry whose the assignment is and otherwise say nothing', () => {
    const id = newAssignmentId('nynashamn', random);
    expect(ordererOf(id)).toBe('nynashamn');
    expect(referenceOf(id)).toMatch(/^[0-9A-Z]{8}$/);
    expect(AssignmentId.safeParse('stockholm-0123456789abcdef').success).toBe(false);
  });

  it('make an answer by mail join by 130 random bits, never by subject', () => {
    expect(ReplyReference.safeParse(newReplyReference(random)).success).toBe(true);
    expect(newReplyReference(random)).toHaveLength(26);
  });
});

describe('the parties (S1)', () => {
  it('are eight, and an inquiry goes to the seven others (R1.1)', () => {
    expect(PARTY_IDS).toHaveLength(8);
    for (const party of PARTY_IDS) expect(othersThan(party)).toEqual(PARTY_IDS.filter((other) => other !== party));
  });
});

describe('calendar days in Stockholm', () => {
  it('begin at midnight there, in winter and in summer', () => {
    expect(startOf('2026-01-15').toISOString()).toBe('2026-01-14T23:00:00.000Z');
    expect(startOf('2026-07-15').toISOString()).toBe('2026-07-14T22:00:00.000Z');
  });

  it('are counted by the calendar over the changes of clocks and leap days', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2020-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }),
        fc.nat(4000),
        (at, days) => {
          const on = dateOf(at);
          const later = plusDays(on, days);
          expect(daysBetween(on, later)).toBe(days);
          expect(dateOf(startOf(later))).toBe(later);
          expect(dateOf(new Date(startOf(later).getTime() - 1))).toBe(plusDays(later, -1));
        },
      ),
    );
  });
});

describe('who may do what', () => {
  const granting: Record<string, string[]> = {
    order: ['handler/orderer', 'manager/orderer'],
    accept: ['handler/performer', 'manager/performer'],
    clear: ['manager/performer'],
    close: ['manager/orderer', 'manager/host', 'registrar/orderer', 'registrar/host'],
    offer: ['handler/asked', 'manager/asked', 'management-group/asked'],
    'release-hold': ['manager/orderer', 'manager/host', 'registrar/orderer', 'registrar/host'],
  };
  it.each(Object.entries(granting))('%s is for %j alone', (act, allowed) => {
    const able = Role.options.flatMap((role) =>
      (['orderer', 'performer', 'asked', 'host'] as const)
        .filter((side) => may(role, side, act as (typeof ACTS)[number]))
        .map((side) => `${role}/${side}`),
    );
    expect(able.sort()).toEqual(allowed.sort());
  });

  it('a data protection officer sees and may stop a culling, and does nothing else (K1)', () => {
    for (const side of ['orderer', 'performer', 'asked', 'host'] as const) {
      const able = ACTS.filter((act) => may('dpo', side, act));
      expect(able).toEqual(side === 'orderer' || side === 'performer' ? ['view', 'hold'] : []);
    }
  });

  it.each(['administrator', 'finance'] as const)('%s opens no assignment at all (D7)', (role) => {
    for (const side of ['orderer', 'performer', 'asked', 'host'] as const)
      for (const act of ACTS) expect(may(role, side, act)).toBe(false);
  });

  it('nobody does anything in an assignment in which their municipality has no side (D6)', () => {
    for (const role of Role.options) for (const act of ACTS) expect(may(role, undefined, act)).toBe(false);
  });

  it('an asked municipality sees the inquiry while it is circulated and not after, unless it is chosen', () => {
    const parties = [
      { kind: 'participation' as const, party: 'tyreso' as const, standing: { answer: 'asked' as const } },
    ];
    expect(sideOf(aFile({}, { parties }), 'tyreso')).toBe('asked');
    expect(sideOf(aFile({ status: 'ordered', performer: 'salem' }, { parties }), 'tyreso')).toBeUndefined();
    expect(sideOf(aFile({ status: 'ordered', performer: 'tyreso' }, { parties }), 'tyreso')).toBe('performer');
    expect(sideOf(aFile(), 'salem')).toBeUndefined();
    expect(sideOf(aFile({ outcome: 'parked', status: 'parked' }), 'haninge')).toBe('host');
  });
});

describe('the manifest that a receipt is signed over (R6.1)', () => {
  const entry = fc.record({
    id: fc.stringMatching(/^[a-z0-9-]{1,12}$/),
    size: fc.nat(),
    sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
  });
  it('is the same text for the same objects in any order, and another for any other', () => {
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: ({ id }) => id, minLength: 1 }), (entries) => {
        expect(manifestText([...entries].reverse())).toBe(manifestText(entries));
        expect(
          sameManifest(
            entries,
            entries.map((one, i) => (i === 0 ? { ...one, size: one.size + 1 } : one)),
          ),
        ).toBe(false);
      }),
    );
  });
});

describe('a secure message link (R5.3)', () => {
  const issuedAt = new Date('2026-03-02T15:00:00Z');
  const link = {
    tokenHash: '0'.repeat(64),
    assignmentId: anAssignment().id,
    from: 'tyreso' as const,
    to: 'haninge' as const,
    issuedAt: issuedAt.toISOString(),
    expiresAt: expiryOf(issuedAt).toISOString(),
  };
  it('is open through its fourteenth day and shut after, or at once when revoked', () => {
    expect(isOpen(link, new Date('2026-03-16T22:59:59Z'))).toBe(true);
    expect(isOpen(link, new Date('2026-03-16T23:00:00Z'))).toBe(false);
    expect(isOpen({ ...link, revokedAt: issuedAt.toISOString() }, issuedAt)).toBe(false);
  });
});
