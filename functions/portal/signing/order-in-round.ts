import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import { EventNotAllowed } from '#domain/errors';
import type { AssignmentFile, SignedDocument } from '#domain/facts';
import { orderText } from '#domain/signing';
import type { SigningRound } from '#domain/signing-round';
import { may } from '#domain/staff';
import type { ObjectVault } from '#ports/object-vault';
import { keptSignature } from '../../signing/change-round.ts';
import { answerWaits } from '../actions/answer-waits.ts';
import { authorityOf } from './authority.ts';
import { order, orderSummary } from './order.ts';
import type { RoundKind } from './round-kind.ts';
import { SigningPayload } from './signable.ts';

const OrderRoundPayload = z.strictObject({ assignmentId: AssignmentId, order: SigningPayload.options[0] });
type OrderRoundPayload = z.infer<typeof OrderRoundPayload>;

const canBePlaced = (file: AssignmentFile | undefined, { performer }: OrderRoundPayload['order']): boolean =>
  file?.assignment.status === 'circulated' &&
  file.parties.some(({ party, standing }) => party === performer && standing.answer === 'offered');

/** A signature of the round as a document of the file: each signer's own, all over the same text, with who they were then. */
const documentsOf = async (vault: ObjectVault, round: SigningRound): Promise<SignedDocument[]> =>
  Promise.all(
    round.signatures.map(
      async ({ documentId, evidenceKey, evidenceHash, by, onBehalfOf, at, level }, place): Promise<SignedDocument> => {
        const kept = await keptSignature(vault, round, documentId);
        return {
          kind: 'document',
          id: documentId,
          documentKind: 'order',
          textHash: round.textHash,
          textKey: round.textKey,
          evidenceKey,
          evidenceHash,
          signedBy: by,
          signedByParty: round.signatories[place]?.party ?? round.party,
          ...(onBehalfOf && { onBehalfOf }),
          signedAt: at,
          level,
          ...(kept?.signer && { signer: kept.signer }),
          ...(kept?.delegation && { delegation: kept.delegation }),
        };
      },
    ),
  );

/**
 * An order that its first signer's delegation does not reach (beställning med kontrasignering): the handler, then their
 * nearest manager. The inquiry stays circulated until the last signature, and what follows then is what follows from an order
 * that one person signed. An order that can no longer be placed, because the performer took back the offer or the inquiry has
 * ended, ends the round.
 */
export const orderInRound: RoundKind<OrderRoundPayload> = {
  documentKind: 'order',
  payload: OrderRoundPayload,
  text: async (_, opener, { assignmentId, order: { kind: __, ...terms } }, edition) =>
    `${orderText(assignmentId, opener.party, terms)}\nBeställningen gäller när den är underskriven av handläggare och närmaste chef.\nUtgåva: ${edition}\n`,
  summary: ({ order: terms }) => orderSummary(terms),
  hours: ({ order: { hours } }) => hours,
  async maySign(deps, signer, { party, signatories }, place, { order: { hours } }) {
    if (signer.party !== party || !may(signer.role, 'orderer', 'order')) return false;
    const authority = await authorityOf(deps, signer, 'order', hours);
    return place === signatories.length - 1 ? authority === 'may' : authority !== 'may-not';
  },
  stillStands: async ({ assignments }, _, { assignmentId, order: terms }) =>
    canBePlaced(await assignments.find(assignmentId), terms),
  mayWithdraw: async (_, staff, { party }) => staff.party === party && may(staff.role, 'orderer', 'withdraw'),
  async whenComplete(deps, round, { assignmentId, order: terms }) {
    const { assignments, register, vault, now } = deps;
    const documents = await documentsOf(vault, round);
    const document = documents.at(-1);
    const signer = document && (await register.staff(document.signedByParty, document.signedBy));
    if (!document || !signer) return;
    const { set, facts = [] } = order.effects(await assignments.load(assignmentId), terms, document, signer);
    try {
      await assignments.record({
        id: assignmentId,
        event: order.event,
        eventId: `${order.event}-${round.id}`,
        at: now(),
        by: document.signedBy,
        party: round.party,
        about: document.id,
        ...(set && { set }),
        facts: [...documents, ...facts],
      });
    } catch (error) {
      // The inquiry ended in the same moment: it has its own ending, which everyone is told of.
      if (error instanceof EventNotAllowed) return;
      throw error;
    }
    await answerWaits(deps, assignmentId, order.event);
  },
  pathAfter: (_, { assignmentId }) => `/assignments/${assignmentId}`,
};
