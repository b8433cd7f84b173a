import type { AssignmentId } from '#domain/assignment';
import type { PartyId } from '#domain/parties';
import type { MessageLink } from '#domain/secure-message';
import type { RoundId } from '#domain/signing-round';
import type { Role, StaffId } from '#domain/staff';
import type { Wait } from '#domain/transitions';
import type { IdentityMethod } from './identity-provider.ts';

/** A signed-in person in one browser. The token itself is only in the cookie; here is its hash. */
export interface Session {
  tokenHash: string;
  staffId: StaffId;
  party: PartyId;
  csrf: string;
  level: string;
  /** The role it was begun in: with another role it ends. */
  role: Role;
  /** Which change gave the role: with a later one it ends, be it to the same role. */
  standing?: string;
  /** Since when the e-ID was bound by which it was begun: it ends when that is replaced or forgotten. */
  eIdSince?: string;
  startedAt: string;
  seenAt: string;
  locale: 'sv' | 'en';
  /** The person's number, sealed under the token that only the browser has; absent where the sign-in states none. */
  sealedNumber?: string;
  /** Begun by the municipality's own sign-in, and ended with its connection; by an e-ID when it does not say. */
  via?: 'own-sign-in';
}

/** An identification or signing that is under way at the provider, bound to one browser by a cookie. */
export interface Pending {
  /** Hash of the `state` of the OpenID request. */
  stateHash: string;
  /** Hash of the cookie of the browser that began it. */
  browserHash: string;
  /** What the provider's adapter needs back, as JSON: random values and hashes, nothing of a person or a document. */
  pending: unknown;
  /** The e-ID that finishes it; `eid` when it does not say. */
  method?: IdentityMethod;
  /** Counts the times it was replaced, so that of two who do it at once one wins. */
  turn?: number;
  purpose:
    | { kind: 'sign-in'; party: PartyId; returnTo: string }
    | { kind: 'own-sign-in'; party: PartyId; returnTo: string }
    /** Of the session's own person, in the municipality's own sign-in. */
    | { kind: 'own-sign-in-binding'; sessionHash: string }
    | { kind: 'message'; linkHash: string }
    | { kind: 'binding'; tokenHash: string }
    /** `request` is what is to be signed, sealed with the assignment's data key: an order's free text is in it. */
    | { kind: 'signing'; sessionHash: string; assignmentId: AssignmentId; request: string }
    | { kind: 'round'; sessionHash: string; roundId: RoundId; place: number };
  assignmentId?: AssignmentId;
  expiresAt: string;
}

/** A task token of a wait; kept here so that links name assignments, never tokens (architecture 11). */
export interface TaskTicket {
  assignmentId: AssignmentId;
  wait: Wait;
  token: string;
}

/** What gives access for a while: sessions, identifications under way, message links, reply references, task tokens. */
export interface AccessStore {
  putSession(session: Session): Promise<void>;
  findSession(tokenHash: string): Promise<Session | undefined>;
  touchSession(tokenHash: string, at: Date): Promise<void>;
  endSession(tokenHash: string): Promise<void>;

  putPending(pending: Pending): Promise<void>;
  /** Takes it out: a state is good for one callback. */
  takePending(stateHash: string): Promise<Pending | undefined>;
  /** Looks at it and leaves it where it is. */
  findPending(stateHash: string): Promise<Pending | undefined>;
  /** Replaces it if it is still there with the turn before `next.turn`. One that was taken out does not come back. */
  replacePending(next: Pending & { turn: number }): Promise<boolean>;

  putLink(link: MessageLink): Promise<void>;
  findLink(tokenHash: string): Promise<MessageLink | undefined>;
  linksOf(id: AssignmentId): Promise<MessageLink[]>;
  revokeLink(tokenHash: string, at: Date): Promise<void>;

  putReplyReference(tokenHash: string, id: AssignmentId): Promise<void>;
  findReplyReference(tokenHash: string): Promise<AssignmentId | undefined>;

  /** Keeps the token of a wait; a newer one replaces an older. */
  keepTicket(ticket: TaskTicket): Promise<void>;
  findTicket(id: AssignmentId, wait: Wait): Promise<TaskTicket | undefined>;
  ticketsOf(id: AssignmentId): Promise<TaskTicket[]>;
  /** Forgets the token, if it is still this one. */
  endTicket(ticket: TaskTicket): Promise<void>;

  itemKeys(id: AssignmentId): Promise<string[]>;
  eraseItem(key: string): Promise<'erased' | 'already-absent'>;
}
