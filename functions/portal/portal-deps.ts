import type { PartyId } from '#domain/parties';
import type { AccessGrants } from '#ports/access-grants';
import type { AccessStore } from '#ports/access-store';
import type { AssignmentStore } from '#ports/assignment-store';
import type { ClientKeys } from '#ports/client-keys';
import type { Clock, Random } from '#ports/clock';
import type { Delegations } from '#ports/delegations';
import type { HandlingRulesStore } from '#ports/handling-rules';
import type { IdentityKeys } from '#ports/identity-keys';
import type { IdentityMethods } from '#ports/identity-methods';
import type { IdentityProvider } from '#ports/identity-provider';
import type { Mailbox } from '#ports/mailbox';
import type { ObjectVault } from '#ports/object-vault';
import type { PartySignIn } from '#ports/party-sign-in';
import type { Records } from '#ports/records';
import type { Register, StaffRegister } from '#ports/register';
import type { SealKeys, Timestamps } from '#ports/seal-keys';
import type { SigningRounds } from '#ports/signing-rounds';
import type { StaffBindings } from '#ports/staff-bindings';
import type { Workflow } from '#ports/workflow';

/** A line of the portal's log: opaque ids, a route's pattern, a status and the names of errors, nothing else. */
export interface PortalLogLine {
  event: 'request' | 'failure';
  method: string;
  route: string;
  status: number;
  staff?: string;
  /** The name of an error, never its text. */
  error?: string;
}

/** Everything the portal asks of the world. */
export interface PortalDeps {
  assignments: AssignmentStore;
  access: AccessStore;
  accessGrants: AccessGrants;
  handlingRules: HandlingRulesStore;
  register: Register & StaffRegister;
  staffBindings: StaffBindings;
  rounds: SigningRounds;
  delegations: Delegations;
  mailbox: Mailbox;
  records: Records;
  vault: ObjectVault;
  workflow: Workflow;
  /** The e-ID of the request under way: `throughMethod` puts another in its place. */
  identity: IdentityProvider;
  identityMethods: IdentityMethods;
  identityKeys: IdentityKeys;
  /** The municipalities' own sign-ins; each only identifies its own staff. */
  partySignIn: PartySignIn;
  clientKeys: ClientKeys;
  sealKeys: SealKeys;
  /** Absent where no time-stamping authority is configured. */
  timestamps?: Timestamps;
  now: Clock;
  random: Random;
  /** The origin that browsers see, without a trailing slash. */
  portalUrl: string;
  /** The municipality that keeps the mail nobody could place. */
  hostParty: PartyId;
  log: (line: PortalLogLine) => void;
}
