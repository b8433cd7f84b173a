import { en } from './en.ts';
import { sv } from './sv.ts';

/** All words of the portal; every language has every one of them. */
export type Texts = typeof sv;

export const LOCALES = ['sv', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

export const textsIn = (locale: Locale): Texts => (locale === 'en' ? en : sv);
