import { dateOf, plusDays } from '#domain/calendar';
import type { CullingCertificate } from '#domain/culling';
import { NotAuthorised } from '#domain/errors';
import type { RoundId } from '#domain/signing-round';
import type { Staff } from '#domain/staff';
import { NotNow } from '../actions/errors.ts';
import type { PortalDeps } from '../portal-deps.ts';
import { certificateApproval, mayApprove } from './certificate-approval.ts';
import { openRound } from './open-round.ts';

/** How long the approval may wait for its signature. */
const DAYS = 14;

/**
 * Opens the approval of a culling certificate for the one who is to sign it.
 *
 * @throws NotAuthorised when this person may not approve it; NotNow when it is approved already.
 */
export const openApproval = async (
  deps: PortalDeps,
  staff: Staff,
  certificate: CullingCertificate,
): Promise<RoundId> => {
  if (!(await mayApprove(deps, staff, certificate))) throw new NotAuthorised(certificate.id);
  if (await deps.records.approvalOf(certificate.id)) throw new NotNow();
  const dueOn = plusDays(dateOf(deps.now()), DAYS);
  return openRound(deps, certificateApproval, {
    opener: staff,
    party: staff.party,
    subject: { scope: 'party', party: staff.party, about: certificate.id },
    signatories: [{ party: staff.party, staff: staff.id, dueOn }],
    payload: { certificateId: certificate.id },
  });
};
