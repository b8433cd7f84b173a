import { type AssignmentId, referenceOf, type Status } from '#domain/assignment';
import type { AssignmentFile, Material } from '#domain/facts';
import type { Side, Staff } from '#domain/staff';
import type { PortalDeps } from '../portal-deps.ts';
import { authorise } from './authorise.ts';
import { ThingNotFound } from './errors.ts';

/** When the performer has the orderer's originals: once its gates are open (R3.2, R5.1), until the work is received. */
const AT_WORK: readonly Status[] = ['in-progress', 'delivered', 'sent', 'received'];

/** Whether a piece may be read by all who are asked: it is clean or redacted, or a person let its safe text go out. */
export const isCirculated = ({ circulatedKey, verdict, review }: Material): boolean =>
  circulatedKey !== undefined && (verdict !== 'withheld' || review === 'circulate');

/** Whether this side may have the untouched originals: the orderer's own, and the performer's while it works. */
export const mayHaveOriginals = ({ assignment }: Pick<AssignmentFile, 'assignment'>, side: Side): boolean =>
  side === 'orderer' || (side === 'performer' && AT_WORK.includes(assignment.status));

/** The name a download gets: neutral, because it stands in an address; the ending tells what it is. */
export const neutralName = (id: AssignmentId, thing: string, mediaType?: string): string =>
  `${referenceOf(id)}-${thing}${ENDINGS[mediaType ?? ''] ?? ''}`;

const ENDINGS: Readonly<Record<string, string>> = {
  'application/pdf': '.pdf',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/tiff': '.tif',
  'text/plain': '.txt',
  'text/csv': '.csv',
  'application/zip': '.zip',
};

/** Lets a piece of material's original be fetched, and writes down that it was (D1). @returns a short-lived address. */
export const downloadOriginal = async (
  deps: Pick<PortalDeps, 'assignments' | 'vault' | 'now' | 'random'>,
  staff: Staff,
  id: AssignmentId,
  materialId: string,
): Promise<{ url: string }> => {
  const { file, side } = await authorise(deps.assignments, staff, id, 'view');
  const piece = file.material.find((material) => material.id === materialId);
  if (!piece || !mayHaveOriginals(file, side)) throw new ThingNotFound();
  await noteDownload(deps, staff, id, 'material-downloaded', piece.id);
  const fileName = neutralName(id, piece.id, piece.mediaType);
  return { url: await deps.vault.downloadUrl({ shelf: 'material', key: piece.originalKey, fileName }) };
};

/** Lets the performer fetch what it has uploaded itself. */
export const downloadOwnDeliverable = async (
  deps: Pick<PortalDeps, 'assignments' | 'vault' | 'now' | 'random'>,
  staff: Staff,
  id: AssignmentId,
  deliverableId: string,
): Promise<{ url: string }> => {
  const { file, side } = await authorise(deps.assignments, staff, id, 'deliver');
  const found = file.deliverables.find((deliverable) => deliverable.id === deliverableId);
  if (!found || !mayHaveOriginals(file, side)) throw new ThingNotFound();
  if (!(await deps.vault.exists('deliverables', found.objectKey))) throw new ThingNotFound();
  await noteDownload(deps, staff, id, 'deliverable-downloaded', found.id);
  const fileName = neutralName(id, found.id);
  return { url: await deps.vault.downloadUrl({ shelf: 'deliverables', key: found.objectKey, fileName }) };
};

/** Every fetch is a happening of its own (D1). */
export const noteDownload = async (
  { assignments, now, random }: Pick<PortalDeps, 'assignments' | 'now' | 'random'>,
  staff: Staff,
  id: AssignmentId,
  name: string,
  about: string,
): Promise<void> => {
  // Every download is a happening of its own, so its id is fresh.
  const eventId = `${name}-${about}-${Buffer.from(random(8)).toString('hex')}`;
  await assignments.record({
    id,
    event: undefined,
    note: name,
    eventId,
    at: now(),
    by: staff.id,
    party: staff.party,
    about,
  });
};
