import { AssignmentId, referenceOf } from '#domain/assignment';
import { dateOf, plusDays } from '#domain/calendar';
import type { Staff } from '#domain/staff';
import { may } from '#domain/staff';
import { WAIT_RULES } from '#domain/waiting';
import type { InboxRow } from '#ports/assignment-store';
import { nextAction, waitIn } from '../next-action.ts';
import type { InboxLine, InboxView } from '../pages/inbox-page.tsx';
import type { PortalDeps } from '../portal-deps.ts';

const LIMIT = 200;

/** From the head alone, so that a list costs one read: a wait's days are counted from the day its status began. */
const lastDayFrom = ({ assignment: { status, statusSince } }: InboxRow): string | undefined => {
  const wait = waitIn(status);
  const days = wait && WAIT_RULES[wait].lastDay;
  return days === undefined ? undefined : plusDays(dateOf(new Date(statusSince)), days);
};

const lineOf = (row: InboxRow, staff: Staff): InboxLine => {
  const { assignment, subject, side } = row;
  const { id, status, outcome, openedAt } = assignment;
  return {
    id,
    reference: referenceOf(id),
    subject: side === 'asked' ? undefined : subject,
    side,
    status,
    outcome,
    openedAt,
    next: nextAction({ assignment }, side, staff.role),
    lastDay: lastDayFrom(row),
  };
};

/** The assignments of a municipality for somebody who may see them, and the certificates of those that are culled. */
export const inboxView = async (
  { assignments, records }: Pick<PortalDeps, 'assignments' | 'records'>,
  staff: Staff,
): Promise<InboxView> => {
  const [rows, culled] = await Promise.all([
    assignments.inbox(staff.party, LIMIT),
    records.culledOf(staff.party, LIMIT),
  ]);
  const isCulled = new Set(culled.map(({ assignmentId }) => assignmentId));
  return {
    party: staff.party,
    lines: rows
      .filter(({ assignment }) => assignment.outcome !== 'parked' && !isCulled.has(assignment.id))
      .map((row) => lineOf(row, staff))
      .filter(({ side }) => may(staff.role, side, 'view')),
    culled: culled.flatMap((summary) => {
      const id = AssignmentId.safeParse(summary.assignmentId);
      return id.success ? [{ ...summary, reference: referenceOf(id.data) }] : [];
    }),
  };
};
