import type { Staff } from '#domain/staff';
import type { Doer, StaffLogEntry } from '#domain/staff-log';
import type { Clock } from '#ports/clock';
import type { Mailbox } from '#ports/mailbox';
import type { Register, StaffRegister } from '#ports/register';
import type { StaffBindings, WaitingBinding } from '#ports/staff-bindings';
import { bindingLine } from './note-binding.ts';

interface Ports {
  register: Register & StaffRegister;
  staffBindings: StaffBindings;
  mailbox: Mailbox;
  now: Clock;
}

/** Those who are to know that somebody's e-ID was replaced: the person, wherever they read, and who leads the municipality. */
const tellOfReplacement = async ({ register, mailbox }: Ports, staff: Staff): Promise<void> => {
  const { managementMailbox } = await register.party(staff.party);
  const to = new Set([staff.mailbox, staff.mailboxWhenBound ?? staff.mailbox, managementMailbox]);
  for (const one of to) await mailbox.send({ kind: 'binding-replaced', to: one, from: staff.party });
};

/** Writes the line, and forgets with it the mailbox of the former binding. */
const writeLine = async ({ register }: Ports, staff: Staff, entry: StaffLogEntry): Promise<void> => {
  const was = await register.staff(staff.party, staff.id);
  if (was?.mailboxWhenBound) {
    const { mailboxWhenBound: _, ...becomes } = was;
    if ((await register.writeStaff({ staff: becomes, was, entry })) !== 'stale') return;
  }
  await register.noteStaff(entry);
};

/**
 * Binds an e-ID that was approved, and writes by whom and what it was. When it takes the place of an earlier one, people
 * are told first, so that a run that dies tells twice rather than never; and the own sign-in that was connected on the
 * strength of the earlier one is forgotten with it.
 *
 * @returns `taken` when it is somebody else's by now; then nothing was bound.
 */
export const bindAsApproved = async (
  ports: Ports,
  staff: Staff,
  { mac, sentBy, replaces, identifiedAt }: Pick<WaitingBinding, 'mac' | 'sentBy' | 'replaces' | 'identifiedAt'>,
  by: Doer,
  mark: string,
): Promise<'bound' | 'replaced' | 'taken'> => {
  const { register, staffBindings, now } = ports;
  const { party, id } = staff;
  const holder = await staffBindings.holderOf(party, mac);
  const isTaken = holder !== undefined && holder !== id;
  if (!isTaken && replaces) await tellOfReplacement(ports, staff);
  if (isTaken || (await staffBindings.bind(party, id, mac, now())) === 'taken') {
    await register.noteStaff(bindingLine(staff, 'binding-turned-away', by, mark, now()));
    return 'taken';
  }
  if (replaces) await register.forgetOwnSignIn(party, id);
  const approval = { role: staff.role, linkSentBy: sentBy, shownAt: identifiedAt };
  const what = replaces ? 'binding-replaced' : 'binding-approved';
  await writeLine(ports, staff, bindingLine(staff, what, by, mark, now(), approval));
  return replaces ? 'replaced' : 'bound';
};
