import type { AssignmentFile } from '#domain/facts';
import { proposalOf } from '#domain/waiting';
import { awaitAnswer, type WaitPorts, waitContract } from '../../waiting/await-answer.ts';

export const contract = waitContract;

/**
 * Culling is proposed to both municipalities: either may hold it, and the controller may let it go at once. The days for
 * objecting count from the proposal, which is noted in the file; a new one is made after each hold.
 */
export const awaitObjection = (ports: WaitPorts) =>
  awaitAnswer('AwaitObjection', 'culling-proposed', ports, async (file: AssignmentFile) => {
    const { id } = file.assignment;
    await ports.assignments.record({
      id,
      event: undefined,
      note: 'culling-proposed',
      eventId: proposalOf(file),
      at: ports.now(),
      by: 'system',
    });
    return ports.assignments.load(id);
  });
