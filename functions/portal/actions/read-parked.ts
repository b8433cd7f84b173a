import { removeIdentityNumbers } from '#documents/identity-numbers/remove-identity-numbers';
import { readMail } from '#documents/mail/read-mail';
import { screenFileName } from '#documents/screening/screen-text';
import { type AssignmentId, referenceOf } from '#domain/assignment';
import { ObjectNotFound } from '#domain/errors';
import type { AssignmentFile } from '#domain/facts';
import type { Staff } from '#domain/staff';
import type { PortalDeps } from '../portal-deps.ts';
import { authorise } from './authorise.ts';
import { ThingNotFound } from './errors.ts';

type Deps = Pick<PortalDeps, 'assignments' | 'vault' | 'now' | 'random'>;

/** A parked mail as a person reads it before deciding about it: texts without identity numbers, never the mail's own markup. */
export interface ParkedText {
  /** The sender's domain alone; absent when the mail names no sender, or more than one. */
  senderDomain: string | undefined;
  /** ISO 8601, as the mail says it. */
  date: string | undefined;
  subject: string;
  body: string;
  attachmentNames: string[];
}

/** Why a mail was parked: the word of the mail check. */
export const parkedBecause = ({ events }: Pick<AssignmentFile, 'events'>): string | undefined =>
  events.find(({ name }) => name === 'parked')?.about;

/** Malicious code is never handed on to a person's machine; its text can be read. */
export const mayFetchParked = (file: Pick<AssignmentFile, 'events'>): boolean => parkedBecause(file) !== 'infected';

/**
 * Reads a parked mail for somebody who is to decide about it (K3), and writes down that it was read. The attachments are
 * only named: nothing a stranger sent is opened here.
 *
 * @throws ThingNotFound when the mail is not there.
 */
export const readParked = async (
  deps: Deps,
  staff: Staff,
  id: AssignmentId,
): Promise<{ file: AssignmentFile; text: ParkedText }> => {
  const { file } = await authorise(deps.assignments, staff, id, 'view-parked');
  const key = mailKeyIn(file);
  const bytes = await deps.vault.get('mail', key).catch((error: unknown) => {
    throw error instanceof ObjectNotFound ? new ThingNotFound() : error;
  });
  const { from, date, subject, text, attachments } = await readMail(bytes);
  await note(deps, staff, id, 'parked-mail-read');
  return {
    file,
    text: {
      senderDomain: from?.domain,
      date,
      subject: removeIdentityNumbers(subject).text,
      body: removeIdentityNumbers(text).text,
      attachmentNames: attachments.map(({ fileName }, i) =>
        fileName ? screenFileName(fileName).name : `bilaga-${i + 1}`,
      ),
    },
  };
};

/** Lets the raw mail be fetched, and writes down that it was (D1). @returns an address good for five minutes at most. */
export const downloadParked = async (deps: Deps, staff: Staff, id: AssignmentId): Promise<{ url: string }> => {
  const { file } = await authorise(deps.assignments, staff, id, 'view-parked');
  const key = mailKeyIn(file);
  if (!mayFetchParked(file) || !(await deps.vault.exists('mail', key))) throw new ThingNotFound();
  await note(deps, staff, id, 'parked-mail-downloaded');
  return { url: await deps.vault.downloadUrl({ shelf: 'mail', key, fileName: `${referenceOf(id)}.eml` }) };
};

const mailKeyIn = ({ assignment }: Pick<AssignmentFile, 'assignment'>): string => {
  const [key] = assignment.mailKeys;
  if (!key) throw new ThingNotFound();
  return key;
};

const note = async (
  { assignments, now, random }: Pick<Deps, 'assignments' | 'now' | 'random'>,
  staff: Staff,
  id: AssignmentId,
  name: string,
): Promise<void> => {
  // Every reading is a happening of its own, so its id is fresh.
  const eventId = `${name}-${Buffer.from(random(8)).toString('hex')}`;
  await assignments.record({ id, event: undefined, note: name, eventId, at: now(), by: staff.id, party: staff.party });
};
