import { z } from 'zod';
import type { HomeAddresses } from './home-process.ts';

const StoredLetter = z.object({
  id: z.string(),
  sequence: z.number(),
  at: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  headers: z.record(z.string(), z.unknown()),
});
export type StoredLetter = z.infer<typeof StoredLetter>;

/** What has arrived in a mailbox of the local home, newest first. */
export const lettersTo = async (home: Pick<HomeAddresses, 'urls'>, mailbox: string): Promise<StoredLetter[]> => {
  const response = await fetch(`${home.urls.mailbox}/mailbox/${encodeURIComponent(mailbox)}`, {
    headers: { accept: 'application/json' },
  });
  if (response.status === 404) return [];
  return z.array(StoredLetter).parse(await response.json());
};

/** Every letter that has left, newest first. */
export const allLetters = async (home: Pick<HomeAddresses, 'urls'>): Promise<StoredLetter[]> => {
  const response = await fetch(home.urls.mailbox, { headers: { accept: 'application/json' } });
  return z.array(StoredLetter).parse(await response.json());
};

/** The link in a letter: it has exactly one address of the portal. */
export const linkIn = (letter: Pick<StoredLetter, 'text' | 'subject'>, portal: string): string => {
  const start = letter.text.indexOf(`${portal}/`);
  if (start < 0) throw new Error(`no link in «${letter.subject}»`);
  return /^\S+/.exec(letter.text.slice(start))?.[0] ?? '';
};

/** The newest letter in a mailbox whose link's path matches. @throws Error that lists what there is. */
export const linkTo = async (home: HomeAddresses, mailbox: string, path: RegExp): Promise<string> => {
  const letters = await lettersTo(home, mailbox);
  for (const letter of letters) {
    const link = letter.text.includes(home.urls.portal) ? linkIn(letter, home.urls.portal) : '';
    if (path.test(link)) return link;
  }
  throw new Error(
    `no letter to ${mailbox} leads to ${path}; there are: ${letters.map(({ subject }) => subject).join(' | ')}`,
  );
};
