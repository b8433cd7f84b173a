import type { AccessGrant, RegisterUse } from '#domain/access-grant';
import type { AccessGrants } from '#ports/access-grants';

export interface MemoryAccessGrants extends AccessGrants {
  snapshot(): unknown;
}

/** Access grants and the log of their use, in memory. */
export const memoryAccessGrants = (): MemoryAccessGrants => {
  const grants = new Map<string, AccessGrant>();
  const uses = new Map<string, RegisterUse>();
  const keyOf = ({ party, assignmentId, id }: Pick<AccessGrant, 'party' | 'assignmentId' | 'id'>) =>
    `${party}|${assignmentId}|${id}`;
  return {
    put: async (grant) => {
      if (grants.has(keyOf(grant))) return 'already-there';
      grants.set(keyOf(grant), grant);
      return 'put';
    },
    find: async (party, assignmentId, id) => grants.get(keyOf({ party, assignmentId, id })),
    ofParty: async (party) => [...grants.values()].filter((one) => one.party === party),
    ofAssignment: async (party, assignment) =>
      [...grants.values()].filter((one) => one.party === party && one.assignmentId === assignment),
    end: async (key, { at, because, by, ...withdrawal }) => {
      const grant = grants.get(keyOf(key));
      if (!grant || grant.endedAt) return 'already-ended';
      grants.set(keyOf(key), {
        ...grant,
        endedAt: at.toISOString(),
        endedBecause: because,
        endedBy: by,
        ...withdrawal,
      });
      return 'ended';
    },
    logUse: async (use) => {
      const key = `${use.party}|${use.at}|${use.id}`;
      if (!uses.has(key)) uses.set(key, use);
    },
    uses: async (party) =>
      [...uses.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, use]) => (use.party === party ? [use] : [])),
    snapshot: () => structuredClone({ grants: [...grants], uses: [...uses] }),
  };
};
