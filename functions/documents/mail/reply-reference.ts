import type { ReadMail } from './read-mail.ts';

/** 26 characters of Crockford base32: 130 bits, more than can be guessed. */
const token = '([0-9a-hjkmnp-tv-z]{26})';

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * The assignment that a message answers: the token of `uppdrag+<token>@<mailDomain>` among its recipients (To, Cc,
 * Delivered-To, X-Original-To, and the `for` of Received). Undefined when there is none, or more than one: a
 * message to two assignments belongs to neither until a person has said so.
 */
export const replyReferenceOf = (
  mail: Pick<ReadMail, 'headers' | 'to' | 'cc' | 'deliveredTo'>,
  mailDomain: string,
): string | undefined => {
  const whole = new RegExp(`^uppdrag\\+${token}@${escaped(mailDomain.toLowerCase())}$`);
  const received = mail.headers
    .filter(({ key }) => key === 'received')
    .flatMap(({ value }) =>
      [.../\bfor\s+<?([^\s<>;]{1,320})>?/gi[Symbol.matchAll](value.slice(0, 4096))].map((found) => found[1] ?? ''),
    );
  const found = new Set<string>();
  for (const address of [...mail.to, ...mail.cc, ...mail.deliveredTo, ...received]) {
    const match = whole.exec(address.toLowerCase());
    if (match?.[1]) found.add(match[1]);
  }
  return found.size === 1 ? [...found][0] : undefined;
};
