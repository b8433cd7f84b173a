import { describe, expect, it } from 'vitest';
import { STATUSES } from '#domain/assignment';
import { EventNotAllowed } from '#domain/errors';
import { answersTo, EVENT_NAMES, mayHappen, statusAfter, TRANSITIONS } from '#domain/transitions';

describe('the assignment’s life as one table', () => {
  it('lets work be ordered only after circulation, and accepted only after a signed order (R1.2)', () => {
    expect(STATUSES.filter((status) => mayHappen('ordered', status))).toEqual(['circulated']);
    expect(STATUSES.filter((status) => mayHappen('accepted', status))).toEqual(['ordered']);
    expect(STATUSES.filter((status) => mayHappen('delivered', status))).toEqual(['in-progress']);
    expect(STATUSES.filter((status) => mayHappen('received', status))).toEqual(['sent']);
  });

  it('keeps every ending its own outcome', () => {
    const outcomes = EVENT_NAMES.flatMap((name) => TRANSITIONS[name].outcome ?? []);
    expect([...outcomes].sort()).toEqual(['completed', 'declined', 'expired', 'failed', 'objected', 'withdrawn']);
  });

  it('reaches every status but that in which a mail is parked', () => {
    const reached = new Set(EVENT_NAMES.map((name) => TRANSITIONS[name].to));
    expect(STATUSES.filter((status) => !reached.has(status))).toEqual(['parked']);
  });

  it('never lets anything happen to what has ended but closing, handing over and culling', () => {
    expect(EVENT_NAMES.filter((name) => mayHappen(name, 'ended'))).toEqual([
      'handed-over',
      'closed',
      'held',
      'released',
      'let-go',
    ]);
  });

  it('says by name what is refused', () => {
    expect(() => statusAfter('accepted', 'circulated')).toThrow(EventNotAllowed);
    expect(statusAfter('refused', 'ordered')).toBe('circulated');
    expect(statusAfter('answered', 'circulated')).toBe('circulated');
  });

  it('gives a wait the outcomes that its events are', () => {
    expect(answersTo('AwaitReceipt')).toEqual(['objected', 'objected-finally', 'received', 'withdrawn']);
    expect(answersTo('AwaitOrder')).toEqual(['answered', 'declined', 'ordered', 'withdrawn']);
  });
});
