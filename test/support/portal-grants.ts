import { AccessGrant } from '#domain/access-grant';
import type { HandlingRules } from '#domain/handling-rules';
import { sha256 } from '#domain/hash';
import type { PartyId } from '#domain/parties';
import type { StaffId } from '#domain/staff';
import { staffIdOf } from './memory-register.ts';
import { START, type TestPortal } from './portal.ts';
import { ID, PERFORMER } from './portal-files.ts';

/** Published handling rules of a municipality. */
export const givenRules = async (
  portal: TestPortal,
  party: PartyId,
  version = 1,
  validFrom = '2027-01-01',
): Promise<HandlingRules> => {
  const text = `EXEMPEL. Regler, version ${version}.`;
  const rules: HandlingRules = {
    party,
    version,
    text,
    textHash: sha256(text),
    validFrom,
    publishedBy: staffIdOf(party, 'manager'),
    publishedAt: START.toISOString(),
  };
  await portal.deps.handlingRules.publish(rules);
  return rules;
};

/** That somebody has signed a published version. */
export const givenSignature = async (portal: TestPortal, party: PartyId, staff: StaffId, version = 1) => {
  const rules = (await portal.deps.handlingRules.versions(party)).find((one) => one.version === version);
  await portal.deps.handlingRules.keepSignature({
    party,
    staff,
    version,
    textHash: rules?.textHash ?? '',
    documentId: 'doc-0000000001',
    signedAt: START.toISOString(),
  });
};

/** A grant of the performer's manager for its first handler, in the file of `givenFile`. */
export const givenGrant = async (portal: TestPortal, over: Partial<AccessGrant> = {}): Promise<AccessGrant> => {
  const grant = AccessGrant.parse({
    id: 'g-0000000000000001',
    party: PERFORMER,
    grantee: staffIdOf(PERFORMER, 'handler'),
    register: 'property-register',
    assignmentId: ID,
    sealedPurpose: await portal.deps.assignments.seal(ID, 'Underrätta grannar'),
    from: '2027-03-01',
    until: '2027-06-30',
    manager: staffIdOf(PERFORMER, 'manager'),
    grantedBy: staffIdOf(PERFORMER, 'manager'),
    grantedAt: START.toISOString(),
    roundId: 'r-0000000000000001',
    rulesVersion: 1,
    ...over,
  });
  await portal.deps.accessGrants.put(grant);
  return grant;
};
