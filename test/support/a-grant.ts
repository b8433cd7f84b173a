import { AccessGrant, type GrantContext } from '#domain/access-grant';
import type { HandlingRules, RulesSignature } from '#domain/handling-rules';
import { sha256 } from '#domain/hash';
import type { PartyId } from '#domain/parties';
import { Staff, type StaffId } from '#domain/staff';
import { anAssignment, HANDLER, MANAGER } from './a-file.ts';

/** A published version of a municipality's handling rules, for tests. */
export const someRules = (version = 1, over: Partial<HandlingRules> = {}): HandlingRules => {
  const text = `EXEMPEL. Regler, version ${version}.`;
  return {
    party: 'tyreso',
    version,
    text,
    textHash: sha256(text),
    validFrom: '2026-01-01',
    publishedBy: MANAGER,
    publishedAt: '2025-12-01T09:00:00.000Z',
    ...over,
  };
};

/** That somebody has signed a version. */
export const signatureOf = ({ party, version, textHash }: HandlingRules, staff: StaffId = HANDLER): RulesSignature => ({
  party,
  staff,
  version,
  textHash,
  documentId: 'doc-0000000001',
  signedAt: '2026-02-01T09:00:00.000Z',
});

/** A grant of Tyresö's manager for Tyresö's handler, in the assignment of `anAssignment`. */
export const aGrant = (over: Partial<AccessGrant> = {}): AccessGrant =>
  AccessGrant.parse({
    id: 'g-0000000000000001',
    party: 'tyreso',
    grantee: HANDLER,
    register: 'property-register',
    assignmentId: anAssignment().id,
    sealedPurpose: 'sealed',
    from: '2026-03-01',
    until: '2026-06-30',
    manager: MANAGER,
    grantedBy: MANAGER,
    grantedAt: '2026-03-01T09:00:00.000Z',
    roundId: 'r-0000000000000001',
    rulesVersion: 1,
    ...over,
  });

export const aPerson = (id: StaffId, over: Partial<Staff> = {}): Staff => {
  const party: PartyId = 'tyreso';
  const name = id === MANAGER ? 'Test Chef' : 'Test Handläggare';
  const role = id === MANAGER ? 'manager' : 'handler';
  const nearestManager = id === MANAGER ? undefined : MANAGER;
  return Staff.parse({
    id,
    party,
    role,
    name,
    mailbox: `${id}@tyreso.example`,
    nearestManager,
    isActive: true,
    ...over,
  });
};

/** Everything that lets `aGrant` stand: rules in force and signed, both people in service, the work under way. */
export const aContext = (over: Partial<GrantContext> = {}): GrantContext => ({
  rules: [someRules()],
  signatures: [signatureOf(someRules())],
  staff: [aPerson(HANDLER), aPerson(MANAGER)],
  assignment: anAssignment({ status: 'in-progress', performer: 'tyreso', needsRegisterAccess: true }),
  now: new Date('2026-03-10T09:00:00Z'),
  ...over,
});
