import { ObjectNotFound } from '#domain/errors';
import type { Shelf } from '#ports/object-vault';
import type { PortalDeps } from '../portal-deps.ts';

/** Reads a text from a shelf; nothing when it is not there. A page shows at most so many characters of it. */
export const readText = async (
  { vault }: Pick<PortalDeps, 'vault'>,
  shelf: Shelf,
  key: string | undefined,
  max = 200_000,
): Promise<string | undefined> => {
  if (!key) return undefined;
  try {
    return new TextDecoder().decode(await vault.get(shelf, key)).slice(0, max);
  } catch (error) {
    if (error instanceof ObjectNotFound) return undefined;
    throw error;
  }
};
