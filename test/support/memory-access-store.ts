import type { AssignmentId } from '#domain/assignment';
import type { MessageLink } from '#domain/secure-message';
import type { AccessStore, Pending, Session, TaskTicket } from '#ports/access-store';

export interface MemoryAccessStore extends AccessStore {
  /** Everything that is held, as plain data. */
  snapshot(): unknown;
}

/** The access store in memory: sessions, identifications under way, message links, reply references, task tokens. */
export const memoryAccessStore = (): MemoryAccessStore => {
  const sessions = new Map<string, Session>();
  const pendings = new Map<string, Pending>();
  const links = new Map<string, MessageLink>();
  const replies = new Map<string, AssignmentId>();
  const tickets = new Map<string, TaskTicket>();
  const places: Record<string, Map<string, unknown>> = { pendings, links, replies, tickets };
  const ticketKey = (id: AssignmentId, wait: string) => `${id}.${wait}`;

  return {
    putSession: async (session) => void sessions.set(session.tokenHash, structuredClone(session)),
    findSession: async (tokenHash) => structuredClone(sessions.get(tokenHash)),
    touchSession: async (tokenHash, at) => {
      const session = sessions.get(tokenHash);
      if (session) session.seenAt = at.toISOString();
    },
    endSession: async (tokenHash) => void sessions.delete(tokenHash),

    putPending: async (pending) => void pendings.set(pending.stateHash, structuredClone(pending)),
    takePending: async (stateHash) => {
      const pending = pendings.get(stateHash);
      pendings.delete(stateHash);
      return pending;
    },
    findPending: async (stateHash) => structuredClone(pendings.get(stateHash)),
    replacePending: async (next) => {
      if (pendings.get(next.stateHash)?.turn !== next.turn - 1) return false;
      pendings.set(next.stateHash, structuredClone(next));
      return true;
    },

    putLink: async (link) => void links.set(link.tokenHash, structuredClone(link)),
    findLink: async (tokenHash) => structuredClone(links.get(tokenHash)),
    linksOf: async (id) => structuredClone([...links.values()].filter(({ assignmentId }) => assignmentId === id)),
    revokeLink: async (tokenHash, at) => {
      const link = links.get(tokenHash);
      if (link) link.revokedAt ??= at.toISOString();
    },

    putReplyReference: async (tokenHash, id) => void replies.set(tokenHash, id),
    findReplyReference: async (tokenHash) => replies.get(tokenHash),

    keepTicket: async (ticket) => void tickets.set(ticketKey(ticket.assignmentId, ticket.wait), { ...ticket }),
    findTicket: async (id, wait) => structuredClone(tickets.get(ticketKey(id, wait))),
    ticketsOf: async (id) => structuredClone([...tickets.values()].filter(({ assignmentId }) => assignmentId === id)),
    endTicket: async ({ assignmentId, wait, token }) => {
      const key = ticketKey(assignmentId, wait);
      if (tickets.get(key)?.token === token) tickets.delete(key);
    },

    itemKeys: async (id) => [
      ...[...pendings].filter(([, pending]) => pending.assignmentId === id).map(([key]) => `pendings|${key}`),
      ...[...links].filter(([, link]) => link.assignmentId === id).map(([key]) => `links|${key}`),
      ...[...replies].filter(([, owner]) => owner === id).map(([key]) => `replies|${key}`),
      ...[...tickets].filter(([, ticket]) => ticket.assignmentId === id).map(([key]) => `tickets|${key}`),
    ],
    eraseItem: async (item) => {
      const [place = '', key = ''] = item.split('|');
      return places[place]?.delete(key) ? 'erased' : 'already-absent';
    },
    snapshot: () =>
      structuredClone({
        sessions: [...sessions],
        pendings: [...pendings],
        links: [...links],
        replies: [...replies],
        tickets: [...tickets],
      }),
  };
};
