import { describe, expect, it } from 'vitest';
import type { Staff } from '#domain/staff';
import { StaffLogEntry } from '#domain/staff-log';
import { someone } from '#test/some-staff';
import {
  approversOf,
  type BindingCase,
  hadEId,
  isApprovedAlone,
  mayApprove,
} from '../../../functions/staff/binding-approvers.ts';

const [admin, other] = [someone('a', 'administrator'), someone('b', 'administrator')];
const [manager, registrar, handler] = [someone('m', 'manager'), someone('r', 'registrar'), someone('h')];
const AT = '2027-03-01T09:00:00.000Z';

const line = (what: string, staff: Staff, by: Staff, more: object = {}): StaffLogEntry =>
  StaffLogEntry.parse({
    id: `${what}-${staff.id}`,
    party: 'haninge',
    staff: staff.id,
    what,
    fields: [],
    at: AT,
    by: [by.id],
    ...more,
  });
/** An e-ID of the handler's, by a link that the first administrator sent, in a municipality of these people. */
const given = (people: Staff[], more: Partial<BindingCase> = {}, replaces = false): BindingCase => ({
  staff: handler,
  waiting: { sentBy: admin.id, replaces },
  all: [...people, more.staff ?? handler],
  bound: new Map(people.map(({ id }) => [id, AT])),
  log: [],
  on: '2027-03-01',
  ...more,
});
const approvers = (theCase: BindingCase) => approversOf(theCase).map(({ id }) => id);
const ids = (...people: Staff[]) => people.map(({ id }) => id);

describe('a first e-ID of somebody who decides about nobody', () => {
  it('is approved by any administrator, the sender too, and by nobody in another role', () => {
    expect(approvers(given([admin, other, manager, registrar]))).toEqual(ids(admin, other));
  });

  it('is never approved by the person, nor by an administrator of another municipality', () => {
    const foreign = { ...other, party: 'tyreso' as const };
    expect(approvers(given([admin, foreign], { staff: { ...admin } }))).toEqual([]);
  });
});

describe.each([
  ['an e-ID that replaces an earlier one', handler, true],
  ['a first e-ID of a manager', someone('n', 'manager'), false],
  ['a first e-ID of a registrar', someone('n', 'registrar'), false],
  ['a first e-ID of an administrator', someone('n', 'administrator'), false],
])('%s', (_, staff, replaces) => {
  const of = (people: Staff[], more: Partial<BindingCase> = {}) => given(people, { staff, ...more }, replaces);

  it('is approved by another administrator than the one who sent the link', () => {
    expect(approvers(of([admin, other, manager, registrar]))).toEqual(ids(other));
  });

  it('is approved by a registrar or a manager where there is no other administrator who can', () => {
    expect(approvers(of([admin, manager, registrar]))).toEqual(ids(manager, registrar));
    expect(approvers(of([admin, { ...other, awayFrom: '2027-02-01' }, manager]))).toEqual(ids(manager));
    const unbound = of([admin, other, manager]);
    expect(approvers({ ...unbound, bound: new Map([[manager.id, AT]]) })).toEqual(ids(manager));
  });

  it('is never approved by a handler, by one who has left, or by one who has no e-ID', () => {
    const gone = { ...registrar, isActive: false };
    expect(approvers(of([admin, someone('k'), gone]))).toEqual([]);
    expect(mayApprove(of([admin, gone]), gone)).toBe(false);
  });
});

describe('an e-ID that replaces an earlier one', () => {
  const changed = (by: Staff, at = AT) => line('changed', handler, by, { fields: ['mailbox'], at });

  it('is approved by nobody who signed for the mailbox', () => {
    const theCase = given([admin, other, registrar], { log: [changed(other)] }, true);
    expect(approvers(theCase)).toEqual(ids(registrar));
  });

  it('is approved by nobody who changed the mailbox since the earlier one, be it changed back since', () => {
    const log = [
      line('binding-approved', handler, registrar, { at: '2027-02-01T09:00:00.000Z' }),
      changed(other),
      { ...changed(registrar, '2027-03-01T10:00:00.000Z'), id: 'later' },
    ];
    expect(approvers(given([admin, other, registrar, manager], { log }, true))).toEqual(ids(manager));
  });

  it('may be approved by who changed the mailbox before the earlier one, and not since', () => {
    const log = [
      changed(other, '2027-01-01T09:00:00.000Z'),
      { ...changed(admin, '2027-01-02T09:00:00.000Z'), id: 'later' },
      line('binding-approved', handler, other),
    ];
    expect(approvers(given([admin, other, registrar], { log }, true))).toEqual(ids(other));
  });

  it('is not approved because of a change that was never made', () => {
    const log = [{ ...changed(other), what: 'not-applied' as const }];
    expect(approvers(given([admin, other], { log }, true))).toEqual(ids(other));
  });

  it('is approved by nobody at all rather than by the sender alone', () => {
    expect(approvers(given([admin], {}, true))).toEqual([]);
  });

  it('is known by the log when the earlier one was forgotten', () => {
    const log = [line('binding-approved', handler, admin)];
    expect(hadEId(handler.id, { bound: new Map(), log })).toBe(true);
    expect(hadEId(handler.id, { bound: new Map(), log: [line('binding-waiting', handler, handler)] })).toBe(false);
  });
});

describe('the first who decides anything beside the only administrator', () => {
  const first = someone('n', 'manager');
  const approved = line('binding-approved', registrar, admin, {
    approval: { role: 'registrar', linkSentBy: 'operations', shownAt: AT },
  });

  it('is approved by the administrator, who is then known to have done it alone', () => {
    const theCase = given([admin, someone('k')], { staff: first });
    expect(approvers(theCase)).toEqual([admin.id]);
    expect(isApprovedAlone(theCase, admin)).toBe(true);
    expect(isApprovedAlone(given([admin]), admin)).toBe(false);
  });

  it('is not, once there was somebody: not when they lost their role, and not when they left', () => {
    for (const more of [{ role: 'handler' }, { isActive: false }] as const) {
      const former = { ...registrar, ...more };
      const bound = new Map([[admin.id, AT]]);
      expect(approvers(given([admin, former], { staff: first, log: [approved], bound }))).toEqual([]);
    }
  });

  it('is never an e-ID that replaces another', () => {
    expect(approvers(given([admin], { staff: first }, true))).toEqual([]);
  });
});
