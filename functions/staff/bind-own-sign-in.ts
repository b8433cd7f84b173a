import { dateOf } from '#domain/calendar';
import { NotAuthorised } from '#domain/errors';
import { isInService, type Staff } from '#domain/staff';
import { type StaffHappening, StaffLogEntry } from '#domain/staff-log';
import type { Clock } from '#ports/clock';
import type { Register, StaffRegister } from '#ports/register';

interface Ports {
  register: Register & StaffRegister;
  now: Clock;
}

const note = ({ register, now }: Ports, { party, id }: Staff, what: StaffHappening) => {
  const at = now();
  return register.noteStaff(
    StaffLogEntry.parse({
      id: `${what}-${id}-${at.getTime()}`,
      party,
      staff: id,
      what,
      fields: [],
      at: at.toISOString(),
      by: [id],
    }),
  );
};

const HAPPENINGS = {
  bound: 'own-sign-in-connected',
  replaced: 'own-sign-in-replaced',
  taken: 'own-sign-in-turned-away',
} as const satisfies Record<string, StaffHappening>;

/**
 * Connects a subject of the municipality's own sign-in to somebody who has shown who they are with their e-ID (D3). It
 * needs no approval: whoever it is, is known already.
 *
 * @param mac the keyed MAC of `bindingOf` the subject
 * @returns `taken` when it is somebody else's in the municipality: nothing but the line in the log was written
 * @throws NotAuthorised when the person has left meanwhile, and nothing is kept of it
 */
export const connectOwnSignIn = async (
  ports: Ports,
  staff: Staff,
  mac: string,
): Promise<'bound' | 'replaced' | 'taken'> => {
  const { register, now } = ports;
  const { party, id } = staff;
  const outcome = await register.bindOwnSignIn(party, id, mac, now());
  // Asked after it is bound: leaving forgets what is bound then, and would miss what is bound a moment later.
  const asIs = await register.staff(party, id);
  if (!asIs || !isInService(asIs, dateOf(now()))) {
    if (outcome !== 'taken') await register.forgetOwnSignIn(party, id);
    throw new NotAuthorised(id);
  }
  await note(ports, staff, HAPPENINGS[outcome]);
  return outcome;
};

/** Forgets somebody's own sign-in as they ask; the e-ID stays. @returns whether there was one. */
export const disconnectOwnSignIn = async (ports: Ports, staff: Staff): Promise<boolean> => {
  const wasConnected = await ports.register.forgetOwnSignIn(staff.party, staff.id);
  if (wasConnected) await note(ports, staff, 'own-sign-in-disconnected');
  return wasConnected;
};
