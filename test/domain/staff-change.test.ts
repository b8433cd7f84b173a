import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Role, type Staff, type StaffId } from '#domain/staff';
import {
  afterPlan,
  applyEdit,
  changedFields,
  editBetween,
  kindOf,
  leftWithoutManager,
  mayBeSecond,
  needsSecondSignatory,
  planProblem,
  type StaffEdit,
  type StaffPlan,
} from '#domain/staff-change';
import { HANINGE, idOf, someone } from '#test/some-staff';

const TODAY = '2027-03-01';
const admin = someone('a', 'administrator');
const manager = someone('m', 'manager');
const handler = someone('h', 'handler', { nearestManager: manager.id });
const all = [admin, manager, handler];

const editTo = (before: Staff | undefined, after: Staff): StaffEdit => {
  const edit = editBetween(before, after);
  if (!edit) throw new Error('nothing changes');
  return edit;
};
const plan = (...edits: StaffEdit[]): StaffPlan => ({ party: 'haninge', edits });
const problem = (...edits: StaffEdit[]) => planProblem(all, plan(...edits), HANINGE, TODAY);

describe('an edit', () => {
  it('names exactly the fields that change, and what they were', () => {
    const edit = editTo(handler, { ...handler, role: 'registrar', awayFrom: '2027-04-01' });
    expect(edit).toEqual({
      staff: handler.id,
      was: { role: 'handler', awayFrom: null },
      becomes: { role: 'registrar', awayFrom: '2027-04-01' },
    });
    expect(changedFields(edit)).toEqual(['role', 'awayFrom']);
    expect(editBetween(handler, { ...handler })).toBeUndefined();
  });

  it('is an addition, a change, a leaving or a return', () => {
    const gone = { ...handler, isActive: false, leftOn: TODAY };
    expect(kindOf(editTo(undefined, handler))).toBe('added');
    expect(kindOf(editTo(handler, { ...handler, name: 'Test Ny' }))).toBe('changed');
    expect(kindOf(editTo(handler, gone))).toBe('left');
    expect(kindOf(editTo(gone, handler))).toBe('returned');
  });

  const anyone = fc
    .record({
      role: fc.constantFrom(...Role.options),
      awayFrom: fc.constantFrom(undefined, '2027-01-01'),
      nearestManager: fc.constantFrom(undefined, manager.id),
      isActive: fc.boolean(),
    })
    .map(({ awayFrom, nearestManager, ...rest }) =>
      someone('z', 'handler', { ...rest, ...(awayFrom && { awayFrom }), ...(nearestManager && { nearestManager }) }),
    );

  it('leads from any record to any other, and carried out again does nothing', () => {
    fc.assert(
      fc.property(anyone, anyone, (before, after) => {
        const edit = editBetween(before, after);
        if (!edit) return void expect(before).toEqual(after);
        const once = applyEdit('haninge', before, edit);
        expect(once).toEqual({ outcome: 'apply', staff: after });
        expect(applyEdit('haninge', after, edit)).toEqual({ outcome: 'already' });
      }),
    );
  });

  it('leaves another mark with every change of role or service, and with no other', () => {
    const role = editTo(handler, { ...handler, role: 'registrar' });
    const first = applyEdit('haninge', handler, role, 'one');
    expect(first).toMatchObject({ outcome: 'apply', staff: { role: 'registrar', standing: 'one' } });
    const marked = { ...handler, standing: 'one' };
    const renamed = applyEdit('haninge', marked, editTo(handler, { ...handler, name: 'Test Ny' }), 'two');
    expect(renamed).toMatchObject({ outcome: 'apply', staff: { name: 'Test Ny', standing: 'one' } });
    const away = applyEdit('haninge', marked, editTo(handler, { ...handler, isActive: false }), 'three');
    expect(away).toMatchObject({ outcome: 'apply', staff: { standing: 'three' } });
  });

  it('remembers the mailbox they had first, until they have it again', () => {
    const moveTo = (before: Staff, mailbox: string): Staff => {
      const result = applyEdit('haninge', before, editTo(before, { ...before, mailbox }));
      if (result.outcome !== 'apply') throw new Error(result.outcome);
      return result.staff;
    };
    const once = moveTo(handler, 'ett@haninge.example');
    const twice = moveTo(once, 'tva@haninge.example');
    expect([once.mailboxWhenBound, twice.mailboxWhenBound]).toEqual([handler.mailbox, handler.mailbox]);
    expect(moveTo(twice, handler.mailbox)).toEqual(handler);
  });

  it('never lands on a record in which the same field has changed since, nor on one that is gone', () => {
    const edit = editTo(handler, { ...handler, role: 'registrar' });
    expect(applyEdit('haninge', { ...handler, role: 'manager' }, edit)).toEqual({ outcome: 'stale' });
    expect(applyEdit('haninge', undefined, edit)).toEqual({ outcome: 'stale' });
  });

  it('lands on a record in which something else has changed, and keeps that', () => {
    const edit = editTo(handler, { ...handler, role: 'registrar' });
    const moved = { ...handler, name: 'Test Annan' };
    expect(applyEdit('haninge', moved, edit)).toEqual({ outcome: 'apply', staff: { ...moved, role: 'registrar' } });
  });
});

describe('a plan is refused', () => {
  it.each([
    ['when a mailbox is of another domain', { mailbox: 'n@utanfor.example' }, 'foreign-mailbox'],
    ['when a mailbox is somebody else’s', { mailbox: 'M@haninge.example' }, 'same-mailbox'],
    ['when the nearest manager does not exist', { nearestManager: idOf('x') }, 'unknown-manager'],
    ['when somebody is their own manager', { nearestManager: idOf('n') }, 'own-manager'],
    ['when the nearest manager is no manager', { nearestManager: handler.id }, 'not-a-manager'],
    ['when the deputy does not exist', { deputy: idOf('x') }, 'unknown-deputy'],
    ['when somebody is their own deputy', { deputy: idOf('n') }, 'own-deputy'],
    ['when the deputy is of another kind', { deputy: admin.id }, 'deputy-may-not'],
    ['when a leave ends before it begins', { awayFrom: '2027-03-02', awayUntil: '2027-03-01' }, 'leave-ends-before'],
    ['when a leave only ends', { awayUntil: '2027-03-01' }, 'leave-without-start'],
  ] as const)('%s', (_, more, expected) => {
    const added = someone('n', 'handler', more as Partial<Staff>);
    expect(problem(editTo(undefined, added))).toEqual({ staff: added.id, problem: expected });
  });

  it('when managers would be each other’s managers, directly or round a corner', () => {
    const second = someone('s', 'manager', { nearestManager: manager.id });
    const third = someone('t', 'manager', { nearestManager: second.id });
    const closed = editTo(manager, { ...manager, nearestManager: third.id });
    expect(planProblem([...all, second, third], plan(closed), HANINGE, TODAY)).toEqual({
      staff: manager.id,
      problem: 'manager-loop',
    });
  });

  it('when nobody would be left to administer', () => {
    expect(problem(editTo(admin, { ...admin, isActive: false, leftOn: TODAY }))).toBe('last-administrator');
    expect(problem(editTo(admin, { ...admin, role: 'handler' }))).toBe('last-administrator');
  });

  it('when the register has moved on since it was made', () => {
    const edit = editTo({ ...handler, name: 'Test Gammal' }, { ...handler, name: 'Test Ny' });
    expect(problem(edit)).toBe('stale');
  });

  it('but not for what is wrong with records that it does not touch', () => {
    const odd = someone('q', 'handler', { nearestManager: idOf('x') });
    const edit = editTo(handler, { ...handler, name: 'Test Ny' });
    expect(planProblem([...all, odd], plan(edit), HANINGE, TODAY)).toBeUndefined();
  });
});

describe('two pairs of eyes', () => {
  const NOBODY = new Set<StaffId>();
  const needs = (by: Staff, edit: StaffEdit, bound: ReadonlySet<StaffId> = NOBODY): boolean => {
    const after = afterPlan(all, plan(edit));
    return after !== 'stale' && needsSecondSignatory(plan(edit), after, by.id, bound);
  };

  it.each([
    ['somebody is added as administrator', editTo(undefined, someone('n', 'administrator'))],
    ['somebody becomes administrator', editTo(handler, { ...handler, role: 'administrator' })],
    ['the administrator gets another role', editTo(admin, { ...admin, role: 'manager' })],
  ])('are needed when %s', (_, edit) => {
    expect(needs(admin, edit)).toBe(true);
  });

  it('are needed when an administrator who had left comes back', () => {
    const gone = someone('g', 'administrator', { isActive: false, leftOn: '2027-01-01' });
    const { leftOn: _, ...back } = { ...gone, isActive: true };
    const edit = editTo(gone, back);
    const after = afterPlan([...all, gone], plan(edit));
    expect(after !== 'stale' && needsSecondSignatory(plan(edit), after, admin.id, NOBODY)).toBe(true);
  });

  it.each([
    ['the mailbox of an administrator', editTo(admin, { ...admin, mailbox: 'ny@haninge.example' }), true, true],
    ['the name of an administrator', editTo(admin, { ...admin, name: 'Test Ny' }), true, true],
    ['both a role and a mailbox', editTo(admin, { ...admin, role: 'dpo', mailbox: 'ny@haninge.example' }), true, true],
    ['the mailbox of a handler', editTo(handler, { ...handler, mailbox: 'ny@haninge.example' }), false, true],
    ['the name of a manager', editTo(manager, { ...manager, name: 'Test Ny' }), false, true],
    ['a handler to a manager', editTo(handler, { ...handler, role: 'manager' }), false, true],
    ['a handler to a registrar', editTo(handler, { ...handler, role: 'registrar' }), false, true],
    ['a handler to finance', editTo(handler, { ...handler, role: 'finance' }), false, false],
    ['the leave of a handler', editTo(handler, { ...handler, awayFrom: TODAY }), false, false],
  ])('are needed to change %s: %#', (_, edit, withoutEId, withEId) => {
    const other = someone('b', 'administrator');
    expect([needs(other, edit), needs(other, edit, new Set(all.map(({ id }) => id)))]).toEqual([withoutEId, withEId]);
  });

  it.each([
    ['somebody else becomes registrar', editTo(handler, { ...handler, role: 'registrar' })],
    ['somebody leaves', editTo(handler, { ...handler, isActive: false, leftOn: TODAY })],
    ['the administrator takes leave', editTo(admin, { ...admin, awayFrom: TODAY })],
  ])('are not needed when %s', (_, edit) => {
    expect(needs(admin, edit)).toBe(false);
  });

  it.each([
    ['another administrator', someone('b', 'administrator'), true],
    ['a registrar', someone('r', 'registrar'), true],
    ['a manager', manager, true],
    ['a handler', someone('k', 'handler'), false],
    ['the first signatory', admin, false],
    ['a manager of another municipality', { ...manager, party: 'tyreso' as const }, false],
    ['a manager who has left', { ...manager, isActive: false }, false],
    ['one whom the change itself is about', handler, false],
  ])('%s may be the second: %#', (_, candidate, expected) => {
    const made = plan(editTo(handler, { ...handler, role: 'administrator' }));
    expect(mayBeSecond(made, admin.id, candidate, TODAY)).toBe(expected);
  });
});

describe('what a plan leads to', () => {
  it('tells who would be without a nearest manager', () => {
    const edit = editTo(manager, { ...manager, isActive: false, leftOn: TODAY });
    const after = afterPlan(all, plan(edit));
    expect(after !== 'stale' && leftWithoutManager(all, after, TODAY)).toEqual([handler]);
  });
});
