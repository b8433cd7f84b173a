import { AssignmentNotFound, DataKeyCulled, LinkNotOpen, NotTheInvited } from '#domain/errors';
import type { AssignmentFile, Deliverable } from '#domain/facts';
import { isOpen, type MessageLink, opensIn, passedIn } from '#domain/secure-message';
import type { Staff } from '#domain/staff';
import type { PortalDeps } from '../portal-deps.ts';
import { neutralName } from './download.ts';
import { ThingNotFound } from './errors.ts';

type Deps = Pick<PortalDeps, 'assignments' | 'access' | 'now'>;

/**
 * An open link. @throws LinkNotOpen alike when it never was, has expired or was revoked, its delivery is no longer what
 * is waiting to be received, or its file is culled.
 */
export const findOpenLink = async (
  deps: Deps,
  linkHash: string,
): Promise<{ link: MessageLink; file: AssignmentFile }> => {
  const link = await deps.access.findLink(linkHash);
  if (!link || !isOpen(link, deps.now())) throw new LinkNotOpen();
  try {
    const file = await deps.assignments.load(link.assignmentId);
    if (!opensIn(file, link)) throw new LinkNotOpen();
    return { link, file };
  } catch (error) {
    if (error instanceof AssignmentNotFound || error instanceof DataKeyCulled) throw new LinkNotOpen();
    throw error;
  }
};

/** Whether this is the person the message is for; where nobody is named, a handler or manager of the municipality. */
const isInvited = (link: MessageLink, staff: Staff): boolean => {
  if (staff.party !== link.to || !staff.isActive) return false;
  return link.invited ? link.invited === staff.id : staff.role === 'handler' || staff.role === 'manager';
};

const mark = (linkHash: string) => linkHash.slice(0, 16);
const revealedId = (linkHash: string, staff: Staff) => `message-revealed-${mark(linkHash)}-${staff.id}`;

const note = (
  deps: Deps,
  { link }: { link: MessageLink },
  name: string,
  eventId: string,
  staff?: Staff,
  about?: string,
) =>
  deps.assignments.record({
    id: link.assignmentId,
    event: undefined,
    note: name,
    eventId,
    at: deps.now(),
    by: staff?.id ?? 'system',
    party: staff?.party ?? link.to,
    ...(about && { about }),
  });

/**
 * Opens a secure message (säkert meddelande) for somebody who has just been identified (R5.3). `staff` is undefined for a
 * person whom the invited municipality does not know. Who is turned away is written down too.
 *
 * @throws LinkNotOpen; NotTheInvited.
 */
export const openMessage = async (deps: Deps, linkHash: string, staff: Staff | undefined): Promise<void> => {
  const found = await findOpenLink(deps, linkHash);
  if (!staff || !isInvited(found.link, staff)) {
    const when = deps.now().toISOString();
    await note(
      deps,
      found,
      'message-refused',
      `message-refused-${mark(linkHash)}-${staff?.id ?? 'unknown'}-${when}`,
      staff,
    );
    throw new NotTheInvited();
  }
  await note(deps, found, 'message-opened', `message-opened-${mark(linkHash)}-${staff.id}`, staff);
};

export interface ReadMessage {
  link: MessageLink;
  file: AssignmentFile;
  isRevealed: boolean;
}

/** What an invited person sees; changes nothing. @throws LinkNotOpen; NotTheInvited. */
export const readMessage = async (deps: Deps, linkHash: string, staff: Staff): Promise<ReadMessage> => {
  const { link, file } = await findOpenLink(deps, linkHash);
  if (!isInvited(link, staff)) throw new NotTheInvited();
  const wasOpened = file.events.some(({ id }) => id === `message-opened-${mark(linkHash)}-${staff.id}`);
  if (!wasOpened) throw new NotTheInvited();
  return { link, file, isRevealed: file.events.some(({ id }) => id === revealedId(linkHash, staff)) };
};

/** Shows what the message holds; a happening of its own, apart from its opening. */
export const revealMessage = async (deps: Deps, linkHash: string, staff: Staff): Promise<void> => {
  const found = await readMessage(deps, linkHash, staff);
  await note(deps, found, 'message-revealed', revealedId(linkHash, staff), staff);
};

/** Lets one deliverable be fetched; each download is written down. @returns an address good for five minutes at most. */
export const downloadFromMessage = async (
  deps: Deps & Pick<PortalDeps, 'vault' | 'random'>,
  linkHash: string,
  staff: Staff,
  deliverableId: string,
): Promise<{ url: string }> => {
  const found = await readMessage(deps, linkHash, staff);
  const deliverable = passedIn(found.file).find(({ id }) => id === deliverableId);
  if (!found.isRevealed || !deliverable) throw new ThingNotFound();
  const eventId = `message-downloaded-${mark(linkHash)}-${deliverable.id}-${Buffer.from(deps.random(8)).toString('hex')}`;
  await note(deps, found, 'message-downloaded', eventId, staff, deliverable.id);
  return { url: await deps.vault.downloadUrl(addressOf(found.link, deliverable)) };
};

// The version that was checked, not whatever may have been stored after it.
const addressOf = ({ assignmentId }: MessageLink, { id, objectKey, versionId }: Deliverable) => ({
  shelf: 'deliverables' as const,
  key: objectKey,
  fileName: neutralName(assignmentId, id),
  ...(versionId && { versionId }),
});
