import { ordererOf } from '#domain/assignment';
import type { PartyId } from '#domain/parties';
import type { RoundId, RoundSubject, SigningRound } from '#domain/signing-round';
import { prefixOf } from '#ports/object-vault';

/** Whose data a round is: the orderer's of the assignment, or the municipality's that it is about (architecture 14). */
export const ownerOf = (subject: RoundSubject): PartyId =>
  subject.scope === 'assignment' ? ordererOf(subject.assignmentId) : subject.party;

/**
 * Where a round's text lies on the shelf of evidence; what else is kept of the round lies in a folder of the same name. Of
 * an assignment it is under the assignment's own prefix, where the inventory finds it.
 */
export const textKeyOf = (subject: RoundSubject, id: RoundId): string =>
  subject.scope === 'assignment'
    ? `${prefixOf(ownerOf(subject), subject.assignmentId)}${id}.txt`
    : `${subject.party}/rounds/${id}.txt`;

/** The folder of what is kept of a round beside its text. */
export const folderOf = ({ textKey }: Pick<SigningRound, 'textKey'>): string => textKey.replace(/\.txt$/, '/');

/** What is noted of signatures that count, before they are written into the round. */
export const keptFolderOf = (round: Pick<SigningRound, 'textKey'>): string => `${folderOf(round)}kept/`;

/** The note of one of them. */
export const keptKeyOf = (round: Pick<SigningRound, 'textKey'>, documentId: string): string =>
  `${keptFolderOf(round)}${documentId}.json`;

/** What is signed in a municipality's own round: what an assignment's is about is sealed with its data key instead. */
export const payloadKeyOf = (round: Pick<SigningRound, 'textKey'>): string => `${folderOf(round)}payload.json`;
