import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import type { InventoryEntry } from '#domain/culling';
import { CullingNotPermitted } from '#domain/errors';
import { sha256 } from '#domain/hash';
import type { Clock } from '#ports/clock';
import { SHELVES, type Shelf } from '#ports/object-vault';
import type { Records } from '#ports/records';
import type { CullingStores } from '../../culling/list-what-is-left.ts';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.enum(['culled', 'more', 'held']), handled: z.int() }),
};

/** Handled in one run, so that no run nears its time limit; the workflow comes back for more. */
const PER_RUN = 400;
const Erasable = z.enum(SHELVES).exclude(['vault']);

/**
 * Erases (raderar) what the inventory lists, version by version and item by item, and records the outcome of each
 * (architecture 3), looking for a hold before each one. What fails is recorded as failed and left to the next inventory; nothing that is not listed is touched.
 */
export const cull =
  (ports: CullingStores & { records: Records; now: Clock }) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    const { assignments, records, now } = ports;
    const rows = await records.inventory(assignmentId);
    if (rows.length === 0) throw new CullingNotPermitted(assignmentId);
    const last = Math.max(...rows.map(({ run }) => run));
    const listed = rows.filter(({ run, entry }) => run === last && entry.outcome === 'listed');
    let handled = 0;
    for (const { run, number, entry } of listed.slice(0, PER_RUN)) {
      if (await isHeld(assignments, assignmentId)) return { outcome: 'held', handled };
      const outcome = await erase(ports, entry).catch((): 'failed' => 'failed');
      await records.recordOutcome(assignmentId, run, number, {
        ...entry,
        ...keptKey(entry),
        outcome,
        at: now().toISOString(),
      });
      handled += 1;
    }
    return { outcome: listed.length > PER_RUN ? 'more' : 'culled', handled };
  };

/** A hold counts until the data key is gone; from there on nothing is left that could be saved, only remains. */
const isHeld = async (assignments: CullingStores['assignments'], id: AssignmentId): Promise<boolean> =>
  (await assignments.head(id))?.hold !== undefined && (await assignments.hasDataKey(id));

/** Keys of items name people by opaque ids; what stays in the inventory of an erased one is its hash. */
const keptKey = ({ place, key }: InventoryEntry): Pick<InventoryEntry, 'key'> =>
  place === 'assignment-item' || place === 'access-item' ? { key: `sha256:${sha256(key)}` } : { key };

const erase = async (
  { assignments, access, vault, rounds }: CullingStores,
  { place, store, key, versionId = 'null' }: InventoryEntry,
): Promise<'erased' | 'already-absent'> => {
  switch (place) {
    case 'object-version': {
      const shelf: Shelf = Erasable.parse(store);
      await vault.release({ shelf, key, versionId });
      return vault.eraseVersion({ shelf, key, versionId });
    }
    case 'delete-marker':
      return vault.eraseVersion({ shelf: Erasable.parse(store), key, versionId });
    case 'unfinished-upload':
      return vault.abortUpload({ shelf: Erasable.parse(store), key, uploadId: versionId });
    case 'access-item':
      return access.eraseItem(key);
    case 'data-key':
      return assignments.eraseDataKey(AssignmentId.parse(key));
    case 'assignment-item':
      return store === 'rounds' ? rounds.eraseItem(key) : assignments.eraseItem(key);
  }
};
