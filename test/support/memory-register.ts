import type { CullingDecision } from '#domain/culling';
import { PARTY_IDS, Party, type PartyId } from '#domain/parties';
import { Role, Staff, StaffId } from '#domain/staff';
import type { Register } from '#ports/register';

/** The id of a party's member of staff in a role, or of the second one: foretold, so that tests can name people. */
export const staffIdOf = (party: PartyId, role: Role, number = 0): StaffId =>
  StaffId.parse(`s-${PARTY_IDS.indexOf(party)}${Role.options.indexOf(role)}${number}0000000`);

/** In every municipality one of each role and a second handler; every handler's nearest manager is the manager. */
const everyone = (): Staff[] =>
  PARTY_IDS.flatMap((party) =>
    [...Role.options.map((role) => [role, 0] as const), ['handler', 1] as const].map(([role, number]) =>
      Staff.parse({
        id: staffIdOf(party, role, number),
        party,
        role,
        name: `Test ${role} ${number} ${party}`,
        mailbox: `${role}${number}@${party}.example`,
        ...(role === 'handler' && { nearestManager: staffIdOf(party, 'manager') }),
        isActive: true,
      }),
    ),
  );

export interface MemoryRegister extends Register {
  /** Binds an e-ID, by its keyed MAC, to a member of staff. */
  bind(staff: StaffId, mac: string): void;
  put(staff: Staff): void;
  decide(...decisions: CullingDecision[]): void;
}

/** The register in memory: the eight parties and their staff. */
export const memoryRegister = (people: readonly Staff[] = everyone()): MemoryRegister => {
  const staff = new Map(people.map((person) => [person.id, person]));
  const bound = new Map<string, StaffId>();
  const decisions: CullingDecision[] = [];
  const parties = PARTY_IDS.map((id) =>
    Party.parse({ id, mailDomains: [`${id}.example`], managementMailbox: `ledningsgrupp@${id}.example` }),
  );
  const inParty = (party: PartyId) => [...staff.values()].filter((person) => person.party === party);
  return {
    party: async (id) => {
      const party = parties.find((candidate) => candidate.id === id);
      if (!party) throw new Error('no such party');
      return party;
    },
    parties: async () => parties,
    partyOfDomain: async (domain) => parties.find(({ mailDomains }) => mailDomains.includes(domain.toLowerCase())),
    staff: async (party, id) => inParty(party).find((person) => person.id === id),
    staffOf: async (party) => inParty(party),
    staffByIdentity: async (party, mac) => {
      const id = bound.get(`${party}|${mac}`);
      return inParty(party).find((person) => person.id === id && person.isActive);
    },
    staffByMailbox: async (party, mailbox) =>
      inParty(party).find((person) => person.mailbox === mailbox.toLowerCase() && person.isActive),
    decisions: async (recordType) => decisions.filter((decision) => decision.recordType === recordType),
    bind: (id, mac) => {
      const party = staff.get(id)?.party;
      if (party) bound.set(`${party}|${mac}`, id);
    },
    put: (person) => void staff.set(person.id, person),
    decide: (...more) => void decisions.push(...more),
  };
};
