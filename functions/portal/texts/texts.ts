import { en } from './en.ts';
import { sv, type Texts } from './sv.ts';

export type { Texts } from './sv.ts';

export const LOCALES = ['sv', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

export const textsIn = (locale: Locale): Texts => (locale === 'en' ? en : sv);
