import { describe, expect, it } from 'vitest';
import { walk } from '#infra/local/cli/walk';
import { MACHINES, machineOf } from '#test/machines';

describe('an assignment from an e-mail to a proof of culling', () => {
  it('travels through order, acceptance, delivery and receipt until nothing is left', async () => {
    const facts = await walk({ say: () => {} });
    expect(facts).toMatchObject({ outcome: 'culled', absenceVerified: true });
    expect(facts.certificateId).toMatch(/^c-[0-9a-hjkmnp-tv-z]{16}$/);
    expect(facts.objectsErased).toBeGreaterThan(50);
    for (const machine of MACHINES) {
      expect(facts.statesVisited[machine][0]).toBe(machineOf(machine).StartAt);
    }
    expect(facts.statesVisited.assignment.at(-1)).toBe('AssignmentIsClosed');
    expect(facts.statesVisited.culling.at(-1)).toBe('AssignmentIsCulled');
  });
});
