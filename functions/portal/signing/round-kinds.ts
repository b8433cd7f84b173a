import type { RoundDocumentKind } from '#domain/signing-round';
import { ThingNotFound } from '../actions/errors.ts';
import { accessGrant } from './access-grant.ts';
import { certificateApproval } from './certificate-approval.ts';
import { handlingRules } from './handling-rules.ts';
import { orderInRound } from './order-in-round.ts';
import type { RoundKind } from './round-kind.ts';
import { staffChange } from './staff-change.ts';

/** What is signed in rounds, by the kind of document. */
export type RoundKinds = Readonly<Partial<Record<RoundDocumentKind, RoundKind<unknown>>>>;

/** Every kind of document that the portal signs in rounds: one line each. */
export const ROUND_KINDS: RoundKinds = {
  order: orderInRound,
  'handling-rules': handlingRules,
  'access-grant': accessGrant,
  'certificate-approval': certificateApproval,
  'staff-change': staffChange,
};

/** @throws ThingNotFound for a kind that nobody signs here. */
export const kindOf = (kinds: RoundKinds, documentKind: RoundDocumentKind): RoundKind<unknown> => {
  const kind = kinds[documentKind];
  if (!kind) throw new ThingNotFound();
  return kind;
};
