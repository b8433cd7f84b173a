import { dateOf, plusDays, startOf } from '#domain/calendar';
import { LinkNotOpen, NotAuthorised } from '#domain/errors';
import { sha256 } from '#domain/hash';
import type { PartyId } from '#domain/parties';
import { isInService, mayWithStaff, type Staff, type StaffId } from '#domain/staff';
import { type Doer, StaffLogEntry } from '#domain/staff-log';
import type { Clock, Random } from '#ports/clock';
import type { Mailbox } from '#ports/mailbox';
import type { Register, StaffRegister } from '#ports/register';
import type { BindingLink, StaffBindings, WaitingBinding } from '#ports/staff-bindings';

/** A link is good for this many days after the one it is sent. */
export const LINK_DAYS = 7;
/** An identification waits this many days for approval. */
const WAITING_DAYS = 14;

export interface BindingPorts {
  register: Register & StaffRegister;
  staffBindings: StaffBindings;
  mailbox: Mailbox;
  now: Clock;
  random: Random;
  portalUrl: string;
}
type Ports = Omit<BindingPorts, 'random'>;

const note = (
  { register, now }: Pick<Ports, 'register' | 'now'>,
  { party, staff }: { party: PartyId; staff: StaffId },
  what: StaffLogEntry['what'],
  by: readonly Doer[],
  mark: string,
) =>
  register.noteStaff(
    StaffLogEntry.parse({
      id: `${what}-${staff}-${mark}`,
      party,
      staff,
      what,
      fields: [],
      at: now().toISOString(),
      by: [...by],
    }),
  );

/** Ids of log lines are made of what is written down anyway: the beginning of a hash, or a time. */
const markOf = (tokenHash: string): string => tokenHash.slice(0, 16);
const timeMark = (iso: string): string => String(Date.parse(iso));

/** @throws NotAuthorised unless this is an administrator of the municipality. */
const ensureAdministers = (administrator: Staff, party: PartyId): void => {
  if (administrator.party !== party || !mayWithStaff(administrator.role, 'change-staff')) throw new NotAuthorised();
};

/**
 * Sends somebody the one-time link by which they bind their e-ID (architecture 7); an earlier link of theirs ends. The
 * token has 256 bits and is only in the letter.
 *
 * @throws MailNotSent, and then the link is worth nothing to anybody.
 */
export const sendBindingLink = async (
  { staffBindings, mailbox, portalUrl, random, ...ports }: BindingPorts,
  staff: Staff,
  by: Doer,
): Promise<void> => {
  const now = ports.now();
  const today = dateOf(now);
  const token = Buffer.from(random(32)).toString('base64url');
  const tokenHash = sha256(token);
  const expiresAt = startOf(plusDays(today, LINK_DAYS + 1)).toISOString();
  const { party, id } = staff;
  await staffBindings.putLink({ tokenHash, party, staff: id, sentBy: by, sentAt: now.toISOString(), expiresAt });
  await mailbox.send({
    kind: 'binding-wanted',
    to: staff.mailbox,
    from: party,
    url: `${portalUrl}/bind/${token}`,
    lastDay: plusDays(today, LINK_DAYS),
  });
  await note(ports, { party, staff: id }, 'binding-sent', [by], markOf(tokenHash));
};

/** An administrator sends a link to a member of their own staff. @throws NotAuthorised; MailNotSent. */
export const sendLinkTo = async (ports: BindingPorts, administrator: Staff, staff: Staff): Promise<void> => {
  ensureAdministers(administrator, staff.party);
  if (!isInService(staff, dateOf(ports.now()))) throw new NotAuthorised(staff.id);
  await sendBindingLink(ports, staff, administrator.id);
};

/** An open link and its person. @throws LinkNotOpen alike when it never was, was used, was replaced, or its time or person is gone. */
export const findBindingLink = async (
  { register, staffBindings, now }: Pick<Ports, 'register' | 'staffBindings' | 'now'>,
  tokenHash: string,
): Promise<{ link: BindingLink; staff: Staff }> => {
  const link = await staffBindings.findLink(tokenHash);
  if (!link || now() >= new Date(link.expiresAt)) throw new LinkNotOpen();
  const staff = await register.staff(link.party, link.staff);
  if (!staff || !isInService(staff, dateOf(now()))) throw new LinkNotOpen();
  return { link, staff };
};

/** What an identified person showed. */
export interface ShownEId {
  mac: string;
  /** The name in the e-ID. */
  name: string;
  level: string;
}

/** `taken`: the e-ID is somebody else's. `bound`: at once, for there is nobody who could approve. */
export type ShowOutcome = 'waiting' | 'bound' | 'taken';

/**
 * Takes in the e-ID that somebody showed by their link, which is used up by it. It waits for an administrator; only that of
 * a municipality's first administrator, whom operations invited, is bound without one, and the municipality's management
 * is told.
 *
 * @throws LinkNotOpen
 */
export const showEId = async (
  ports: Ports,
  tokenHash: string,
  { mac, name, level }: ShownEId,
): Promise<ShowOutcome> => {
  const { register, staffBindings, now } = ports;
  const { staff } = await findBindingLink(ports, tokenHash);
  const link = await staffBindings.takeLink(tokenHash);
  if (!link) throw new LinkNotOpen();
  const { party, id } = staff;
  const holder = await staffBindings.holderOf(party, mac);
  if (holder !== undefined && holder !== id) {
    await note(ports, { party, staff: id }, 'binding-turned-away', [id], markOf(tokenHash));
    return 'taken';
  }
  if (link.sentBy === 'operations' && !(await hasOtherAdministrator(ports, staff))) {
    const outcome = await staffBindings.bind(party, id, mac, now());
    if (outcome === 'taken') return 'taken';
    await note(ports, { party, staff: id }, 'binding-approved', ['operations'], markOf(tokenHash));
    const { managementMailbox } = await register.party(party);
    await ports.mailbox.send({ kind: 'administrator-bound', to: managementMailbox, from: party });
    return 'bound';
  }
  const at = now();
  const expiresAt = startOf(plusDays(dateOf(at), WAITING_DAYS + 1)).toISOString();
  await staffBindings.putWaiting({ party, staff: id, mac, name, level, identifiedAt: at.toISOString(), expiresAt });
  await note(ports, { party, staff: id }, 'binding-waiting', [id], markOf(tokenHash));
  const sender = link.sentBy === 'operations' ? undefined : await register.staff(party, link.sentBy);
  if (sender && isInService(sender, dateOf(at))) {
    await ports.mailbox.send({
      kind: 'binding-to-approve',
      to: sender.mailbox,
      from: party,
      url: `${ports.portalUrl}/staff/${id}`,
    });
  }
  return 'waiting';
};

/** Whether the municipality has an administrator beside this person who can sign in. */
export const hasOtherAdministrator = async (
  { register, staffBindings, now }: Pick<Ports, 'register' | 'staffBindings' | 'now'>,
  { party, id }: Pick<Staff, 'party' | 'id'>,
): Promise<boolean> => {
  const [all, bound] = await Promise.all([register.staffOf(party), staffBindings.boundIn(party)]);
  return all.some(
    (one) => one.id !== id && one.role === 'administrator' && isInService(one, dateOf(now())) && bound.has(one.id),
  );
};

/** What waits for approval, while its time lasts. */
export const waitingFor = async (
  { staffBindings, now }: Pick<Ports, 'staffBindings' | 'now'>,
  { party, id }: Pick<Staff, 'party' | 'id'>,
): Promise<WaitingBinding | undefined> => {
  const waiting = await staffBindings.findWaiting(party, id);
  return waiting && now() < new Date(waiting.expiresAt) ? waiting : undefined;
};

/** `gone`: nothing waits any more, or something else than what the administrator looked at. */
export type Decided = 'bound' | 'replaced' | 'refused' | 'taken' | 'gone';

/**
 * An administrator approves or refuses the e-ID that somebody showed, having compared the names. Nobody approves their own.
 *
 * @param shownAt when it was identified, of what the administrator looked at.
 * @throws NotAuthorised
 */
export const decideBinding = async (
  ports: Omit<Ports, 'mailbox' | 'portalUrl'>,
  administrator: Staff,
  staff: Staff,
  shownAt: string,
  decision: 'approve' | 'refuse',
): Promise<Decided> => {
  const { staffBindings, now } = ports;
  const { party, id } = staff;
  ensureAdministers(administrator, party);
  if (administrator.id === id || !isInService(staff, dateOf(now()))) throw new NotAuthorised(id);
  const waiting = await waitingFor(ports, staff);
  if (!waiting || waiting.identifiedAt !== shownAt) return 'gone';
  const outcome = decision === 'approve' ? await staffBindings.bind(party, id, waiting.mac, now()) : 'refused';
  const what = (
    {
      bound: 'binding-approved',
      replaced: 'binding-replaced',
      refused: 'binding-refused',
      taken: 'binding-turned-away',
    } as const
  )[outcome];
  await note(ports, { party, staff: id }, what, [administrator.id], timeMark(waiting.identifiedAt));
  await staffBindings.endWaiting(party, id);
  return outcome;
};
