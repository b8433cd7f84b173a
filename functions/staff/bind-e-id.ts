import { dateOf, plusDays, startOf } from '#domain/calendar';
import { LinkNotOpen, NotAuthorised } from '#domain/errors';
import { sha256 } from '#domain/hash';
import type { PartyId } from '#domain/parties';
import { isInService, mayWithStaff, nearestManagerOf, type Staff } from '#domain/staff';
import type { Doer } from '#domain/staff-log';
import type { Clock, Random } from '#ports/clock';
import type { Mailbox } from '#ports/mailbox';
import type { Register, StaffRegister } from '#ports/register';
import type { BindingLink, StaffBindings, WaitingBinding } from '#ports/staff-bindings';
import { bindAsApproved } from './bind-as-approved.ts';
import { approversOf, type BindingCase, hadEId, readBindingCase } from './binding-approvers.ts';
import { bindingLine, markOf } from './note-binding.ts';

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
  await ports.register.noteStaff(bindingLine(staff, 'binding-sent', by, markOf(tokenHash), ports.now()));
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
 * Takes in the e-ID that somebody showed by their link, which is used up by it. It waits for somebody else; only that of a
 * municipality's first administrator, whom operations invited, is bound without approval while there is nobody who could
 * give it, and the municipality's management is told.
 *
 * @throws LinkNotOpen
 */
export const showEId = async (
  ports: Ports,
  tokenHash: string,
  { mac, name, level }: ShownEId,
): Promise<ShowOutcome> => {
  const { register, staffBindings, mailbox, now } = ports;
  const { staff } = await findBindingLink(ports, tokenHash);
  const link = await staffBindings.takeLink(tokenHash);
  if (!link) throw new LinkNotOpen();
  const { party, id } = staff;
  const { sentBy } = link;
  const at = now();
  const mark = markOf(tokenHash);
  const holder = await staffBindings.holderOf(party, mac);
  if (holder !== undefined && holder !== id) {
    await register.noteStaff(bindingLine(staff, 'binding-turned-away', id, mark, at));
    return 'taken';
  }
  const read = await readBindingCase(ports, staff, { sentBy, replaces: false }, dateOf(at));
  const theCase = { ...read, waiting: { sentBy, replaces: hadEId(id, read) } };
  const shown = { ...theCase.waiting, mac, identifiedAt: at.toISOString() };
  if (sentBy === 'operations' && !(await hasOtherAdministrator(ports, staff)) && nobodyElseCan(theCase)) {
    if ((await bindAsApproved(ports, staff, shown, 'operations', mark)) === 'taken') return 'taken';
    const { managementMailbox } = await register.party(party);
    await mailbox.send({ kind: 'administrator-bound', to: managementMailbox, from: party });
    return 'bound';
  }
  const expiresAt = startOf(plusDays(dateOf(at), WAITING_DAYS + 1)).toISOString();
  await staffBindings.putWaiting({ party, staff: id, ...shown, name, level, expiresAt });
  await register.noteStaff(bindingLine(staff, 'binding-waiting', id, mark, at));
  for (const { mailbox: to } of askedToApprove(theCase)) {
    const url = `${ports.portalUrl}/staff/${id}/binding`;
    await mailbox.send({ kind: 'binding-to-approve', to, from: party, url });
  }
  return 'waiting';
};

/** A first e-ID that operations vouch for waits for nobody; one that replaces another waits where anybody can approve it. */
const nobodyElseCan = (theCase: BindingCase): boolean => !theCase.waiting.replaces || approversOf(theCase).length === 0;

/**
 * Who is written to: the sender where the sender may approve, else the administrators, else the registrars, else the
 * nearest manager, else every manager who may. Where nobody may, the sender, whose page says so.
 */
const askedToApprove = (theCase: BindingCase): Staff[] => {
  const { staff, waiting, all, on } = theCase;
  const able = approversOf(theCase);
  const nearest = nearestManagerOf(staff, all, on)?.id;
  const isSender = ({ id }: Staff) => id === waiting.sentBy;
  const circles = [
    able.filter(isSender),
    able.filter(({ role }) => role === 'administrator'),
    able.filter(({ role }) => role === 'registrar'),
    able.filter(({ id }) => id === nearest),
    able,
    all.filter((one) => isSender(one) && isInService(one, on)),
  ];
  return circles.find((circle) => circle.length > 0) ?? [];
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
