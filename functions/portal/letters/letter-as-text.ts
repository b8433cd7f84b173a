import type { ComposedLetter, LetterPart } from './compose-letter.ts';

/** The longest line that every mail program shows unbroken (RFC 5322 §2.1.1). */
const LINE_LENGTH = 78;

/** Short enough not to break on a telephone. */
const RULE = '-'.repeat(40);

/** The plain text of a letter. Lines are at most 78 characters, but an address is never broken. */
export const letterAsText = ({ link, sv, en }: ComposedLetter): string =>
  [
    ...paragraphsOf(sv, link && [`${link.label.sv} / ${link.label.en}:`, link.url]),
    RULE,
    ...paragraphsOf(en, undefined),
  ]
    .join('\n\n')
    .concat('\n');

const paragraphsOf = (part: LetterPart, link: string[] | undefined): string[] =>
  [
    [part.reminder ?? '', part.headline],
    ...part.body.map((text) => [text]),
    part.facts.map(({ label, value }) => `${label}: ${value}`),
    link ?? [],
    [part.howTo.join(' ')],
    [part.footer.join(' ')],
  ]
    .map((lines) => lines.filter(Boolean).map(wrapped).join('\n'))
    .filter(Boolean);

const wrapped = (text: string): string => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line && line.length + 1 + word.length > LINE_LENGTH) {
      lines.push(line);
      line = '';
    }
    line = line ? `${line} ${word}` : word;
  }
  return [...lines, line].join('\n');
};
