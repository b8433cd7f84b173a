import { z } from 'zod';
import { findIdentityNumbers } from '#documents/identity-numbers/find-identity-numbers';
import { spell } from '#domain/assignment';
import { NotAuthorised } from '#domain/errors';
import { PartyId } from '#domain/parties';
import { type Staff, StaffId } from '#domain/staff';
import { StaffFields } from '#domain/staff-change';
import { StaffLogEntry } from '#domain/staff-log';
import { type BindingPorts, hasOtherAdministrator, sendBindingLink } from '../bind-e-id.ts';

export const contract = {
  input: z.strictObject({
    party: PartyId,
    name: StaffFields.shape.name.refine((name) => findIdentityNumbers(name).length === 0),
    mailbox: z.email().toLowerCase(),
  }),
  output: z.strictObject({ outcome: z.enum(['enrolled', 'invited-again']), staff: StaffId }),
};
type Input = z.output<typeof contract.input>;
type Outcome = z.input<typeof contract.output>;

/**
 * Operations gives a municipality its first administrator: a record without an e-ID, and the link by which the person binds
 * theirs. It is for a municipality that has no administrator who can sign in; where there is one, administrators are made
 * by a signed change. Done again it sends a new link.
 *
 * @throws NotAuthorised when there is an administrator, the mailbox is not the municipality's, or it is of somebody in
 * another role.
 */
export const enrolAdministrator =
  (ports: BindingPorts) =>
  async ({ party, name, mailbox }: Input): Promise<Outcome> => {
    const { register, now, random } = ports;
    const { mailDomains } = await register.party(party);
    if (!mailDomains.includes(mailbox.slice(mailbox.lastIndexOf('@') + 1))) throw new NotAuthorised(party);
    const known = await register.staffByMailbox(party, mailbox);
    if (known && known.role !== 'administrator') throw new NotAuthorised(known.id);
    const staff: Staff = known ?? {
      id: StaffId.parse(`s-${spell(random(7), 10)}`),
      party,
      role: 'administrator',
      name,
      mailbox,
      isActive: true,
    };
    if (await hasOtherAdministrator(ports, staff)) throw new NotAuthorised(party);
    if (!known) {
      const entry = StaffLogEntry.parse({
        id: `enrolled-${staff.id}`,
        party,
        staff: staff.id,
        what: 'added',
        fields: ['name', 'mailbox', 'role'],
        at: now().toISOString(),
        by: ['operations'],
      });
      await register.writeStaff({ staff, entry });
    }
    await sendBindingLink(ports, staff, 'operations');
    return { outcome: known ? 'invited-again' : 'enrolled', staff: staff.id };
  };
