import { getCookie, setCookie } from 'hono/cookie';
import type { Random } from '#ports/clock';
import type { PortalContext } from '../portal-env.ts';
import { LOCALES, type Locale } from '../texts/texts.ts';
import { newSecret } from './secrets.ts';

// Session cookies, all of them: none outlives the browser (K7). The prefix makes browsers insist on Secure, Path=/ and
// no Domain, so that no neighbouring site can plant one.
const OPTIONS = { secure: true, httpOnly: true, sameSite: 'Lax', path: '/' } as const;
const SESSION = '__Host-session';
const BROWSER = '__Host-browser';
const LANGUAGE = '__Host-language';
const SECRET = /^[A-Za-z0-9_-]{43}$/;

const secretIn = (c: PortalContext, name: string): string | undefined => {
  const value = getCookie(c, name);
  return value && SECRET.test(value) ? value : undefined;
};

export const sessionTokenOf = (c: PortalContext): string | undefined => secretIn(c, SESSION);
export const setSessionToken = (c: PortalContext, token: string) => setCookie(c, SESSION, token, OPTIONS);
export const dropSessionToken = (c: PortalContext) => setCookie(c, SESSION, '', { ...OPTIONS, maxAge: 0 });

/** The secret of this browser; one is set when there is none. It binds identifications under way to the browser. */
export const browserSecretOf = (c: PortalContext, random: Random): string => {
  const known = secretIn(c, BROWSER);
  if (known) return known;
  const secret = newSecret(random);
  setCookie(c, BROWSER, secret, OPTIONS);
  return secret;
};

export const localeOf = (c: PortalContext): Locale =>
  LOCALES.find((locale) => locale === getCookie(c, LANGUAGE)) ?? 'sv';
export const setLocale = (c: PortalContext, locale: Locale) => setCookie(c, LANGUAGE, locale, OPTIONS);
