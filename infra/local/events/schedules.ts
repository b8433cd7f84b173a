import { z } from 'zod';
import { createAlarm } from '../clock/alarm.ts';
import type { HomeClock } from '../clock/clock.ts';
import { readIfPresent, writeAtomically } from '../process/atomic-file.ts';
import type { RuleSpec } from '../template/deployment.ts';
import type { Delivery } from './delivery.ts';
import { scheduledEvent } from './event-bus.ts';
import { type NextTime, parseSchedule } from './schedule-expression.ts';

/** By rule: the last time that it fired, or its first start; milliseconds since 1970. */
const Fired = z.record(z.string(), z.int());

/** A month of a nightly rule, but not a month of one that looks every five minutes. */
const mostMissed = 31;

interface Schedule {
  rule: RuleSpec;
  next: NextTime;
}

/** The rules with a schedule, on the home's clock. */
export interface Schedules {
  close(): void;
}

/**
 * Fires what is due: after a move of the clock each missed period once and in order, of one rule the latest 31. What was
 * missed while the home was not running counts as missed too.
 * @param o.file remembers when each rule fired.
 */
export function runSchedules(o: {
  rules: readonly RuleSpec[];
  clock: HomeClock;
  delivery: Delivery;
  file: string;
}): Schedules {
  const fired = new Map(Object.entries(Fired.parse(JSON.parse(readIfPresent(o.file) ?? '{}'))));
  const schedules: Schedule[] = o.rules.flatMap((rule) =>
    rule.schedule === undefined ? [] : { rule, next: parseSchedule(rule.schedule) },
  );
  const save = () => writeAtomically(o.file, JSON.stringify(Object.fromEntries(fired)));
  for (const { rule } of schedules) if (!fired.has(rule.name)) fired.set(rule.name, o.clock.now());
  if (schedules.length > 0) save();

  const dueAt = ({ rule, next }: Schedule) => next(fired.get(rule.name) ?? o.clock.now());
  const fire = async () => {
    const now = o.clock.now();
    const due = schedules.map(({ rule, next }) => ({
      rule,
      times: missedTimes(next, fired.get(rule.name) ?? now, now),
    }));
    for (const { rule, times } of due) fired.set(rule.name, times.at(-1) ?? fired.get(rule.name) ?? now);
    // Remembered first: an event is lost to a kill rather than sent again each time, and the next period makes it good.
    save();
    for (const { rule, times } of due) {
      const latest = times.slice(-mostMissed);
      for (const { functionArn, input } of latest.length > 0 ? rule.targets : []) {
        void o.delivery.send(functionArn, ...latest.map((at) => input ?? scheduledEvent(rule.arn, at)));
      }
    }
  };
  const alarm = createAlarm({
    clock: o.clock,
    nextAt: () => {
      const next = Math.min(...schedules.map((schedule) => dueAt(schedule) ?? Number.POSITIVE_INFINITY));
      return Number.isFinite(next) ? next : undefined;
    },
    ring: fire,
  });
  alarm.reset();
  return { close: () => alarm.close() };
}

function missedTimes(next: NextTime, since: number, now: number): number[] {
  const times: number[] = [];
  for (let at = next(since); at !== undefined && at <= now; at = next(at)) times.push(at);
  return times;
}
