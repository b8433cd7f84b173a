import { afterEach, describe, expect, it } from 'vitest';
import { story } from '#infra/local/cli/walk';
import { type MortalHome, startMortalHome } from '#test/mortal-home';

let home: MortalHome | undefined;
afterEach(async () => {
  await home?.stop();
});

describe('an assignment whose home is killed at every state it enters', () => {
  it('ends the same, with every state visited in the same order and nothing lost', async () => {
    home = await startMortalHome(['--kill-at-transition', '1']);
    const facts = await story(home, { say: () => {} }, home.run);
    expect(facts).toMatchObject({ outcome: 'culled', absenceVerified: true });
    const { assignment, culling } = facts.statesVisited;
    expect(assignment.filter((name) => /^[A-Z]/.test(name) && !name.startsWith('Await'))).toEqual([
      'ScreenMaterial',
      'IsMaterialClean',
      'CirculateInquiry',
      'IsItOrdered',
      'AnnounceOffers',
      'IsItOrdered',
      'IsItAccepted',
      'AnnounceAcceptance',
      'CheckRegisterAccess',
      'IsRegisterAccessGranted',
      'CheckPermits',
      'IsPermitGiven',
      'IsItDelivered',
      'CheckDeliverables',
      'AreDeliverablesPassed',
      'SendDelivery',
      'IsItReceived',
      'CloseAssignment',
      'StartCulling',
      'AssignmentIsClosed',
    ]);
    expect(culling.slice(-8)).toEqual([
      'TakeInventory',
      'IsInventoryTaken',
      'Cull',
      'IsItCulled',
      'VerifyAbsence',
      'IsAbsenceProved',
      'CertifyCulling',
      'AssignmentIsCulled',
    ]);
    expect(home.deaths()).toBeGreaterThanOrEqual(assignment.length + culling.length - 2);
  });
});
