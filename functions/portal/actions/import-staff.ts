import { spell } from '#domain/assignment';
import { dateOf } from '#domain/calendar';
import { sha256 } from '#domain/hash';
import { type Staff, StaffId } from '#domain/staff';
import { type ImportPlan, planStaffImport } from '#domain/staff-import';
import { readStaffList } from '../../staff/read-staff-list.ts';
import type { ListRefusal } from '../../staff/staff-list.ts';
import type { PortalDeps } from '../portal-deps.ts';
import { ensureMayWithStaff } from './read-staff.ts';

/** A list as an administrator hands it over. */
export interface StaffListUpload {
  text: string;
  /** Whether those who are not in it leave. */
  full: boolean;
  /** Random; ids of new records follow from it, so that the plan that is shown and the one that is signed are the same. */
  salt: string;
}

export type PlannedImport =
  | { outcome: 'refused'; because: ListRefusal; about: string | undefined }
  | { outcome: 'planned'; plan: ImportPlan; planHash: string; all: Staff[]; mayBeSigned: boolean };

/**
 * What a list would change in the administrator's own municipality. It changes nothing and keeps nothing; with an identity
 * number in any row nothing of it may be signed.
 *
 * @throws NotAuthorised
 */
export const planImport = async (
  { register, now }: Pick<PortalDeps, 'register' | 'now'>,
  administrator: Staff,
  { text, full, salt }: StaffListUpload,
): Promise<PlannedImport> => {
  ensureMayWithStaff(administrator, 'change-staff');
  const list = readStaffList(text);
  if (!list.ok) return { outcome: 'refused', because: list.because, about: list.about };
  const [all, party] = await Promise.all([register.staffOf(administrator.party), register.party(administrator.party)]);
  const plan = planStaffImport(list.rows, all, {
    party,
    full,
    on: dateOf(now()),
    by: administrator.id,
    idFor: (mailbox) => StaffId.parse(`s-${spell(Buffer.from(sha256(`${salt} ${mailbox}`), 'hex'), 10)}`),
  });
  const holdsNumbers = plan.refused.some(({ because }) => because === 'identity-number');
  const isWhole = !full || plan.refused.length === 0;
  return {
    outcome: 'planned',
    plan,
    planHash: sha256(JSON.stringify(plan)),
    all,
    mayBeSigned: plan.edits.length > 0 && !holdsNumbers && isWhole,
  };
};
