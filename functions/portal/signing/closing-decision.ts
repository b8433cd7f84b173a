import type { Outcome } from '#domain/assignment';
import { closingText } from '#domain/signing';
import { NotNow } from '../actions/errors.ts';
import type { Signable } from './signable.ts';

const OUTCOMES: Record<Outcome, string> = {
  completed: 'slutfört',
  declined: 'avböjt av alla tillfrågade',
  withdrawn: 'återtaget av beställaren',
  expired: 'tiden gick ut',
  objected: 'leveransen underkändes',
  failed: 'avbrutet av ett tekniskt fel',
  parked: 'brev som inte kunde tas emot som förfrågan',
};

/** The closing decision (avslutsbeslut) for every ending that has no receipt (architecture 6). Once is enough. */
export const closingDecision: Signable<'closing-decision'> = {
  act: 'close',
  event: 'closed',
  text: ({ assignment: { id, orderer, outcome, closing } }) => {
    if (!outcome || outcome === 'completed' || closing) throw new NotNow();
    return closingText(id, orderer, OUTCOMES[outcome]);
  },
  summary: () => 'Beslut om avslut och gallring.',
  effects: (_, __, document, signer) => ({
    set: { closing: { by: signer.id, at: document.signedAt, documentHash: document.textHash } },
  }),
};
