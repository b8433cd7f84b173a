import { z } from 'zod';
import { removeIdentityNumbers } from '#documents/identity-numbers/remove-identity-numbers';
import { AssignmentId } from '#domain/assignment';
import { dateOf } from '#domain/calendar';
import { type CullingDecision, isDue, planCulling, recordTypeOf } from '#domain/culling';
import { CullingNotPermitted } from '#domain/errors';
import type { AssignmentFile } from '#domain/facts';
import type { Clock } from '#ports/clock';
import type { Records } from '#ports/records';
import type { Register } from '#ports/register';
import { type CullingStores, listWhatIsLeft, mailKeysOf } from '../../culling/list-what-is-left.ts';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.enum(['taken', 'held', 'replan']), entries: z.int() }),
};

/**
 * Writes down everything that is to be culled before anything is erased, and sets aside what may survive: the invoicing
 * residue by its allow-list, and the summary for the lists (R6.2, architecture 3). What permitted the culling when it was
 * planned has to permit it still; otherwise it is planned anew.
 */
export const takeInventory =
  ({
    assignments,
    access,
    vault,
    rounds,
    register,
    records,
    now,
  }: CullingStores & { register: Register; records: Records; now: Clock }) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    const head = await assignments.head(assignmentId);
    // Without its data key the file is culled already, and only what is left of it remains to be erased.
    if (head && (await assignments.hasDataKey(assignmentId))) {
      if (head.hold) return { outcome: 'held', entries: 0 };
      const file = await assignments.load(assignmentId);
      const plan = planCulling(file, await register.decisions(recordTypeOf(file.assignment)), now());
      if (plan.kind !== 'planned' || !isDue(plan.cullOn, now())) return { outcome: 'replan', entries: 0 };
      await setAside(file, plan.decisions, records, now);
    }
    const earlier = await records.inventory(assignmentId);
    const entries = await listWhatIsLeft(
      { assignments, access, vault, rounds },
      assignmentId,
      mailKeysOf(head, earlier),
    );
    await records.putInventory(assignmentId, runFor(earlier), entries);
    return { outcome: 'taken', entries: entries.length };
  };

/** A run that nothing was erased in yet is taken again under its own number: the step may run twice. */
const runFor = (earlier: Awaited<ReturnType<Records['inventory']>>): number => {
  const last = Math.max(0, ...earlier.map(({ run }) => run));
  const isUntouched = earlier.every(({ run, entry }) => run !== last || entry.outcome === 'listed');
  return last > 0 && isUntouched ? last : last + 1;
};

const setAside = async (
  file: AssignmentFile,
  decisions: readonly CullingDecision[],
  records: Records,
  now: Clock,
): Promise<void> => {
  const { assignment, order } = file;
  const { id, orderer, performer, outcome, openedAt, endedAt, receiptHash } = assignment;
  if (!outcome || !endedAt) throw new CullingNotPermitted(id);
  const openedOn = dateOf(new Date(openedAt));
  const endedOn = dateOf(new Date(endedAt));
  const basis = decisions.map(({ authority, party, reference, decidedOn, isExample }) => ({
    authority,
    party,
    reference,
    decidedOn,
    isExample,
  }));
  await records.putSummary({ assignmentId: id, orderer, performer, outcome, openedOn, endedOn, basis, receiptHash });
  if (outcome !== 'completed' || !order || !performer) return;
  const signed = file.documents.find((document) => document.id === order.documentId);
  await records.putResidue({
    assignmentId: id,
    orderer,
    performer,
    registryNumber: removeIdentityNumbers(order.registryNumber).text,
    workType: order.workType,
    place: removeIdentityNumbers(order.place).text,
    hours: order.hours,
    orderedOn: dateOf(signed ? new Date(signed.signedAt) : now()),
    completedOn: endedOn,
  });
};
