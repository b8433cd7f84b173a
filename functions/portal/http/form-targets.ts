import type { Shelf } from '#ports/object-vault';
import type { PortalDeps } from '../portal-deps.ts';

/** The origins that forms lead to beside our own, learnt from where the ports really send browsers. */
export interface FormTargets {
  /** The e-ID's origin; nothing while it does not answer, and the next page asks again. */
  identity(): Promise<string | undefined>;
  /** The object store's origin for downloads from a shelf. */
  store(shelf: Shelf): Promise<string>;
}

export const formTargets = ({ identity, vault }: Pick<PortalDeps, 'identity' | 'vault'>): FormTargets => {
  const known = new Map<string, string>();
  const learn = async (name: string, url: () => Promise<string>): Promise<string> => {
    const origin = known.get(name) ?? new URL(await url()).origin;
    known.set(name, origin);
    return origin;
  };
  return {
    // Begun only to learn where it would lead; what it would have remembered is forgotten here.
    identity: () => learn('identity', async () => (await identity.startIdentification({})).url).catch(() => undefined),
    store: (shelf) => learn(shelf, () => vault.downloadUrl({ shelf, key: 'origin', fileName: 'origin' })),
  };
};
