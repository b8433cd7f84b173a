import type { RoundDocumentKind } from '#domain/signing-round';
import { ThingNotFound } from '../actions/errors.ts';
import { certificateApproval } from './certificate-approval.ts';
import { orderInRound } from './order-in-round.ts';
import type { RoundKind } from './round-kind.ts';

/** What is signed in rounds, by the kind of document. */
export type RoundKinds = Readonly<Partial<Record<RoundDocumentKind, RoundKind<unknown>>>>;

/** Every kind of document that the portal signs in rounds: one line each. */
export const ROUND_KINDS: RoundKinds = {
  order: orderInRound,
  'certificate-approval': certificateApproval,
};

/** @throws ThingNotFound for a kind that nobody signs here. */
export const kindOf = (kinds: RoundKinds, documentKind: RoundDocumentKind): RoundKind<unknown> => {
  const kind = kinds[documentKind];
  if (!kind) throw new ThingNotFound();
  return kind;
};
