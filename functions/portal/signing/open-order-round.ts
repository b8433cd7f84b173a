import { dateOf, plusDays } from '#domain/calendar';
import { NotAuthorised, SignatureNotValid } from '#domain/errors';
import type { RoundId } from '#domain/signing-round';
import { nearestManagerOf, type Staff } from '#domain/staff';
import type { PortalDeps } from '../portal-deps.ts';
import { authorityOf } from './authority.ts';
import { openRound } from './open-round.ts';
import { orderInRound } from './order-in-round.ts';
import type { PreparedDocument } from './prepare-document.ts';
import type { SigningPayload } from './signable.ts';

/** How long each of the two has. */
const DAYS = 7;

/**
 * Opens the round of an order that the handler's delegation does not reach: first the handler, then their nearest manager, or
 * that manager's deputy when the manager is away. An order that is sent again is a new edition and voids the first.
 *
 * @throws SignatureNotValid when the terms were shown otherwise; NotAuthorised when nobody above the handler may order so much.
 */
export const openOrderRound = async (
  deps: PortalDeps,
  staff: Staff,
  { file, textHash }: PreparedDocument,
  order: Extract<SigningPayload, { kind: 'order' }>,
  shownHash: string,
): Promise<RoundId> => {
  const { id } = file.assignment;
  if (textHash !== shownHash) throw new SignatureNotValid(id);
  const today = dateOf(deps.now());
  const manager = nearestManagerOf(staff, await deps.register.staffOf(staff.party), today);
  if (!manager || (await authorityOf(deps, manager, 'order', order.hours)) !== 'may') throw new NotAuthorised(id);
  return openRound(deps, orderInRound, {
    opener: staff,
    party: staff.party,
    subject: { scope: 'assignment', assignmentId: id },
    signatories: [
      { party: staff.party, staff: staff.id, dueOn: plusDays(today, DAYS) },
      // The manager's own place also when a deputy stands in today: who signs is seen when they sign.
      { party: staff.party, staff: staff.nearestManager ?? manager.id, dueOn: plusDays(today, 2 * DAYS) },
    ],
    payload: { assignmentId: id, order },
  });
};
