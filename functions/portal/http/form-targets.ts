import type { PartyId } from '#domain/parties';
import type { Shelf } from '#ports/object-vault';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext } from '../portal-env.ts';

/** The origins that forms lead to beside our own, learnt from where the ports really send browsers. */
export interface FormTargets {
  /** The e-ID's origin; nothing while it does not answer, and the next page asks again. */
  identity(): Promise<string | undefined>;
  /** The origin of a municipality's own sign-in; nothing while it does not answer. */
  ownSignIn(party: PartyId): Promise<string | undefined>;
  /** The object store's origin for downloads from a shelf. */
  store(shelf: Shelf): Promise<string>;
}

/** A municipality may exchange its provider while this process lives. */
const FRESH_MS = 5 * 60_000;

type Deps = Pick<PortalDeps, 'identity' | 'vault' | 'partySignIn' | 'now'>;

export const formTargets = ({ identity, vault, partySignIn, now }: Deps): FormTargets => {
  const known = new Map<string, string>();
  const providers = new Map<PartyId, { origin: string; learntAt: number }>();
  const learn = async (name: string, url: () => Promise<string>): Promise<string> => {
    const origin = known.get(name) ?? new URL(await url()).origin;
    known.set(name, origin);
    return origin;
  };
  return {
    // Begun only to learn where it would lead; what it would have remembered is forgotten here.
    identity: () =>
      learn('identity', async () => (await identity.startIdentification({ visit: { ip: '127.0.0.1' } })).url).catch(
        () => undefined,
      ),
    async ownSignIn(party) {
      const held = providers.get(party);
      const at = now().getTime();
      if (held && at - held.learntAt < FRESH_MS) return held.origin;
      try {
        const { origin } = new URL((await partySignIn.start(party, {})).url);
        providers.set(party, { origin, learntAt: at });
        return origin;
      } catch {
        return undefined;
      }
    },
    store: (shelf) => learn(shelf, () => vault.downloadUrl({ shelf, key: 'origin', fileName: 'origin' })),
  };
};

/** Lets a page's forms end at the e-ID. */
export const allowIdentity = async (c: PortalContext, targets: FormTargets): Promise<void> => {
  const origin = await targets.identity();
  if (origin) c.get('formTargets').add(origin);
};

/** Lets a page's forms end at a municipality's own sign-in. */
export const allowOwnSignIn = async (c: PortalContext, targets: FormTargets, party: PartyId): Promise<void> => {
  const origin = await targets.ownSignIn(party);
  if (origin) c.get('formTargets').add(origin);
};

/** Lets a page's downloads end at the object store. */
export const allowStore = async (c: PortalContext, targets: FormTargets, ...shelves: Shelf[]): Promise<void> => {
  for (const shelf of shelves) c.get('formTargets').add(await targets.store(shelf));
};
