/** The shape of an identity number: `YYMMDD` (with or without century) and four more. Not whether it was ever issued. */
export interface DateShape {
  isCoordination: boolean;
  /** A day of the calendar. False for month or day 00, and for 30 February: mistyped, or given where the date is unknown. */
  isRealDate: boolean;
}

const daysInMonth = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const two = (digits: Uint8Array, at: number): number => (digits[at] ?? 0) * 10 + (digits[at + 1] ?? 0);

/**
 * The date that begins at `at`, `length` 6 or 8 digits long, or undefined when no date can begin so. A
 * coordination number (samordningsnummer) has 60 added to its day (SKV M 2010:3).
 */
export const dateShapeAt = (digits: Uint8Array, at: number, length: 6 | 8): DateShape | undefined => {
  if (length === 8) {
    const century = two(digits, at);
    if (century < 18 || century > 20) return undefined;
  }
  const from = at + length - 6;
  const month = two(digits, from + 2);
  if (month > 12) return undefined;
  const written = two(digits, from + 4);
  const isCoordination = written >= 60;
  const day = isCoordination ? written - 60 : written;
  if (day > 31) return undefined;
  return { isCoordination, isRealDate: day >= 1 && day <= (daysInMonth[month] ?? 0) };
};

/** The Luhn check over the ten digits from `at`, as Skatteverket uses it. */
export const isChecksumRight = (digits: ArrayLike<number>, at: number): boolean => {
  let sum = 0;
  for (let place = 0; place < 10; place += 1) {
    const digit = digits[at + place] ?? 0;
    const product = place % 2 === 0 ? digit * 2 : digit;
    sum += product > 9 ? product - 9 : product;
  }
  return sum % 10 === 0;
};
