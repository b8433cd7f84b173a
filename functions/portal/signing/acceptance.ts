import type { AssignmentFile } from '#domain/facts';
import { PARTIES } from '#domain/parties';
import { acceptanceText } from '#domain/signing';
import { NotNow } from '../actions/errors.ts';
import type { Signable } from './signable.ts';

/** The hash of the order that stands: an acceptance and a refusal name it. */
export const orderHashIn = ({ order, documents }: Pick<AssignmentFile, 'order' | 'documents'>): string => {
  const document = documents.find(({ id }) => id === order?.documentId);
  if (!document) throw new NotNow();
  return document.textHash;
};

/** The acceptance (uppdragsbekräftelse). */
export const acceptance: Signable<'acceptance'> = {
  act: 'accept',
  event: 'accepted',
  text: (file, _, signer) => acceptanceText(file.assignment.id, signer.party, orderHashIn(file)),
  summary: ({ assignment: { orderer } }) => `Uppdragsbekräftelse till ${PARTIES[orderer]}.`,
  effects: () => ({}),
};
