import type { AssignmentId } from '#domain/assignment';
import type { Deliverable } from '#domain/facts';
import type { Staff } from '#domain/staff';
import { prefixOf, type UploadForm } from '#ports/object-vault';
import type { PortalDeps } from '../portal-deps.ts';
import { authorise, ensureAllowed } from './authorise.ts';
import { ThingNotFound } from './errors.ts';

/** The largest single upload that an object store takes from a form. */
const MAX_BYTES = 5 * 1024 ** 3;

/** Adds a slot that the performer fills with one upload. The slot's id comes with the form, so that a form sent twice adds one. */
export const addDeliverable = async (
  deps: Pick<PortalDeps, 'assignments' | 'now'>,
  staff: Staff,
  id: AssignmentId,
  slot: { id: string; title: string },
): Promise<{ outcome: 'added' | 'already-added' }> => {
  const { file } = await authorise(deps.assignments, staff, id, 'deliver');
  ensureAllowed('deliverable-added', file);
  const at = deps.now();
  const recorded = await deps.assignments.record({
    id,
    event: 'deliverable-added',
    eventId: `deliverable-added-${slot.id}`,
    at,
    by: staff.id,
    party: staff.party,
    about: slot.id,
    facts: [
      {
        kind: 'deliverable',
        id: slot.id,
        objectKey: `${prefixOf(file.assignment.orderer, id)}${slot.id}`,
        addedBy: staff.id,
        addedAt: at.toISOString(),
        title: slot.title,
      },
    ],
  });
  return { outcome: recorded === 'recorded' ? 'added' : 'already-added' };
};

export const removeDeliverable = async (
  deps: Pick<PortalDeps, 'assignments' | 'now'>,
  staff: Staff,
  id: AssignmentId,
  deliverableId: string,
): Promise<{ outcome: 'removed' }> => {
  const { file } = await authorise(deps.assignments, staff, id, 'deliver');
  ensureAllowed('deliverable-removed', file);
  const eventId = `deliverable-removed-${deliverableId}`;
  const isRemoved = file.events.some((event) => event.id === eventId);
  if (!isRemoved && !file.deliverables.some((deliverable) => deliverable.id === deliverableId))
    throw new ThingNotFound();
  await deps.assignments.record({
    id,
    event: 'deliverable-removed',
    eventId,
    at: deps.now(),
    by: staff.id,
    party: staff.party,
    about: deliverableId,
    withoutFacts: [{ kind: 'deliverable', id: deliverableId }],
  });
  return { outcome: 'removed' };
};

/** The form that sends one file straight to the object store. */
export const uploadFormFor = async (
  deps: Pick<PortalDeps, 'assignments' | 'vault' | 'portalUrl'>,
  staff: Staff,
  id: AssignmentId,
  deliverableId: string,
): Promise<{ deliverable: Deliverable; form: UploadForm }> => {
  const { file } = await authorise(deps.assignments, staff, id, 'deliver');
  ensureAllowed('deliverable-added', file);
  const deliverable = file.deliverables.find((candidate) => candidate.id === deliverableId);
  if (!deliverable) throw new ThingNotFound();
  const form = await deps.vault.uploadForm({
    shelf: 'deliverables',
    key: deliverable.objectKey,
    party: file.assignment.orderer,
    maxBytes: MAX_BYTES,
    redirectTo: `${deps.portalUrl}/assignments/${id}/deliverables`,
  });
  return { deliverable, form };
};
