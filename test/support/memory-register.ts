import { isDeepStrictEqual } from 'node:util';
import type { CullingDecision } from '#domain/culling';
import { PARTY_IDS, Party, type PartyId } from '#domain/parties';
import { Role, Staff, StaffId } from '#domain/staff';
import type { StaffLogEntry } from '#domain/staff-log';
import type { Register, StaffRegister } from '#ports/register';

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

export interface MemoryRegister extends Register, StaffRegister {
  /** Binds an e-ID, by its keyed MAC, to a member of staff; whoever had it before has it no longer. */
  bind(staff: StaffId, mac: string): void;
  /** The bound e-IDs, `party|mac` → member of staff: what the bindings in memory share with the register. */
  readonly bound: Map<string, StaffId>;
  put(staff: Staff): void;
  /** The records of staff, their log and their own sign-ins, as plain data. */
  snapshot(): unknown;
  decide(...decisions: CullingDecision[]): void;
}

/** The register in memory: the eight parties and their staff. */
export const memoryRegister = (people: readonly Staff[] = everyone()): MemoryRegister => {
  const staff = new Map(people.map((person) => [person.id, person]));
  const bound = new Map<string, StaffId>();
  const ownSignIns = new Map<StaffId, { party: PartyId; mac: string; at: string }>();
  const decisions: CullingDecision[] = [];
  const log = new Map<string, StaffLogEntry>();
  const logKey = ({ party, id }: StaffLogEntry) => `${party}|${id}`;
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
    staffByOwnSignIn: async (party, mac) => {
      const [id] = [...ownSignIns].find(([, own]) => own.party === party && own.mac === mac) ?? [];
      return inParty(party).find((person) => person.id === id && person.isActive);
    },
    ownSignInSince: async (party, id) => (ownSignIns.get(id)?.party === party ? ownSignIns.get(id)?.at : undefined),
    bindOwnSignIn: async (party, id, mac, at) => {
      const isTaken = [...ownSignIns].some(([other, own]) => other !== id && own.party === party && own.mac === mac);
      if (isTaken) return 'taken';
      const former = ownSignIns.get(id);
      ownSignIns.set(id, { party, mac, at: at.toISOString() });
      return former && former.mac !== mac ? 'replaced' : 'bound';
    },
    forgetOwnSignIn: async (party, id) => ownSignIns.get(id)?.party === party && ownSignIns.delete(id),
    staffByMailbox: async (party, mailbox) =>
      inParty(party).find((person) => person.mailbox === mailbox.toLowerCase() && person.isActive),
    decisions: async (recordType) => decisions.filter((decision) => decision.recordType === recordType),
    writeStaff: async ({ staff: one, was, entry }) => {
      if (log.has(logKey(entry))) return 'already';
      if (!isDeepStrictEqual(staff.get(one.id), was)) return 'stale';
      staff.set(one.id, structuredClone(one));
      log.set(logKey(entry), structuredClone(entry));
      return 'written';
    },
    noteStaff: async (entry) => {
      if (!log.has(logKey(entry))) log.set(logKey(entry), structuredClone(entry));
    },
    staffLog: async (party) =>
      [...log.values()]
        .filter((entry) => entry.party === party)
        .sort((a, b) => (`${a.at}#${a.id}` < `${b.at}#${b.id}` ? -1 : 1)),
    bound,
    bind: (id, mac) => {
      const party = staff.get(id)?.party;
      if (party) bound.set(`${party}|${mac}`, id);
    },
    snapshot: () => structuredClone({ staff: [...staff], log: [...log], ownSignIns: [...ownSignIns] }),
    put: (person) => void staff.set(person.id, person),
    decide: (...more) => void decisions.push(...more),
  };
};
