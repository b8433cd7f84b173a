import type { Letter } from '#domain/letters';
import { composeLetter } from './compose-letter.ts';
import { letterAsHtml } from './letter-as-html.tsx';
import { letterAsText } from './letter-as-text.ts';

/** A letter as mail: text and HTML say the same, Swedish first and English under a rule. */
export const renderLetter = (letter: Letter): { subject: string; text: string; html: string } => {
  const composed = composeLetter(letter);
  return { subject: composed.subject, text: letterAsText(composed), html: letterAsHtml(composed) };
};
