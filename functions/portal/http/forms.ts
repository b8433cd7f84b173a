import { z } from 'zod';
import { findIdentityNumbers } from '#documents/identity-numbers/find-identity-numbers';

/** What was typed, by field, to show a form again. */
export type Typed = Record<string, string>;

/** Which fields did not pass, each with the name of its complaint in the texts. */
export type Complaints = Record<string, Complaint>;
export type Complaint = (typeof COMPLAINTS)[number];

export type Parsed<T> = { ok: true; value: T } | { ok: false; typed: Typed; complaints: Complaints };

const COMPLAINTS = [
  'missing',
  'too-long',
  'not-a-date',
  'date-passed',
  'not-a-number',
  'not-a-choice',
  'out-of-period',
  'identity-number',
  'not-a-mailbox',
] as const;

/** Parses a posted form; a field's schema names its complaint as its error message. */
export const parseForm = <S extends z.ZodType>(schema: S, typed: Typed): Parsed<z.output<S>> => {
  const result = schema.safeParse(typed);
  if (result.success) return { ok: true, value: result.data };
  const complaints: Complaints = {};
  for (const { path, message } of result.error.issues) {
    complaints[String(path[0] ?? '')] ??= COMPLAINTS.find((complaint) => complaint === message) ?? 'not-a-choice';
  }
  return { ok: false, typed, complaints };
};

// Lone surrogates and control characters have no business in a text that is hashed, signed and printed.
const clean = (text: string): string =>
  text.toWellFormed().replace(/[\p{Cc}]/gu, (c) => (c === '\n' || c === '\t' ? c : ' '));

/** A text of one line, trimmed. */
export const line = (max: number) =>
  z
    .string('missing')
    .transform((text) => clean(text).replace(/\s+/g, ' ').trim())
    .pipe(z.string().min(1, 'missing').max(max, 'too-long'));

/** A text of several lines, trimmed. */
export const paragraph = (max: number) =>
  z
    .string('missing')
    .transform((text) => clean(text).trim())
    .pipe(z.string().min(1, 'missing').max(max, 'too-long'));

/** A text in which no identity number may stand; one that seems to be there is enough. */
export const withoutIdentityNumbers = <S extends z.ZodType<string>>(text: S) =>
  text.refine((value) => findIdentityNumbers(value).length === 0, 'identity-number');

export const optionalParagraph = (max: number) =>
  z
    .string()
    .optional()
    .transform((text) => clean(text ?? '').trim())
    .pipe(z.string().max(max, 'too-long'));

/** A checkbox: there or not. */
export const tick = z
  .string()
  .optional()
  .transform((value) => value === 'yes');

/** A calendar date that has not passed. */
export const dayFrom = (today: string) =>
  z
    .string('missing')
    .trim()
    .min(1, 'missing')
    .pipe(z.iso.date('not-a-date').refine((day) => day >= today, 'date-passed'));

export const wholeNumber = (min: number, max: number) =>
  z
    .string('missing')
    .trim()
    .min(1, 'missing')
    .regex(/^\d{1,6}$/, 'not-a-number')
    .transform(Number)
    .pipe(z.int().min(min, 'not-a-number').max(max, 'not-a-number'));

export const choice = <const T extends readonly [string, ...string[]]>(options: T) => z.enum(options, 'not-a-choice');
