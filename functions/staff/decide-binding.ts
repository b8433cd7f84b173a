import { dateOf } from '#domain/calendar';
import { NotAuthorised } from '#domain/errors';
import { isInService, mayWithStaff, type Staff } from '#domain/staff';
import { bindAsApproved } from './bind-as-approved.ts';
import { type BindingPorts, waitingFor } from './bind-e-id.ts';
import { isApprovedAlone, mayApprove, readBindingCase } from './binding-approvers.ts';
import { bindingLine, timeMark } from './note-binding.ts';

type Ports = Pick<BindingPorts, 'register' | 'staffBindings' | 'mailbox' | 'now'>;

/** `gone`: nothing waits any more, or something else than what they looked at. */
export type Decided = 'bound' | 'replaced' | 'refused' | 'taken' | 'gone';

/**
 * Somebody approves or refuses the e-ID that another showed, having compared the names. Nobody approves their own; who may
 * approve is `mayApprove`'s to say. Refusing is for any administrator beside.
 *
 * @param shownAt when it was identified, of what they looked at.
 * @throws NotAuthorised; MailNotSent, and then it still waits.
 */
export const decideBinding = async (
  ports: Ports,
  decider: Staff,
  staff: Staff,
  shownAt: string,
  decision: 'approve' | 'refuse',
): Promise<Decided> => {
  const { register, staffBindings, mailbox, now } = ports;
  const { party, id } = staff;
  const today = dateOf(now());
  if (decider.party !== party || !mayWithStaff(decider.role, 'approve-binding')) throw new NotAuthorised();
  if (decider.id === id || !isInService(staff, today)) throw new NotAuthorised(id);
  const waiting = await waitingFor(ports, staff);
  if (!waiting || waiting.identifiedAt !== shownAt) return 'gone';
  const theCase = await readBindingCase(ports, staff, waiting, today);
  const isTheirs = mayApprove(theCase, decider);
  const mark = timeMark(waiting.identifiedAt);
  if (decision === 'refuse') {
    if (!isTheirs && decider.role !== 'administrator') throw new NotAuthorised(id);
    await register.noteStaff(bindingLine(staff, 'binding-refused', decider.id, mark, now()));
    await staffBindings.endWaiting(party, id);
    return 'refused';
  }
  if (!isTheirs) throw new NotAuthorised(id);
  if (isApprovedAlone(theCase, decider)) {
    const { managementMailbox } = await register.party(party);
    await mailbox.send({ kind: 'binding-approved-alone', to: managementMailbox, from: party });
  }
  const outcome = await bindAsApproved(ports, staff, waiting, decider.id, mark);
  await staffBindings.endWaiting(party, id);
  return outcome;
};
