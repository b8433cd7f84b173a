import { Time } from 'pkijs';

const GENERALIZED_FROM_YEAR = 2050;

/** RFC 5280 §4.1.2.5: two-digit years until 2049, and no parts of seconds. */
export const certificateTime = (at: Date): Time =>
  new Time({
    type: at.getUTCFullYear() < GENERALIZED_FROM_YEAR ? 0 : 1,
    value: new Date(Math.floor(at.getTime() / 1000) * 1000),
  });
