import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfPresent, writeAtomically } from './atomic-file.ts';
import { HomeTrouble } from './trouble.ts';

const Stamp = z.object({ product: z.literal('resursdelning'), format: z.int() });
const stamp = { product: 'resursdelning', format: 1 } as const satisfies z.infer<typeof Stamp>;

/**
 * Stamps a new (locked, empty) data folder, or recognises one that this version wrote.
 *
 * The stamp is the first file to be written, so a folder with something in it and no stamp is somebody else's.
 */
export function openDataFolder(dir: string): void {
  const file = join(dir, 'format.json');
  const text = readIfPresent(file);
  if (text !== undefined) {
    assertReadable(dir, text);
    return;
  }
  // A start that died while it stamped or locked the folder has left nothing but these behind.
  const foreign = readdirSync(dir).filter((name) => name !== 'format.json.new' && !name.startsWith('home.lock'));
  if (foreign.length > 0) throw foreignFolder(dir);
  writeAtomically(file, JSON.stringify(stamp));
}

function assertReadable(dir: string, text: string): void {
  let found: z.infer<typeof Stamp>;
  try {
    found = Stamp.parse(JSON.parse(text));
  } catch {
    throw foreignFolder(dir);
  }
  if (found.format === stamp.format) return;
  throw new HomeTrouble({
    sv: [`Mappen ${dir} är skriven av en annan version.`, 'Välj en ny mapp med --data DIR.'],
    en: [`The folder ${dir} was written by another version.`, 'Choose a new folder with --data DIR.'],
  });
}

const foreignFolder = (dir: string) =>
  new HomeTrouble({
    sv: [`Mappen ${dir} innehåller något annat än en datamapp härifrån.`, 'Välj en tom eller ny mapp med --data DIR.'],
    en: [`The folder ${dir} holds something else than our data.`, 'Choose an empty or new folder with --data DIR.'],
  });
