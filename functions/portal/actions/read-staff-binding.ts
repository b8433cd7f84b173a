import { dateOf } from '#domain/calendar';
import { isInService, mayWithStaff, type Staff } from '#domain/staff';
import type { WaitingBinding } from '#ports/staff-bindings';
import { waitingFor } from '../../staff/bind-e-id.ts';
import { approversOf, mayApprove, readBindingCase } from '../../staff/binding-approvers.ts';
import type { PortalDeps } from '../portal-deps.ts';
import { ThingNotFound } from './errors.ts';
import { ensureMayWithStaff } from './read-staff.ts';

type Deps = Pick<PortalDeps, 'register' | 'staffBindings' | 'now'>;

/** An e-ID that waits, for somebody who has a part in it. The name in it is for those alone who have to compare it. */
export interface BindingToDecide {
  waiting: WaitingBinding;
  isOwn: boolean;
  mayApprove: boolean;
  mayRefuse: boolean;
  /** Those who may approve it, where this reader may not. */
  approvers: Staff[];
}

/** What waits for this reader to decide, or to see that others decide; nothing for whoever has no part in it. */
export const bindingToDecide = async (
  deps: Deps,
  reader: Staff,
  staff: Staff,
): Promise<BindingToDecide | undefined> => {
  if (!mayWithStaff(reader.role, 'approve-binding')) return undefined;
  const waiting = await waitingFor(deps, staff);
  if (!waiting) return undefined;
  const theCase = await readBindingCase(deps, staff, waiting, dateOf(deps.now()));
  const isTheirs = mayApprove(theCase, reader);
  const isAdministrator = reader.role === 'administrator';
  if (!isTheirs && !isAdministrator) return undefined;
  const isOwn = reader.id === staff.id;
  return {
    waiting,
    isOwn,
    mayApprove: isTheirs,
    mayRefuse: isTheirs || !isOwn,
    approvers: isTheirs ? [] : approversOf(theCase),
  };
};

/**
 * The person whose e-ID this reader might decide about, and what waits.
 *
 * @throws NotAuthorised; ThingNotFound also for somebody of another municipality, and for somebody who has left.
 */
export const readStaffBinding = async (
  deps: Deps,
  reader: Staff,
  id: string,
): Promise<{ staff: Staff; toDecide: BindingToDecide | undefined }> => {
  ensureMayWithStaff(reader, 'approve-binding');
  const staff = (await deps.register.staffOf(reader.party)).find((one) => one.id === id);
  if (!staff || !isInService(staff, dateOf(deps.now()))) throw new ThingNotFound();
  return { staff, toDecide: await bindingToDecide(deps, reader, staff) };
};
