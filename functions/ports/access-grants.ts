import type { AccessGrant, GrantEnding, RegisterUse } from '#domain/access-grant';
import type { AssignmentId } from '#domain/assignment';
import type { PartyId } from '#domain/parties';

/** Access grants and the log of their use: the municipality's own record of who has had access (record type 2.8.3). */
export interface AccessGrants {
  /** Keeps a grant once: granted again it is the first that stays. */
  put(grant: AccessGrant): Promise<'put' | 'already-there'>;
  find(party: PartyId, assignment: AssignmentId, id: AccessGrant['id']): Promise<AccessGrant | undefined>;
  ofParty(party: PartyId): Promise<AccessGrant[]>;
  ofAssignment(party: PartyId, assignment: AssignmentId): Promise<AccessGrant[]>;
  /** Writes down an end; one that is there stays. */
  end(
    grant: Pick<AccessGrant, 'party' | 'assignmentId' | 'id'>,
    ending: GrantEnding,
  ): Promise<'ended' | 'already-ended'>;
  /** Logs a use, or an attempt that was refused. Never changed, never taken out. */
  logUse(use: RegisterUse): Promise<void>;
  /** The log, oldest first. */
  uses(party: PartyId): Promise<RegisterUse[]>;
}
