/**
 * Whatever looks like a personal identity number: ten or twelve digits of which the first are a date (the day of a coordination
 * number has sixty added), with or without a separator. Digits before or after, and a decimal sign, make it something else.
 */
const SHAPE =
  /(?<![\d.,]|\d[-+])(?:(?:18|19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01]))[-+]?\d{4}(?!\d|[.,]\d)/g;

/** Every number of that shape, as its last ten digits. */
export const identityNumberShapes = (text: string): string[] =>
  [...text.matchAll(SHAPE)].map(([found]) => found.replaceAll(/\D/g, '').slice(-10));
