import type { PartyId } from '#domain/parties';
import type { StaffId } from '#domain/staff';
import type { BindingLink, StaffBindings, WaitingBinding } from '#ports/staff-bindings';
import type { MemoryRegister } from './memory-register.ts';

export interface MemoryStaffBindings extends StaffBindings {
  /** Everything that is on its way to be bound, as plain data. */
  snapshot(): unknown;
}

/** When those were bound whom a test bound by hand. */
const SINCE_EVER = '2027-01-01T00:00:00.000Z';

/** Bindings in memory; what is bound is what the register finds people by. */
export const memoryStaffBindings = ({ bound }: Pick<MemoryRegister, 'bound'>): MemoryStaffBindings => {
  const links = new Map<string, BindingLink>();
  const newest = new Map<string, string>();
  const waiting = new Map<string, WaitingBinding>();
  const since = new Map<StaffId, string>();
  const forgotten = new Set<StaffId>();
  const keyOf = (party: PartyId, staff: StaffId) => `${party}|${staff}`;
  const newestOnly = (link: BindingLink | undefined): BindingLink | undefined =>
    link && newest.get(keyOf(link.party, link.staff)) === link.tokenHash ? structuredClone(link) : undefined;
  const forget = (party: PartyId, staff: StaffId): boolean => {
    const former = [...bound].filter(([key, holder]) => holder === staff && key.startsWith(`${party}|`));
    for (const [key] of former) bound.delete(key);
    return former.length > 0;
  };

  return {
    putLink: async (link) => {
      links.set(link.tokenHash, structuredClone(link));
      newest.set(keyOf(link.party, link.staff), link.tokenHash);
    },
    findLink: async (tokenHash) => newestOnly(links.get(tokenHash)),
    takeLink: async (tokenHash) => {
      const link = links.get(tokenHash);
      links.delete(tokenHash);
      return newestOnly(link);
    },

    putWaiting: async (one) => void waiting.set(keyOf(one.party, one.staff), structuredClone(one)),
    findWaiting: async (party, staff) => structuredClone(waiting.get(keyOf(party, staff))),
    endWaiting: async (party, staff) => void waiting.delete(keyOf(party, staff)),

    holderOf: async (party, mac) => bound.get(`${party}|${mac}`),
    boundIn: async (party) =>
      new Map(
        [...bound]
          .filter(([key]) => key.startsWith(`${party}|`))
          .map(([, staff]) => [staff, since.get(staff) ?? SINCE_EVER]),
      ),
    // The people of the tests share four numbers: who lost theirs to another is still who they were.
    boundSince: async (party, staff) =>
      forgotten.has(staff) && ![...bound].some(([key, holder]) => holder === staff && key.startsWith(`${party}|`))
        ? undefined
        : (since.get(staff) ?? SINCE_EVER),
    bind: async (party, staff, mac, at) => {
      const holder = bound.get(`${party}|${mac}`);
      if (holder !== undefined && holder !== staff) return 'taken';
      const wasReplaced = forget(party, staff) && holder === undefined;
      bound.set(`${party}|${mac}`, staff);
      since.set(staff, at.toISOString());
      forgotten.delete(staff);
      return wasReplaced ? 'replaced' : 'bound';
    },
    unbind: async (party, staff) => {
      forget(party, staff);
      since.delete(staff);
      forgotten.add(staff);
    },
    snapshot: () => structuredClone({ links: [...links], newest: [...newest], waiting: [...waiting] }),
  };
};
