import type { PartyId } from '#domain/parties';
import type { StaffId } from '#domain/staff';
import type { Doer } from '#domain/staff-log';

/** A one-time link by which a member of staff binds their e-ID. The token is only in the letter; here is its hash. */
export interface BindingLink {
  tokenHash: string;
  party: PartyId;
  staff: StaffId;
  sentBy: Doer;
  sentAt: string;
  expiresAt: string;
}

/** An e-ID that somebody has shown by their link and that waits for somebody else to compare the names. */
export interface WaitingBinding {
  party: PartyId;
  staff: StaffId;
  /** Keyed MAC of the identity number. */
  mac: string;
  /** The name in the e-ID; kept only while it waits. */
  name: string;
  level: string;
  /** Who sent the link by which it was shown. */
  sentBy: Doer;
  /** Whether the person had an e-ID before, be it one that was forgotten when they left. */
  replaces: boolean;
  identifiedAt: string;
  expiresAt: string;
}

/** How an e-ID comes to be somebody's (architecture 7): a link, an identification, an approval. */
export interface StaffBindings {
  /** Keeps a link; a newer one to the same person ends the older. */
  putLink(link: BindingLink): Promise<void>;
  /** The newest link of its person, whether or not its time has passed. */
  findLink(tokenHash: string): Promise<BindingLink | undefined>;
  /** Takes it out: a link is good for one identification. */
  takeLink(tokenHash: string): Promise<BindingLink | undefined>;

  /** Keeps what waits; one that the same person showed before is replaced. */
  putWaiting(waiting: WaitingBinding): Promise<void>;
  findWaiting(party: PartyId, staff: StaffId): Promise<WaitingBinding | undefined>;
  endWaiting(party: PartyId, staff: StaffId): Promise<void>;

  /** Whose e-ID this is in the municipality. */
  holderOf(party: PartyId, mac: string): Promise<StaffId | undefined>;
  /** Who in the municipality has a bound e-ID, and since when. */
  boundIn(party: PartyId): Promise<Map<StaffId, string>>;
  /** Since when this person has the e-ID that is bound to them. ISO 8601, UTC; another for each binding. */
  boundSince(party: PartyId, staff: StaffId): Promise<string | undefined>;
  /**
   * Binds an e-ID; the one that was bound before is forgotten. `taken`: it is somebody else's, and nothing was done.
   */
  bind(party: PartyId, staff: StaffId, mac: string, at: Date): Promise<'bound' | 'replaced' | 'taken'>;
  /** Forgets a person's e-ID: the MAC is personal data, and goes when they leave. */
  unbind(party: PartyId, staff: StaffId): Promise<void>;
}
