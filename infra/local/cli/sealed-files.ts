import { z } from 'zod';
import { sv } from '#portal/texts/sv.ts';
import { SECRETS_PREFIX } from '../../constructs/names.ts';
import { secretsFile } from '../process/seals.ts';
import { createSecrets } from '../secrets/secrets.ts';
import type { Page, Visitor } from './visitor.ts';

const DOCUMENT = /\/documents\/doc-[0-9a-z]{10}$/;

/** Fetches the sealed PDF of every signed document that an assignment's page shows. @returns name → bytes, as `order.pdf`. */
export const sealedFilesOf = async (visitor: Visitor, path: string): Promise<Map<string, Uint8Array>> => {
  const files = new Map<string, Uint8Array>();
  const page = await visitor.open(path);
  for (const link of page.html.querySelectorAll('a')) {
    const href = link.getAttribute('href') ?? '';
    if (!DOCUMENT.test(href)) continue;
    const document = await visitor.open(new URL(href, page.url).href);
    files.set(nameFor(link.text.trim(), files), await sealedFileOn(visitor, document));
  }
  return files;
};

export const sealedFileOn = (visitor: Visitor, page: Page): Promise<Uint8Array> => visitor.download(page, /\/sealed$/);

/** A second document of a kind is `order-2.pdf`. */
const nameFor = (title: string, taken: ReadonlyMap<string, unknown>): string => {
  const [kind = 'document'] = Object.entries(sv.documentKinds).find(([, name]) => name === title) ?? [];
  let name = `${kind}.pdf`;
  for (let n = 2; taken.has(name); n += 1) name = `${kind}-${n}.pdf`;
  return name;
};

const SealTrust = z.object({ sealRoots: z.string() });

/** The certificates (PEM) by which the seals of a home are to be believed, for other people's programs. */
export const sealRootsOf = (dir: string): string =>
  SealTrust.parse(createSecrets({ file: secretsFile(dir) }).get(`${SECRETS_PREFIX}seal-trust`)).sealRoots;
