import { describe, expect, it } from 'vitest';
import type { AssignmentEvent } from '#domain/facts';
import { answersTo, WAITS } from '#domain/transitions';
import { askedAt, CONTINUE_AFTER_DAYS, decideWait, lastDayOf, WAIT_RULES } from '#domain/waiting';
import { aFile, aReceivedFile, HANDLER } from '#test/a-file';
import { aContext, aGrant } from '#test/a-grant';

const event = (name: string, at: string, id = name): AssignmentEvent => ({ kind: 'event', id, name, at, by: 'system' });
const ordered = { status: 'ordered', statusSince: '2026-03-02T09:00:00.000Z' } as const;

describe('how long one waits, and what happens then (architecture 11)', () => {
  it.each(WAITS)('%s has an owner, reminders, and a last day or a named person at the end', (wait) => {
    const rule = WAIT_RULES[wait];
    expect(rule.owner).not.toBe('');
    expect(rule.remindOnDays.length).toBeGreaterThan(0);
    expect(rule.lastDay !== undefined || rule.owner === 'controller').toBe(true);
    expect(rule.remindOnDays.every((day) => day < (rule.lastDay ?? CONTINUE_AFTER_DAYS))).toBe(true);
    expect(answersTo(wait).length).toBeGreaterThan(0);
  });

  it.each([
    ['asks on the first day', '2026-03-02T10:00:00Z', { kind: 'waiting', letter: 0 }],
    ['has nothing new to say the day before the reminder', '2026-03-06T22:59:00Z', { kind: 'waiting', letter: 0 }],
    ['reminds on the fifth day, by the calendar', '2026-03-06T23:00:00Z', { kind: 'waiting', letter: 1 }],
    ['reminds again on the tenth', '2026-03-12T09:00:00Z', { kind: 'waiting', letter: 2 }],
    ['still waits in the last hour of the last day', '2026-03-16T22:59:59Z', { kind: 'waiting', letter: 2 }],
    ['is overdue at midnight after the last day', '2026-03-16T23:00:00Z', { kind: 'overdue' }],
  ])('for an acceptance: %s', (_what, now, decision) => {
    expect(decideWait('AwaitAcceptance', aFile(ordered), new Date(now))).toEqual(decision);
  });

  it('tells the last day that people read', () => {
    expect(lastDayOf('AwaitAcceptance', aFile(ordered), new Date())).toBe('2026-03-16');
    expect(lastDayOf('AwaitClosingDecision', aFile({ status: 'ended' }), new Date())).toBeUndefined();
  });

  it('lets an answer that is stored count, however late the workflow asks', () => {
    const file = aFile(
      { status: 'accepted', statusSince: '2026-03-10T09:00:00.000Z' },
      { events: [event('ordered', '2026-03-02T09:00:00.000Z'), event('accepted', '2026-03-10T09:00:00.000Z')] },
    );
    expect(decideWait('AwaitAcceptance', file, new Date('2027-01-01'))).toEqual({
      kind: 'answered',
      outcome: 'accepted',
    });
  });

  it('asks the orderer anew after a refusal, with days of its own', () => {
    const file = aFile(
      { status: 'circulated', statusSince: '2026-03-20T09:00:00.000Z' },
      { events: [event('ordered', '2026-03-02T09:00:00.000Z'), event('refused', '2026-03-20T09:00:00.000Z')] },
    );
    expect(decideWait('AwaitOrder', file, new Date('2026-03-20T10:00:00Z'))).toEqual({ kind: 'waiting', letter: 0 });
    expect(lastDayOf('AwaitOrder', file, new Date())).toBe('2026-05-19');
  });

  it.each([
    'AwaitScreening',
    'AwaitOrder',
    'AwaitAcceptance',
    'AwaitClearance',
    'AwaitDeliverables',
    'AwaitReceipt',
  ] as const)('tells %s of a withdrawal', (wait) => {
    const file = aFile(
      { status: 'ended', outcome: 'withdrawn' },
      { events: [event('withdrawn', '2026-03-03T09:00:00.000Z')] },
    );
    expect(decideWait(wait, file, new Date('2026-03-04'))).toEqual({ kind: 'answered', outcome: 'withdrawn' });
  });

  it('goes on waiting while a gate is closed, and not a moment longer', () => {
    const now = new Date('2026-03-05T09:00:00Z');
    const closed = aFile({ status: 'accepted', performer: 'tyreso', needsRegisterAccess: true });
    const { rules, signatures, staff } = aContext();
    const registerAccess = { rules, signatures, staff, grants: [aGrant()] };
    expect(decideWait('AwaitClearance', closed, now).kind).toBe('waiting');
    expect(decideWait('AwaitClearance', { ...closed, registerAccess }, now)).toEqual({
      kind: 'answered',
      outcome: 'clearance-given',
    });
  });

  it('begins a new execution rather than live longer than one may, and never expires in silence', () => {
    const file = aFile({ status: 'ended', outcome: 'declined', statusSince: '2026-01-01T00:00:00.000Z' });
    const long = new Date('2027-06-01T00:00:00Z');
    expect(decideWait('AwaitClosingDecision', file, long, new Date('2026-06-01')).kind).toBe('continue');
    expect(decideWait('AwaitClosingDecision', file, long, new Date('2027-05-31')).kind).toBe('waiting');
    const delivering = aFile({ status: 'in-progress', statusSince: '2027-05-01T00:00:00.000Z' });
    expect(decideWait('AwaitDeliverables', delivering, long, new Date('2026-06-01')).kind).toBe('continue');
  });

  it('goes on reminding every sixty days for as long as nobody decides', () => {
    const file = aFile({ status: 'ended', outcome: 'declined', statusSince: '2026-01-01T00:00:00.000Z' });
    const letters = ['2026-08-29', '2026-10-27', '2026-10-28', '2027-12-27'].map((day) => {
      const now = new Date(`${day}T12:00:00Z`);
      const decision = decideWait('AwaitClosingDecision', file, now, now);
      return decision.kind === 'waiting' ? decision.letter : decision.kind;
    });
    expect(letters).toEqual([6, 6, 7, 14]);
  });

  it('is not fooled by a note that came after the answer', () => {
    const file = aFile(
      { status: 'ordered' },
      { events: [event('ordered', '2026-03-02T09:00:00.000Z'), event('answered', '2026-03-02T09:00:01.000Z')] },
    );
    expect(decideWait('AwaitOrder', file, new Date('2026-03-03'))).toEqual({ kind: 'answered', outcome: 'ordered' });
  });

  it('gives a new objection period after a hold was lifted', () => {
    const events = [
      event('culling-proposed', '2026-05-01T00:00:00.000Z', 'culling-proposed-0'),
      event('released', '2026-08-01T00:00:00.000Z'),
    ];
    const file = { ...aReceivedFile(), events };
    const now = new Date('2026-08-02T00:00:00Z');
    expect(decideWait('AwaitObjection', file, now)).toEqual({ kind: 'waiting', letter: 0 });
    expect(askedAt('AwaitObjection', { ...file, events: events.slice(0, 1) }, now).toISOString()).toBe(
      '2026-05-01T00:00:00.000Z',
    );
  });

  it('hears a hold before it hears that culling was let go', () => {
    const hold = { by: HANDLER, at: '2026-05-02T00:00:00.000Z', ground: 'disclosure-request' as const };
    const lettingGo = { by: HANDLER, at: '2026-05-02T00:00:00.000Z' };
    const now = new Date('2026-05-03');
    expect(decideWait('AwaitObjection', aReceivedFile({ hold, lettingGo }), now)).toMatchObject({ outcome: 'held' });
    expect(decideWait('AwaitObjection', aReceivedFile({ lettingGo }), now)).toMatchObject({ outcome: 'let-go' });
    expect(decideWait('AwaitHoldRelease', aReceivedFile({ hold }), now)).toMatchObject({ kind: 'waiting' });
    expect(decideWait('AwaitHoldRelease', aReceivedFile(), now)).toMatchObject({ outcome: 'released' });
  });
});
