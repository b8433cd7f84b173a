import { type AssignmentId, referenceOf } from '#domain/assignment';
import { NotAuthorised } from '#domain/errors';
import type { DocumentKind, SignedDocument } from '#domain/facts';
import { sha256 } from '#domain/hash';
import type { Act, Staff } from '#domain/staff';
import type { AssignmentEventName } from '#domain/transitions';
import { type Authorised, authorise, ensureAllowed } from '../actions/authorise.ts';
import type { PortalDeps } from '../portal-deps.ts';
import { acceptance } from './acceptance.ts';
import { authorityOf } from './authority.ts';
import { closingDecision } from './closing-decision.ts';
import { order } from './order.ts';
import { receipt } from './receipt.ts';
import { refusal } from './refusal.ts';
import type { Effects, SigningPayload } from './signable.ts';

/** A document that is ready to be read and signed. */
export interface PreparedDocument extends Authorised {
  kind: DocumentKind;
  event: AssignmentEventName;
  /** The whole text; its UTF-8 bytes are what is hashed and signed. */
  text: string;
  textHash: string;
  /** What the e-ID shows: Swedish, with the reference and the hash. */
  message: string;
  effects(document: SignedDocument): Effects;
  /** The signer's own delegation does not reach so far: somebody whose does has to sign too. */
  needsCountersignature: boolean;
}

const ACTS: Record<DocumentKind, Act> = {
  order: order.act,
  acceptance: acceptance.act,
  refusal: refusal.act,
  receipt: receipt.act,
  'closing-decision': closingDecision.act,
};

const write = (o: Authorised, payload: SigningPayload, signer: Staff) => {
  const written = <P extends SigningPayload>(
    payload: P,
    signable: {
      event: AssignmentEventName;
      text(file: Authorised['file'], payload: P, signer: Staff): string;
      summary(file: Authorised['file'], payload: P): string;
      effects(file: Authorised['file'], payload: P, document: SignedDocument, signer: Staff): Effects;
    },
  ) => {
    ensureAllowed(signable.event, o.file);
    return {
      event: signable.event,
      text: signable.text(o.file, payload, signer),
      summary: signable.summary(o.file, payload),
      effects: (document: SignedDocument) => signable.effects(o.file, payload, document, signer),
    };
  };
  switch (payload.kind) {
    case 'order':
      return written(payload, order);
    case 'acceptance':
      return written(payload, acceptance);
    case 'refusal':
      return written(payload, refusal);
    case 'receipt':
      return written(payload, receipt);
    case 'closing-decision':
      return written(payload, closingDecision);
  }
};

/**
 * Writes the document a person is to sign, from the file as it is now. It is called when the text is shown, when signing
 * begins and when the signature comes back, and authorises each time.
 *
 * @throws AssignmentNotFound; NotAuthorised; EventNotAllowed; NotNow.
 */
export const prepareDocument = async (
  deps: Pick<PortalDeps, 'assignments' | 'delegations' | 'now'>,
  staff: Staff,
  id: AssignmentId,
  payload: SigningPayload,
): Promise<PreparedDocument> => {
  const authorised = await authorise(deps.assignments, staff, id, ACTS[payload.kind]);
  const hours = payload.kind === 'order' ? payload.hours : undefined;
  const authority = await authorityOf(deps, staff, payload.kind, hours);
  if (authority === 'may-not') throw new NotAuthorised(id);
  const { event, text, summary, effects } = write(authorised, payload, staff);
  const textHash = sha256(text);
  const message = [`Uppdrag ${referenceOf(id)}`, summary, `Handlingens kontrollsumma (SHA-256): ${textHash}`].join(
    '\n',
  );
  return {
    ...authorised,
    kind: payload.kind,
    event,
    text,
    textHash,
    message,
    effects,
    needsCountersignature: authority === 'needs-countersignature',
  };
};
