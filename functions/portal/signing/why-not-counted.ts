import type { AssignmentId, Outcome } from '#domain/assignment';
import type { NotCounted } from '#domain/signing-round';
import type { PortalDeps } from '../portal-deps.ts';

const BY_ERROR: Readonly<Record<string, NotCounted>> = {
  NotAuthorised: 'not-authorised',
  AssignmentNotFound: 'not-authorised',
  SignatureNotValid: 'other-text',
  IdentificationTooWeak: 'too-weak',
};
const BY_OUTCOME: Partial<Record<Outcome, NotCounted>> = {
  withdrawn: 'withdrawn',
  expired: 'late',
  declined: 'declined',
};

/**
 * Why a signature of an assignment's document does not count, from what stopped it: who signed, what, or that its time had
 * passed, and then from how the assignment ended meanwhile. Nothing for an error that says nothing of the signature.
 */
export const whyNotCounted = async (
  { assignments }: Pick<PortalDeps, 'assignments'>,
  id: AssignmentId,
  error: unknown,
): Promise<NotCounted | undefined> => {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'EventNotAllowed' || error.name === 'NotNow') {
    const outcome = (await assignments.head(id))?.outcome;
    return (outcome && BY_OUTCOME[outcome]) ?? 'already-signed';
  }
  return BY_ERROR[error.name];
};
