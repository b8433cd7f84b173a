import { z } from 'zod';

/** A calendar date in Europe/Stockholm, `YYYY-MM-DD`: deadlines that people read are days, not multiples of 24 hours. */
export const CalendarDate = z.iso.date();
export type CalendarDate = z.infer<typeof CalendarDate>;

const stockholm = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The date in Stockholm at an instant. */
export const dateOf = (at: Date): CalendarDate => stockholm.format(at);

export const plusDays = (on: CalendarDate, days: number): CalendarDate => {
  const day = new Date(`${on}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
};

/** The whole days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: CalendarDate, to: CalendarDate): number =>
  Math.round((Date.parse(`${to}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / 86_400_000);

/** The first instant of a date in Stockholm: midnight there, which is 22:00 or 23:00 UTC the day before. */
export const startOf = (on: CalendarDate): Date => {
  for (const hour of ['22', '23']) {
    const at = new Date(`${plusDays(on, -1)}T${hour}:00:00Z`);
    if (dateOf(at) === on) return at;
  }
  throw new RangeError(`not a date: ${on}`);
};
