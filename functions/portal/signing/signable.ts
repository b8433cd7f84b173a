import { z } from 'zod';
import { DeclineReason } from '#domain/assignment';
import { CalendarDate } from '#domain/calendar';
import type { AssignmentFile, DocumentKind, Fact, SignedDocument } from '#domain/facts';
import { OrderFact } from '#domain/facts';
import { PartyId } from '#domain/parties';
import type { Act, Staff } from '#domain/staff';
import type { AssignmentEventName } from '#domain/transitions';
import type { Change, HeadChange } from '#ports/assignment-store';

/** What a person is about to sign: everything its text is made of beside the file itself. */
export const SigningPayload = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('order'),
    performer: PartyId,
    registryNumber: z.string(),
    workType: OrderFact.shape.workType,
    place: z.string(),
    finishOn: CalendarDate,
    hours: z.int(),
    description: z.string(),
    needsRegisterAccess: z.boolean(),
    needsFlightPermit: z.boolean(),
    concernsMinors: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('acceptance') }),
  z.strictObject({ kind: z.literal('refusal'), reason: DeclineReason, text: z.string() }),
  z.strictObject({ kind: z.literal('receipt') }),
  z.strictObject({ kind: z.literal('closing-decision') }),
]);
export type SigningPayload = z.infer<typeof SigningPayload>;
type PayloadOf<K extends DocumentKind> = Extract<SigningPayload, { kind: K }>;

/** The request as it waits for the signature, sealed with the assignment's data key: `text` is what was shown and is signed. */
export const SigningRequest = z.strictObject({ payload: SigningPayload, text: z.string(), textHash: z.string() });
export type SigningRequest = z.infer<typeof SigningRequest>;

/** What a signed document leads to in the file, beside the document itself. */
export interface Effects {
  set?: HeadChange;
  unset?: Change['unset'];
  facts?: Fact[];
}

/** One kind of document: who may sign it, when, what it says, and what follows from it. */
export interface Signable<K extends DocumentKind> {
  act: Act;
  event: AssignmentEventName;
  /** The whole text. @throws NotNow when the file no longer holds what the text is about. */
  text(file: AssignmentFile, payload: PayloadOf<K>, signer: Staff): string;
  /** One line for the e-ID's own window, after the document's name. */
  summary(file: AssignmentFile, payload: PayloadOf<K>): string;
  effects(file: AssignmentFile, payload: PayloadOf<K>, document: SignedDocument, signer: Staff): Effects;
}
