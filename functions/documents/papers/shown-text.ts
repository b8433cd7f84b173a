import type { Coverage } from './font-coverage.ts';

/** Stands where a character could not be shown; every font of a paper has it. */
const REPLACEMENT = '□';

// What a reader cannot see could change what a signed text seems to say (bidirectional overrides above all), so it is
// shown as a sign like any other that the fonts lack.
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Co}\p{Cn}]/u;
const LINE_ENDS = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;
const CONTROLS = /(?![\n\t])\p{Cc}/gu;
const NO_BREAK_SPACES = new Set(['\u00a0', '\u202f']);

/** Text as it is kept: well-formed, composed (NFC), lines ended by `\n`, control characters other than tab removed. */
export const tidied = (text: string): string =>
  text.toWellFormed().normalize('NFC').replace(LINE_ENDS, '\n').replace(CONTROLS, '');

/** As `tidied`, on one line: titles, names, footers. */
export const onOneLine = (text: string): string =>
  tidied(text)
    .replace(/[\n\t ]+/g, ' ')
    .trim();

/**
 * The text as a font can show it: what it lacks becomes `REPLACEMENT`, and is told through `unshown`. Spaces the font
 * lacks become an ordinary space, or one that does not break.
 */
export const shown = (text: string, covers: Coverage, unshown: (character: string) => void): string => {
  let result = '';
  for (const character of tidied(text)) {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\n' || character === '\t') result += character;
    else if (covers(code) && !INVISIBLE.test(character)) result += character;
    else if (/\p{Zs}/u.test(character)) result += NO_BREAK_SPACES.has(character) ? '\u00a0' : ' ';
    else {
      result += REPLACEMENT;
      unshown(character);
    }
  }
  return result;
};

const TAB = 4;

/** Tabs as spaces up to the next column that is a multiple of four, line by line. */
export const withoutTabs = (text: string): string =>
  text
    .split('\n')
    .map((line) => {
      let wide = '';
      for (const [index, part] of line.split('\t').entries()) {
        if (index > 0) wide += ' '.repeat(TAB - ([...wide].length % TAB));
        wide += part;
      }
      return wide;
    })
    .join('\n');
