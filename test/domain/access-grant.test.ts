import { describe, expect, it } from 'vitest';
import { grantText, isUsable, latestUntil, standingOf, WAYS_TO_FALL, type WayToFall } from '#domain/access-grant';
import { StaffId } from '#domain/staff';
import { anAssignment, HANDLER, MANAGER } from '#test/a-file';
import { aContext, aGrant, aPerson, signatureOf, someRules } from '#test/a-grant';

const OTHER = StaffId.parse('s-000000000c');
const performing = (over: object) => anAssignment({ performer: 'tyreso', needsRegisterAccess: true, ...over });
const newRules = (validFrom: string) => [someRules(), someRules(2, { validFrom })];

describe('an access grant (behörighet, R3.2, D4)', () => {
  it('stands while its period runs and nothing has happened', () => {
    expect(standingOf(aGrant(), aContext())).toEqual({ kind: 'standing' });
    expect(standingOf(aGrant(), aContext({ now: new Date('2026-06-30T21:59:00Z') })).kind).toBe('standing');
  });

  it('has not begun before its first day', () => {
    expect(standingOf(aGrant({ from: '2026-03-11' }), aContext())).toEqual({ kind: 'not-begun' });
  });

  const falls: [string, WayToFall, Parameters<typeof standingOf>, string | undefined][] = [
    [
      'the day after its last day',
      'end-of-period',
      [aGrant(), aContext({ now: new Date('2026-07-01T00:01:00+02:00') })],
      '2026-06-30',
    ],
    [
      'when the work is received and the assignment closed',
      'assignment-closed',
      [aGrant(), aContext({ assignment: performing({ status: 'ended', endedAt: '2026-03-09T09:00:00.000Z' }) })],
      '2026-03-09',
    ],
    [
      'as soon as the receipt is signed',
      'assignment-closed',
      [aGrant(), aContext({ assignment: performing({ status: 'received' }) })],
      undefined,
    ],
    [
      'when the assignment has been culled',
      'assignment-closed',
      [aGrant(), aContext({ assignment: undefined })],
      undefined,
    ],
    [
      'when another municipality does the work',
      'assignment-closed',
      [aGrant(), aContext({ assignment: performing({ status: 'in-progress', performer: 'salem' }) })],
      undefined,
    ],
    [
      'the day a new version of the rules comes into force',
      'rules-changed',
      [aGrant(), aContext({ rules: newRules('2026-03-10') })],
      '2026-03-10',
    ],
    [
      'when the manager withdraws it',
      'withdrawn-by-manager',
      [aGrant({ endedAt: '2026-03-05T09:00:00.000Z', endedBecause: 'withdrawn-by-manager' }), aContext()],
      '2026-03-05',
    ],
    [
      'when the person is no longer active',
      'person-left',
      [aGrant(), aContext({ staff: [aPerson(HANDLER, { isActive: false })] })],
      undefined,
    ],
    [
      'on the day the person leaves',
      'person-left',
      [aGrant(), aContext({ staff: [aPerson(HANDLER, { leftOn: '2026-03-10' })] })],
      '2026-03-10',
    ],
    ['when the person is not in the register of staff', 'person-left', [aGrant(), aContext({ staff: [] })], undefined],
    [
      'when the person gets another nearest manager',
      'manager-changed',
      [aGrant(), aContext({ staff: [aPerson(HANDLER, { nearestManager: OTHER })] })],
      undefined,
    ],
  ];

  it.each(falls)('falls %s', (_when, because, [grant, context], on) => {
    expect(standingOf(grant, context)).toEqual({ kind: 'fallen', because, on });
    expect(isUsable(grant, context)).toBe(false);
  });

  it('has a test for every way in which it can fall', () => {
    expect([...new Set(falls.map(([, because]) => because))].sort()).toEqual([...WAYS_TO_FALL].sort());
  });

  it('stands until the day before a new version of the rules comes into force', () => {
    expect(standingOf(aGrant(), aContext({ rules: newRules('2026-03-11') })).kind).toBe('standing');
  });

  it('is not raised again when the person signs the new rules: a new grant is asked for', () => {
    const rules = newRules('2026-03-05');
    const signatures = rules.map((one) => signatureOf(one));
    expect(standingOf(aGrant(), aContext({ rules, signatures }))).toMatchObject({ because: 'rules-changed' });
    expect(isUsable(aGrant({ rulesVersion: 2 }), aContext({ rules, signatures }))).toBe(true);
  });

  it('that had run out before the assignment closed is told to have run out', () => {
    const grant = aGrant({ endedAt: '2026-08-01T09:00:00.000Z', endedBecause: 'assignment-closed' });
    expect(standingOf(grant, aContext({ assignment: undefined, now: new Date('2027-01-01') }))).toMatchObject({
      because: 'end-of-period',
    });
  });

  it('tells the day it ended when its assignment has been culled', () => {
    const grant = aGrant({ endedAt: '2026-04-01T09:00:00.000Z', endedBecause: 'assignment-closed' });
    expect(standingOf(grant, aContext({ assignment: undefined, now: new Date('2027-01-01') }))).toEqual({
      kind: 'fallen',
      because: 'assignment-closed',
      on: '2026-04-01',
    });
  });

  it('opens nothing by itself: the grantee must have signed the rules in force, in their very words', () => {
    expect(isUsable(aGrant(), aContext())).toBe(true);
    expect(isUsable(aGrant(), aContext({ signatures: [] }))).toBe(false);
    expect(isUsable(aGrant(), aContext({ signatures: [signatureOf(someRules(), MANAGER)] }))).toBe(false);
    const others = [
      signatureOf({ ...someRules(), textHash: 'a'.repeat(64) }),
      signatureOf({ ...someRules(), party: 'salem' }),
    ];
    expect(isUsable(aGrant(), aContext({ signatures: others }))).toBe(false);
  });
});

describe('how long a grant may last', () => {
  it.each([
    ['twelve months', '2026-03-10', '2030-01-01', '2027-03-09'],
    ['twelve months over a leap day', '2027-03-01', '2030-01-01', '2028-02-29'],
    ['no longer than the order', '2026-03-10', '2026-05-31', '2026-05-31'],
    ['thirty days at a time when the work is late', '2026-03-10', '2026-03-09', '2026-04-09'],
  ])('%s', (_what, from, finishOn, last) => {
    expect(latestUntil(from, finishOn)).toBe(last);
  });
});

describe('the text that the nearest manager, or their deputy, signs', () => {
  it('says who, which register, what for, how long and when it falls', () => {
    const terms = {
      grantee: HANDLER,
      granteeName: 'Test Handläggare',
      manager: MANAGER,
      register: 'resident-register',
      assignmentId: anAssignment().id,
      sealedPurpose: 'sealed',
      from: '2026-03-10',
      until: '2026-06-30',
      rulesVersion: 3,
    } as const;
    const text = grantText('tyreso', terms, 'Underrätta grannar');
    for (const words of [
      'Tyresö kommun',
      'Test Handläggare',
      'kommuninvånarregistret',
      'Underrätta grannar',
      '2026-03-10',
      '2026-06-30',
      'version 3',
      'återkallar',
    ])
      expect(text).toContain(words);
  });
});
