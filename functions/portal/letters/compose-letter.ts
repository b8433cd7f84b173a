import type { CalendarDate } from '#domain/calendar';
import type { Letter } from '#domain/letters';
import { partyName } from '#domain/parties';
import { FRAME_TEXTS, SUBJECT_TEXTS } from './frame-texts.ts';
import { type Language, LETTER_TEXTS, type Target } from './letter-texts.ts';

/** A letter in one language: what the text and the HTML of it both say, in this order. */
export interface LetterPart {
  language: Language;
  headline: string;
  reminder: string | undefined;
  /** What happened and what is asked. */
  body: string[];
  /** What to quote and when, as label and value. */
  facts: { label: string; value: string }[];
  /** How the link and an answer work. */
  howTo: string[];
  footer: string[];
}

export interface ComposedLetter {
  subject: string;
  /** The municipality that the letter is sent for. */
  sender: string | undefined;
  /** The one link; its label is in both languages because it stands once. */
  link: { url: string; label: Record<Language, string> } | undefined;
  sv: LetterPart;
  en: LetterPart;
}

/**
 * Puts a letter together from the fields that it may carry (K6); addresses and message ids stay in the envelope. A kind
 * without a target shows neither link, reference nor date, whatever it was given: its reader is a stranger.
 */
export const composeLetter = (letter: Letter): ComposedLetter => {
  const { target, sv } = LETTER_TEXTS[letter.kind];
  const shown: Letter = target ? letter : { kind: letter.kind, to: letter.to, from: letter.from };
  return {
    subject: subjectOf(shown, sv.headline),
    sender: shown.from && partyName(shown.from),
    link: linkOf(shown, target),
    sv: composePart(shown, 'sv'),
    en: composePart(shown, 'en'),
  };
};

const linkOf = ({ url }: Letter, target: Target | undefined): ComposedLetter['link'] =>
  url && target ? { url, label: { sv: FRAME_TEXTS.sv.open[target], en: FRAME_TEXTS.en.open[target] } } : undefined;

const subjectOf = ({ reference, reminder }: Letter, headline: string): string => {
  const what = reference ? SUBJECT_TEXTS.assignment(reference, headline) : sentence(headline);
  // A line break in a header would begin another header.
  return `${reminder ? SUBJECT_TEXTS.reminder : ''}${what}`.replaceAll(/\s+/g, ' ');
};

const composePart = (letter: Letter, language: Language): LetterPart => {
  const frame = FRAME_TEXTS[language];
  const { target, [language]: words } = LETTER_TEXTS[letter.kind];
  const sender = letter.from && partyName(letter.from);
  const lastDay = letter.lastDay && dateIn(language, letter.lastDay);
  return {
    language,
    headline: sentence(words.headline),
    reminder: letter.reminder ? frame.reminder(letter.reminder) : undefined,
    body: [words.happened(sender ?? frame.someMunicipality), words.asked],
    facts: [
      ...(lastDay ? [{ label: frame.lastDay, value: lastDay }] : []),
      ...(letter.reference ? [{ label: frame.reference, value: letter.reference }] : []),
    ],
    howTo: [
      ...(letter.url ? [frame.identify] : []),
      ...(letter.url && target === 'message' ? [frame.expires(lastDay)] : []),
      ...(letter.replyTo ? [frame.answer] : []),
      ...(letter.url && !letter.replyTo ? [frame.noAnswer] : []),
    ],
    footer: [
      frame.sentAutomatically(sender),
      frame.noPersonalData,
      ...(target && !ABOUT_NOBODYS_WORK.has(target) ? [frame.noContent] : []),
    ],
  };
};

/** Letters about the register of staff are about no assignment. */
const ABOUT_NOBODYS_WORK: ReadonlySet<Target> = new Set(['binding', 'staff']);

const sentence = (words: string): string => words.charAt(0).toLocaleUpperCase('sv') + words.slice(1);

const LOCALES: Readonly<Record<Language, string>> = { sv: 'sv-SE', en: 'en-GB' };

/** A date as people write it: `3 december 2026`, `3 December 2026`. */
const dateIn = (language: Language, on: CalendarDate): string =>
  new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${on}T12:00:00Z`),
  );
