/** Letters that are written, or read by a machine, instead of a digit. Only used right after a label. */
const digitFor: Record<string, string> = {
  O: '0',
  o: '0',
  Ο: '0',
  О: '0',
  ο: '0',
  о: '0',
  Q: '0',
  D: '0',
  Ø: '0',
  l: '1',
  I: '1',
  i: '1',
  '|': '1',
  '!': '1',
  І: '1',
  Ι: '1',
  Z: '2',
  z: '2',
  S: '5',
  s: '5',
  B: '8',
  G: '6',
};

const REACH = 48;
const isDigit = (char: string): boolean => char >= '0' && char <= '9';

/**
 * The text after a label, up to `before` (where the next label begins), with its look-alikes turned into digits, unit for unit, or undefined when there is none. A
 * word is turned only if it holds nothing but digits and look-alikes, and is no ordinary short word.
 */
export const withDigitsForLookAlikes = (text: string, labelEnd: number, before: number): string | undefined => {
  const reach = text.slice(labelEnd, Math.min(labelEnd + REACH, before));
  let digits = 0;
  let isChanged = false;
  const changed = reach.replaceAll(/[\p{L}\p{Nd}|!]+/gu, (word) => {
    const turned = [...word].map((char) => digitFor[char] ?? char).join('');
    const own = [...word].filter(isDigit).length;
    digits += own;
    if (turned === word || !/^\d+$/.test(turned) || (own === 0 && word.length < 4)) return word;
    isChanged = true;
    return turned;
  });
  return isChanged && digits >= 4 ? changed : undefined;
};
