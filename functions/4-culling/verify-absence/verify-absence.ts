import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import { AbsenceNotProved } from '#domain/errors';
import type { Records } from '#ports/records';
import { type CullingStores, listWhatIsLeft, mailKeysOf } from '../../culling/list-what-is-left.ts';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.enum(['absent', 'remains']), remaining: z.int() }),
};

/** So many inventories, and something still there: then a person has to look. */
const MOST_RUNS = 3;

/**
 * Lists again what there is of the assignment (architecture 3). Something that came in between is inventoried and culled
 * too, three times at most.
 *
 * @throws AbsenceNotProved
 */
export const verifyAbsence =
  (ports: CullingStores & { records: Records }) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    const inventory = await ports.records.inventory(assignmentId);
    const mailKeys = mailKeysOf(await ports.assignments.head(assignmentId), inventory);
    const left = await listWhatIsLeft(ports, assignmentId, mailKeys);
    if (left.length === 0) return { outcome: 'absent', remaining: 0 };
    if (Math.max(...inventory.map(({ run }) => run)) >= MOST_RUNS) throw new AbsenceNotProved(assignmentId);
    return { outcome: 'remains', remaining: left.length };
  };
