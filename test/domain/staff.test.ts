import { describe, expect, it } from 'vitest';
import { actsFor, isAway, isInService, mayStandInFor, mayWithStaff, nearestManagerOf, Role } from '#domain/staff';
import { idOf, someone } from '#test/some-staff';

const TODAY = '2027-03-01';
const away = { awayFrom: '2027-02-25', awayUntil: '2027-03-05' };

describe('leave and leaving', () => {
  it.each([
    ['2027-02-24', false],
    ['2027-02-25', true],
    ['2027-03-05', true],
    ['2027-03-06', false],
  ])('on %s somebody who is away from 25 February to 5 March is away: %s', (on, expected) => {
    expect(isAway(someone('a', 'handler', away), on)).toBe(expected);
  });

  it('a leave without a last day lasts until further notice, and without a first day there is none', () => {
    expect(isAway({ awayFrom: '2027-01-01' }, '2031-01-01')).toBe(true);
    expect(isAway({ awayUntil: '2027-12-31' }, TODAY)).toBe(false);
  });

  it('nobody is in service from the day they left, or while their record is not active', () => {
    expect(isInService({ isActive: true, leftOn: '2027-03-02' }, TODAY)).toBe(true);
    expect(isInService({ isActive: true, leftOn: TODAY }, TODAY)).toBe(false);
    expect(isInService({ isActive: false }, TODAY)).toBe(false);
  });
});

describe('deputies', () => {
  const deputy = someone('d', 'manager');
  const manager = someone('m', 'manager', { deputy: deputy.id, ...away });

  it('a deputy acts for those who named them and are away', () => {
    expect(actsFor(deputy, [manager, deputy], TODAY)).toEqual([manager]);
  });

  it.each([
    ['while the other is at work', { ...manager, awayFrom: '2027-03-02' }, deputy],
    ['once the other has left', { ...manager, isActive: false }, deputy],
    ['when somebody else was named', { ...manager, deputy: idOf('x') }, deputy],
    ['when they are away themselves', manager, { ...deputy, awayFrom: TODAY }],
    ['when they have left', manager, { ...deputy, leftOn: TODAY }],
    ['in another municipality', { ...manager, party: 'tyreso' as const }, deputy],
    ['in a role that may not stand in for a manager', manager, { ...deputy, role: 'handler' as const }],
  ])('a deputy does not act %s', (_, other, stand) => {
    expect(actsFor(stand, [other, stand], TODAY)).toEqual([]);
  });

  it('nobody acts for themselves', () => {
    const own = { ...manager, deputy: manager.id };
    expect(actsFor(own, [own], TODAY)).toEqual([]);
  });

  it('chains are not followed: the deputy of an absent deputy stands in for nobody but that deputy', () => {
    const second = someone('e', 'manager');
    const first = { ...deputy, deputy: second.id, ...away };
    expect(actsFor(second, [manager, first, second], TODAY)).toEqual([first]);
  });

  it('a manager stands in for handlers and the management group too, and nobody for another kind of authority', () => {
    const pairs = Role.options.flatMap((one) =>
      Role.options.filter((other) => one !== other && mayStandInFor(one, other)).map((other) => `${one} for ${other}`),
    );
    expect(pairs).toEqual(['manager for handler', 'manager for management-group']);
  });
});

describe('the nearest manager', () => {
  const deputy = someone('d', 'manager');
  const manager = someone('m', 'manager', { deputy: deputy.id });
  const person = someone('p', 'handler', { nearestManager: manager.id });

  it('is the manager while they are at work', () => {
    expect(nearestManagerOf(person, [person, manager, deputy], TODAY)).toEqual(manager);
  });

  it('is the deputy while the manager is away', () => {
    expect(nearestManagerOf(person, [person, { ...manager, ...away }, deputy], TODAY)).toEqual(deputy);
  });

  it('is never the person themselves, neither as their own manager nor as their manager’s deputy', () => {
    const own = someone('m', 'manager', { nearestManager: idOf('m') });
    expect(nearestManagerOf(own, [own], TODAY)).toBeUndefined();
    const standing = { ...deputy, nearestManager: manager.id };
    expect(nearestManagerOf(standing, [{ ...manager, ...away }, standing], TODAY)).toBeUndefined();
  });

  it.each([
    ['has left', { isActive: false }],
    ['is of another municipality', { party: 'tyreso' as const }],
    ['is a manager no longer', { role: 'handler' as const }],
    ['is away and has no deputy', { ...away, deputy: idOf('x') }],
  ])('is nobody when the one who is named %s', (_, more) => {
    expect(nearestManagerOf(person, [person, { ...manager, ...more }, deputy], TODAY)).toBeUndefined();
  });
});

describe('the register of staff', () => {
  it('is changed by administrators, and read by registrars and data protection officers as well (D7)', () => {
    expect(Role.options.filter((role) => mayWithStaff(role, 'change-staff'))).toEqual(['administrator']);
    expect(Role.options.filter((role) => mayWithStaff(role, 'read-staff'))).toEqual([
      'registrar',
      'administrator',
      'dpo',
    ]);
  });
});
