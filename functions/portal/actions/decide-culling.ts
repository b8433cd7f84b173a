import type { AssignmentId, Hold } from '#domain/assignment';
import type { AssignmentFile } from '#domain/facts';
import type { Staff } from '#domain/staff';
import { proposalOf } from '#domain/waiting';
import type { PortalDeps } from '../portal-deps.ts';
import { answerWaits } from './answer-waits.ts';
import { authorise, ensureAllowed } from './authorise.ts';
import { NotNow } from './errors.ts';

type Deps = Pick<PortalDeps, 'assignments' | 'access' | 'workflow' | 'now'>;

/** Whether the culling has been proposed and both sides are asked. */
export const isCullingProposed = (file: AssignmentFile): boolean =>
  file.events.some(({ id }) => id === proposalOf(file));

/** Holds the culling (gallringsstopp). A consent that was given before is taken back: after the hold people are asked anew. */
export const holdCulling = async (
  deps: Deps,
  staff: Staff,
  id: AssignmentId,
  ground: Hold['ground'],
): Promise<{ outcome: 'held' | 'already-held' }> => {
  const { file } = await authorise(deps.assignments, staff, id, 'hold');
  ensureAllowed('held', file);
  if (file.assignment.hold) return { outcome: 'already-held' };
  const at = deps.now();
  await deps.assignments.record({
    id,
    event: 'held',
    eventId: `held-${file.assignment.version}`,
    at,
    by: staff.id,
    party: staff.party,
    about: ground,
    set: { hold: { by: staff.id, at: at.toISOString(), ground } },
    unset: ['lettingGo'],
  });
  await answerWaits(deps, id, 'held');
  return { outcome: 'held' };
};

/** Lifts a hold. No consent outlives one, so people are asked anew. */
export const releaseHold = async (
  deps: Deps,
  staff: Staff,
  id: AssignmentId,
): Promise<{ outcome: 'released' | 'not-held' }> => {
  const { file } = await authorise(deps.assignments, staff, id, 'release-hold');
  ensureAllowed('released', file);
  if (!file.assignment.hold) return { outcome: 'not-held' };
  await deps.assignments.record({
    id,
    event: 'released',
    eventId: `released-${file.assignment.version}`,
    at: deps.now(),
    by: staff.id,
    party: staff.party,
    unset: ['hold', 'lettingGo'],
  });
  await answerWaits(deps, id, 'released');
  return { outcome: 'released' };
};

/** Lets the culling go on before the objection period is over; only once it has been proposed. */
export const letCull = async (deps: Deps, staff: Staff, id: AssignmentId): Promise<{ outcome: 'let-go' }> => {
  const { file } = await authorise(deps.assignments, staff, id, 'let-cull');
  ensureAllowed('let-go', file);
  if (file.assignment.lettingGo) return { outcome: 'let-go' };
  if (file.assignment.hold || !isCullingProposed(file)) throw new NotNow();
  const at = deps.now();
  await deps.assignments.record({
    id,
    event: 'let-go',
    eventId: `let-go-${file.assignment.version}`,
    at,
    by: staff.id,
    party: staff.party,
    set: { lettingGo: { by: staff.id, at: at.toISOString() } },
  });
  await answerWaits(deps, id, 'let-go');
  return { outcome: 'let-go' };
};
