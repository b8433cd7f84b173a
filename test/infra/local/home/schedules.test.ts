import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDelivery } from '../../../../infra/local/events/delivery.ts';
import { parseSchedule } from '../../../../infra/local/events/schedule-expression.ts';
import { runSchedules } from '../../../../infra/local/events/schedules.ts';
import { handClock, temporaryFolders } from './a-folder.ts';

const minute = 60_000;
const start = Date.parse('2026-11-22T10:15:30Z');
const next = (expression: string, at = start) => {
  const due = parseSchedule(expression)(at);
  return due === undefined ? undefined : new Date(due).toISOString();
};

describe('a schedule', () => {
  it.each([
    ['rate(1 minute)', '2026-11-22T10:16:30.000Z'],
    ['rate(15 minutes)', '2026-11-22T10:30:30.000Z'],
    ['rate(1 day)', '2026-11-23T10:15:30.000Z'],
    ['cron(0 3 * * ? *)', '2026-11-23T03:00:00.000Z'],
    ['cron(0/20 * * * ? *)', '2026-11-22T10:20:00.000Z'],
    ['cron(30 6 1 * ? *)', '2026-12-01T06:30:00.000Z'],
    ['cron(0 8 ? * MON-FRI *)', '2026-11-23T08:00:00.000Z'],
    ['cron(0 0 29 2 ? *)', '2028-02-29T00:00:00.000Z'],
    ['cron(0 0 1 JAN,JUL ? 2027)', '2027-01-01T00:00:00.000Z'],
  ])('%s is next due at %s', (expression, due) => {
    expect(next(expression)).toBe(due);
  });

  it('of a year that has passed is never due again', () => {
    expect(next('cron(0 0 1 1 ? 2026)')).toBeUndefined();
  });

  it.each([
    'rate(0 minutes)',
    'rate(5 weeks)',
    'cron(0 3 * * *)',
    'cron(0 3 * * * *)',
    'cron(0 3 L * ? *)',
    'cron(61 3 * * ? *)',
    'at(2026)',
  ])('%s is refused by name', (expression) => {
    expect(() => parseSchedule(expression)).toThrow(expect.objectContaining({ name: 'ScheduleNotUnderstood' }));
  });
});

describe('rules with a schedule', () => {
  const folder = temporaryFolders();
  const rule = {
    name: 'Sweep',
    arn: 'arn:rule',
    schedule: 'rate(15 minutes)',
    targets: [{ functionArn: 'arn:sweep' }],
  };

  /** Schedules on a clock of their own; `times` tells for which moments the function was called. */
  function running(file: string, clock = handClock(start)) {
    const times: string[] = [];
    const delivery = createDelivery({
      invoke: async (_arn, event) => {
        times.push(JSON.parse(JSON.stringify(event)).time);
        return { payload: null };
      },
      log: () => undefined,
      pause: async () => undefined,
    });
    const schedules = runSchedules({ rules: [rule], clock, delivery, file });
    return { clock, times, delivery, schedules };
  }

  it('fire each missed period once, in order, when the clock is moved', async () => {
    const { clock, times, delivery, schedules } = running(join(folder(), 'schedules.json'));
    clock.advance(14 * minute);
    await delivery.idle();
    expect(times).toEqual([]);
    clock.advance(32 * minute);
    await delivery.idle();
    expect(times).toEqual(['2026-11-22T10:30:30Z', '2026-11-22T10:45:30Z', '2026-11-22T11:00:30Z']);
    schedules.close();
  });

  it('fire the latest 31 periods of a long move, and then go on as before', async () => {
    const { clock, times, delivery, schedules } = running(join(folder(), 'schedules.json'));
    clock.advance(30 * 24 * 60 * minute);
    await delivery.idle();
    expect([times.length, times.at(-1)]).toEqual([31, '2026-12-22T10:15:30Z']);
    clock.advance(15 * minute);
    await delivery.idle();
    expect([times.length, times.at(-1)]).toEqual([32, '2026-12-22T10:30:30Z']);
    schedules.close();
  });

  it('remember over a restart what has fired', async () => {
    const file = join(folder(), 'schedules.json');
    const before = running(file);
    before.clock.advance(16 * minute);
    await before.delivery.idle();
    before.schedules.close();
    const after = running(file, before.clock);
    before.clock.advance(15 * minute);
    await after.delivery.idle();
    expect(before.times).toEqual(['2026-11-22T10:30:30Z']);
    expect(after.times).toEqual(['2026-11-22T10:45:30Z']);
    after.schedules.close();
  });
});
