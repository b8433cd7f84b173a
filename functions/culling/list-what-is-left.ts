import { type AssignmentId, ordererOf } from '#domain/assignment';
import type { InventoryEntry } from '#domain/culling';
import type { AccessStore } from '#ports/access-store';
import type { AssignmentStore } from '#ports/assignment-store';
import { type ObjectVault, prefixOf, type Shelf } from '#ports/object-vault';
import type { SigningRounds } from '#ports/signing-rounds';

export interface CullingStores {
  assignments: AssignmentStore;
  access: AccessStore;
  vault: ObjectVault;
  rounds: Pick<SigningRounds, 'itemKeys' | 'eraseItem'>;
}

/** The shelves that culling touches: never the orderer's own vault (architecture 2). */
const SHARED_SHELVES = ['material', 'deliverables', 'evidence'] as const satisfies readonly Shelf[];

/**
 * Lists everything that there is of an assignment outside the orderer's vault: object versions, delete markers, unfinished
 * uploads, items, links, tokens and the data key. The inventory is made of this list, and absence is proved by it being
 * empty (architecture 3). In the order in which it is erased: the data key before the items it sealed, the head last,
 * since the head holds the hold.
 */
export const listWhatIsLeft = async (
  { assignments, access, vault, rounds }: CullingStores,
  id: AssignmentId,
  mailKeys: readonly string[],
): Promise<InventoryEntry[]> => {
  const prefix = prefixOf(ordererOf(id), id);
  const places = [
    ...SHARED_SHELVES.map((shelf) => ({ shelf, under: prefix, isExact: false })),
    ...mailKeys.map((key) => ({ shelf: 'mail' as const, under: key, isExact: true })),
  ];
  const objects: InventoryEntry[] = [];
  for (const { shelf, under, isExact } of places) {
    for (const { key, versionId, isMarker } of await vault.versionsOf(shelf, under)) {
      if (isExact && key !== under) continue;
      objects.push({
        place: isMarker ? 'delete-marker' : 'object-version',
        store: shelf,
        key,
        versionId,
        outcome: 'listed',
      });
    }
    for (const { key, uploadId } of await vault.uploadsOf(shelf, under)) {
      if (isExact && key !== under) continue;
      objects.push({ place: 'unfinished-upload', store: shelf, key, versionId: uploadId, outcome: 'listed' });
    }
  }
  const accessItems = (await access.itemKeys(id)).map(
    (key): InventoryEntry => ({ place: 'access-item', store: 'access', key, outcome: 'listed' }),
  );
  // Before the assignment's own items, which lead to them.
  const roundItems = (await rounds.itemKeys(id)).map(
    (key): InventoryEntry => ({ place: 'assignment-item', store: 'rounds', key, outcome: 'listed' }),
  );
  const dataKey: InventoryEntry[] = (await assignments.hasDataKey(id))
    ? [{ place: 'data-key', store: 'keys', key: id, outcome: 'listed' }]
    : [];
  const items = (await assignments.itemKeys(id)).map(
    ({ store, key }): InventoryEntry => ({ place: 'assignment-item', store, key, outcome: 'listed' }),
  );
  const isHead = ({ key }: InventoryEntry): boolean => key.endsWith('|HEAD');
  return [
    ...objects,
    ...accessItems,
    ...dataKey,
    ...roundItems,
    ...items.filter((item) => !isHead(item)),
    ...items.filter(isHead),
  ];
};

/** The keys of the raw messages, from the head while it is there and from the inventory after. */
export const mailKeysOf = (
  head: { mailKeys: string[] } | undefined,
  inventory: readonly { entry: InventoryEntry }[],
): string[] => [
  ...new Set([
    ...(head?.mailKeys ?? []),
    ...inventory.filter(({ entry }) => entry.store === 'mail').map(({ entry }) => entry.key),
  ]),
];
