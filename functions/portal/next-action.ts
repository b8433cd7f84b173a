import type { Assignment } from '#domain/assignment';
import { type Act, may, type Role, type Side } from '#domain/staff';
import type { Wait } from '#domain/transitions';

/** Who it is that something is waited for. */
type Awaited = 'orderer' | 'parties' | 'performer' | 'performer-manager' | 'controller' | 'system';

/** The one thing a person should do next in an assignment, or whom everybody is waiting for. */
export type NextAction = { kind: 'do'; act: Act } | { kind: 'wait'; for: Awaited };

export interface Situation {
  assignment: Pick<Assignment, 'status' | 'outcome' | 'closing' | 'hold' | 'lettingGo'> &
    Pick<Assignment, 'needsRegisterAccess' | 'needsFlightPermit'>;
  /** Whether somebody has offered; unknown in a list, where the order is offered to be sure. */
  hasOffer?: boolean;
  /** Whether this municipality has answered the inquiry. */
  hasAnswered?: boolean;
  isCullingProposed?: boolean;
}

interface Step {
  side: Side;
  act: Act;
  otherwise: Awaited;
}

const waiting = (awaited: Awaited): NextAction => ({ kind: 'wait', for: awaited });

/** Who is to do what in a situation, whoever looks at it. */
const stepIn = (
  { assignment, hasOffer = true, hasAnswered, isCullingProposed }: Situation,
  side: Side,
): Step | Awaited => {
  switch (assignment.status) {
    case 'parked':
      return { side: 'host', act: 'close', otherwise: 'controller' };
    case 'in-review':
      return { side: 'orderer', act: 'review-material', otherwise: 'orderer' };
    case 'circulated':
      if (side === 'asked') return hasAnswered ? 'orderer' : { side, act: 'offer', otherwise: 'parties' };
      return hasOffer ? { side: 'orderer', act: 'order', otherwise: 'orderer' } : 'parties';
    case 'ordered':
      return { side: 'performer', act: 'accept', otherwise: 'performer' };
    case 'accepted':
      return assignment.needsRegisterAccess || assignment.needsFlightPermit
        ? { side: 'performer', act: 'clear', otherwise: 'performer-manager' }
        : 'system';
    case 'in-progress':
      return { side: 'performer', act: 'deliver', otherwise: 'performer' };
    case 'sent':
      return { side: 'orderer', act: 'receive', otherwise: 'orderer' };
    case 'ended':
      return stepAfterEnd(assignment, isCullingProposed ?? false, side);
    case 'screening':
    case 'delivered':
    case 'received':
      return 'system';
  }
};

const stepAfterEnd = (
  { outcome, closing, hold, lettingGo }: Situation['assignment'],
  isCullingProposed: boolean,
  side: Side,
): Step | Awaited => {
  // Of parked mail the host is the controller.
  const controller = side === 'host' ? 'host' : 'orderer';
  if (outcome !== 'completed' && !closing) return { side: controller, act: 'close', otherwise: 'controller' };
  if (hold) return { side: controller, act: 'release-hold', otherwise: 'controller' };
  if (isCullingProposed && !lettingGo) return { side: controller, act: 'let-cull', otherwise: 'controller' };
  return 'system';
};

/** The next action of a person with this role on this side. */
export const nextAction = (situation: Situation, side: Side, role: Role): NextAction => {
  const step = stepIn(situation, side);
  if (typeof step === 'string') return waiting(step);
  return step.side === side && may(role, side, step.act) ? { kind: 'do', act: step.act } : waiting(step.otherwise);
};

/** The wait of the workflow that a status stands for, whose last day people are shown. */
export const waitIn = (status: Assignment['status']): Wait | undefined => WAITS[status];

const WAITS: Partial<Record<Assignment['status'], Wait>> = {
  'in-review': 'AwaitScreening',
  circulated: 'AwaitOrder',
  ordered: 'AwaitAcceptance',
  accepted: 'AwaitClearance',
  'in-progress': 'AwaitDeliverables',
  sent: 'AwaitReceipt',
};
