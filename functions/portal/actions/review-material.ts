import type { AssignmentId } from '#domain/assignment';
import type { AssignmentFile, Material } from '#domain/facts';
import type { Staff } from '#domain/staff';
import type { PortalDeps } from '../portal-deps.ts';
import { answerWaits } from './answer-waits.ts';
import { authorise, ensureAllowed } from './authorise.ts';

export type ReviewChoice = NonNullable<Material['review']>;

/** The pieces a person must decide about (R2.1). */
export const withheldIn = ({ material }: Pick<AssignmentFile, 'material'>): Material[] =>
  material.filter(({ verdict }) => verdict === 'withheld');

/** What may be decided: a piece that could not be read has no safe text and can only stay withheld. */
export const choicesFor = (material: Material): ReviewChoice[] =>
  material.circulatedKey ? ['keep-withheld', 'circulate'] : ['keep-withheld'];

/** Decides about every withheld piece of material; what has no decision stays withheld. */
export const reviewMaterial = async (
  deps: Pick<PortalDeps, 'assignments' | 'access' | 'workflow' | 'now'>,
  staff: Staff,
  id: AssignmentId,
  choices: ReadonlyMap<string, ReviewChoice>,
): Promise<{ outcome: 'reviewed' }> => {
  const { file } = await authorise(deps.assignments, staff, id, 'review-material');
  ensureAllowed('reviewed', file);
  await deps.assignments.record({
    id,
    event: 'reviewed',
    eventId: `reviewed-${file.assignment.version}`,
    at: deps.now(),
    by: staff.id,
    party: staff.party,
    facts: withheldIn(file).map((material) => {
      const review = choices.get(material.id) ?? 'keep-withheld';
      return { ...material, review: choicesFor(material).includes(review) ? review : 'keep-withheld' };
    }),
  });
  await answerWaits(deps, id, 'reviewed');
  return { outcome: 'reviewed' };
};
