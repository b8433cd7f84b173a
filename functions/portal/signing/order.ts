import { PARTIES } from '#domain/parties';
import { orderText } from '#domain/signing';
import { NotNow } from '../actions/errors.ts';
import type { Signable, SigningPayload } from './signable.ts';

/** One line for the e-ID's own window. */
export const orderSummary = ({ performer, finishOn, hours }: Extract<SigningPayload, { kind: 'order' }>): string =>
  `Beställning hos ${PARTIES[performer]}, ${hours} timmar, klart senast ${finishOn}.`;

/** The order (beställning, R1.2): only to a municipality that has offered to do the work. */
export const order: Signable<'order'> = {
  act: 'order',
  event: 'ordered',
  text: (file, { kind: _, ...terms }) => {
    const chosen = file.parties.find(({ party }) => party === terms.performer);
    if (chosen?.standing.answer !== 'offered') throw new NotNow();
    return orderText(file.assignment.id, file.assignment.orderer, terms);
  },
  summary: (_, terms) => orderSummary(terms),
  effects: (_, { kind, needsRegisterAccess, needsFlightPermit, concernsMinors, ...terms }, document) => ({
    set: { performer: terms.performer, needsRegisterAccess, needsFlightPermit, concernsMinors },
    facts: [{ kind, documentId: document.id, ...terms }],
  }),
};
