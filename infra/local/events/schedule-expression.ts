import { z } from 'zod';

/** A schedule says something that this home does not understand. */
class ScheduleNotUnderstood extends Error {
  override readonly name = 'ScheduleNotUnderstood';
  constructor(expression: string) {
    super(`The schedule ${expression} is not understood`);
  }
}

/** The first time after `at` (milliseconds since 1970, exclusive) at which a schedule is due; undefined when never again. */
export type NextTime = (at: number) => number | undefined;

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
const unitMs = new Map([
  ['minute', minuteMs],
  ['hour', 60 * minuteMs],
  ['day', dayMs],
]);

/**
 * Reads `rate(n minutes|hours|days)` and `cron(minutes hours day-of-month month day-of-week year)` in UTC, as EventBridge does.
 * Of cron: numbers, names of days, `*`, `?`, lists, ranges and steps; `L`, `W` and `#` are refused.
 * @throws ScheduleNotUnderstood
 */
export function parseSchedule(expression: string): NextTime {
  const rate = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(expression);
  if (rate) {
    const every = Number(rate[1]) * (unitMs.get(rate[2] ?? '') ?? Number.NaN);
    return (at) => at + every;
  }
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/);
  if (fields?.length !== 6) throw new ScheduleNotUnderstood(expression);
  return cron(fields, expression);
}

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

function cron(texts: readonly string[], expression: string): NextTime {
  const [minuteText, hourText, dayText, monthText, weekdayText, yearText] = z
    .tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.string()])
    .parse(texts);
  const field = (text: string, low: number, high: number, names: readonly string[] = []) => {
    const values = valuesOf(text, low, high, names);
    if (!values || values.size === 0) throw new ScheduleNotUnderstood(expression);
    return values;
  };
  // EventBridge wants exactly one of the two to be a question mark, and so leaves no doubt how they combine.
  if ((dayText === '?') === (weekdayText === '?')) throw new ScheduleNotUnderstood(expression);
  const minutes = [...field(minuteText, 0, 59)].sort((a, b) => a - b);
  const hours = [...field(hourText, 0, 23)].sort((a, b) => a - b);
  const days = field(dayText, 1, 31);
  const months = field(monthText, 1, 12, monthNames);
  const weekdays = field(weekdayText, 1, 7, dayNames);
  const years = field(yearText, 1970, 2199);

  const isDay = (day: Date) =>
    years.has(day.getUTCFullYear()) &&
    months.has(day.getUTCMonth() + 1) &&
    days.has(day.getUTCDate()) &&
    weekdays.has(day.getUTCDay() + 1);
  const lastYear = Math.max(...years);
  return (at) => {
    for (let day = Math.floor(at / dayMs) * dayMs; ; day += dayMs) {
      const date = new Date(day);
      if (date.getUTCFullYear() > lastYear) return undefined;
      if (!isDay(date)) continue;
      for (const hour of hours) {
        for (const minute of minutes) {
          const due = day + (hour * 60 + minute) * minuteMs;
          if (due > at) return due;
        }
      }
    }
  };
}

/** The numbers that a field of cron names; undefined when it is not understood. */
function valuesOf(text: string, low: number, high: number, names: readonly string[]): Set<number> | undefined {
  const numberOf = (word: string) => {
    const named = names.indexOf(word.toUpperCase());
    const number = named >= 0 ? named + 1 : /^\d+$/.test(word) ? Number(word) : Number.NaN;
    return number >= low && number <= high ? number : undefined;
  };
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\*|\?|\w+)(?:-(\w+))?(?:\/([1-9]\d*))?$/.exec(part);
    if (!match) return undefined;
    const [, start = '', end, step] = match;
    const isAny = start === '*' || start === '?';
    const first = isAny ? low : numberOf(start);
    const last = end !== undefined ? numberOf(end) : isAny || step !== undefined ? high : first;
    if (first === undefined || last === undefined || last < first) return undefined;
    for (let value = first; value <= last; value += Number(step ?? 1)) values.add(value);
  }
  return values;
}
