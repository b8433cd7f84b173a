import { PARTIES } from '#domain/parties';
import { refusalText } from '#domain/signing';
import { orderHashIn } from './acceptance.ts';
import type { Signable } from './signable.ts';

/** The refusal (avböjande, R1.3): with it the municipality counts among those who declined, and another may be chosen. */
export const refusal: Signable<'refusal'> = {
  act: 'accept',
  event: 'refused',
  text: (file, { reason }, signer) => refusalText(file.assignment.id, signer.party, orderHashIn(file), reason),
  summary: ({ assignment: { orderer } }) => `Avböjande av uppdrag från ${PARTIES[orderer]}.`,
  effects: (_, { reason, text }, document, signer) => ({
    unset: ['performer'],
    facts: [
      {
        kind: 'participation',
        party: signer.party,
        standing: { answer: 'declined', by: signer.id, at: document.signedAt, reason },
      },
      { kind: 'remark', id: `refused-${document.id}`, by: signer.id, about: 'refused', reason, text },
    ],
  }),
};
