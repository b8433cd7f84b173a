/** What a UTF-16 code unit can be inside a written number. Digits are 1–10 (value + 1), so that 0 means "nothing". */
export const SPACE = 16;
export const DASH = 17;
export const PLUS = 18;
export const NEWLINE = 19;
export const CELL = 20;
export const DOT = 21;
export const SLASH = 22;
export const OTHER = 23;
export const IGNORED = 24;
export const LETTER = 25;
export const HIGH_SURROGATE = 26;

const newlines = '\n\r\v\f\u0085\u2028\u2029';
const cells = '|;,"\'\t\u00a6\u2502';
const dots = '.\u2024\u00b7\u2027\u30fb\uff0e\u2022';
const slashes = '/\\\u2044\u2215\uff0f';
const others = '_:*=#()[]{}~>';
const dashes = '\u2212\u207b\u208b\u02d7\u2043\u00af\u30fc\u2500\u2501';
const pluses = '+\uff0b\u207a\u208a\ufe62';

/** The value of a code point that NFKC turns into one digit (superscripts, circled, full-width …), or undefined. */
const foldedDigit = (codePoint: number): number | undefined => {
  const folded = String.fromCodePoint(codePoint).normalize('NFKC');
  return /^\d$/.test(folded) ? Number(folded) : undefined;
};

/** Every decimal digit of Unicode (\p{Nd}) stands in a block of ten in order, so its place in the block is its value. */
const decimalDigits = (): Map<number, number> => {
  const values = new Map<number, number>();
  let place = 0;
  for (let codePoint = 0x30; codePoint < 0x1fbfa; codePoint += 1) {
    // Between the last digit of the BMP and the first beyond it, and among the ideographs, there are none.
    if (codePoint === 0x3400) codePoint = 0xa000;
    if (codePoint === 0xac00) codePoint = 0xfe00;
    if (codePoint === 0x12000) codePoint = 0x16000;
    if (codePoint === 0x17000) codePoint = 0x1ccf0;
    if (/\p{Nd}/u.test(String.fromCodePoint(codePoint))) {
      values.set(codePoint, place % 10);
      place += 1;
    } else place = 0;
  }
  return values;
};

/** Class by code unit, and digit value by code point beyond the BMP. Built once: 65 536 bytes. */
const build = () => {
  const byUnit = new Uint8Array(0x10000);
  const astralDigits = new Map<number, number>();
  const mark = (chars: string, kind: number) => {
    for (const char of chars) byUnit[char.charCodeAt(0)] = kind;
  };
  for (let unit = 0; unit < 0x10000; unit += 1) {
    if (unit >= 0x3400 && unit < 0xa000) continue;
    if (unit >= 0xac00 && unit < 0xd7b0) continue;
    const char = String.fromCharCode(unit);
    if (/\p{Cf}|\p{Cc}|\p{M}|[\u115f\u1160\u3164\uffa0]/u.test(char)) byUnit[unit] = IGNORED;
    else if (/\p{Zs}/u.test(char)) byUnit[unit] = SPACE;
    else if (/\p{Pd}/u.test(char)) byUnit[unit] = DASH;
  }
  for (let unit = 0xd800; unit < 0xdc00; unit += 1) byUnit[unit] = HIGH_SURROGATE;
  for (let code = 0x41; code <= 0x5a; code += 1) {
    byUnit[code] = LETTER;
    byUnit[code + 0x20] = LETTER;
    byUnit[code + 0xfee0] = LETTER;
    byUnit[code + 0xff00] = LETTER;
  }
  mark(newlines, NEWLINE);
  mark(cells, CELL);
  mark(dots, DOT);
  mark(slashes, SLASH);
  mark(others, OTHER);
  mark(dashes, DASH);
  mark(pluses, PLUS);
  const digit = (codePoint: number, value: number) => {
    if (codePoint > 0xffff) astralDigits.set(codePoint, value);
    else byUnit[codePoint] = value + 1;
  };
  for (const [codePoint, value] of decimalDigits()) digit(codePoint, value);
  for (const [from, to] of [
    [0xb2, 0xb9],
    [0x2070, 0x2089],
    [0x2460, 0x24ea],
    [0x1d7ce, 0x1d7ff],
    [0x1fbf0, 0x1fbf9],
  ] as const) {
    for (let codePoint = from; codePoint <= to; codePoint += 1) {
      const value = foldedDigit(codePoint);
      if (value !== undefined) digit(codePoint, value);
    }
  }
  for (let value = 1; value <= 9; value += 1) for (const start of [0x2775, 0x277f, 0x2789]) digit(start + value, value);
  return { byUnit, astralDigits };
};

export const { byUnit, astralDigits } = build();
