import { NotAuthorised, SignatureNotValid } from '#domain/errors';
import type { DocumentKind, SignedDocument } from '#domain/facts';
import type { SignedAs } from '#domain/signer-then';
import type { Pending } from '#ports/access-store';
import { IdentificationTooWeak, type SignatureEvidence } from '#ports/identity-provider';
import { prefixOf } from '#ports/object-vault';
import {
  documentIdOf,
  evidenceHashOf,
  keepJson,
  keepNotCounted,
  keepText,
  type RefusedSignature,
} from '../../signing/keep-signature.ts';
import { answerWaits } from '../actions/answer-waits.ts';
import { endIfEveryoneDeclined } from '../actions/everyone-declined.ts';
import type { PortalDeps } from '../portal-deps.ts';
import type { Person } from '../portal-env.ts';
import { staffIdentifiedBy } from '../session/sessions.ts';
import { isStrongEnough } from './may-sign-round.ts';
import { type PreparedDocument, prepareDocument } from './prepare-document.ts';
import { SigningRequest } from './signable.ts';
import { whoSigns } from './who-signs.ts';
import { whyNotCounted } from './why-not-counted.ts';

type SigningPurpose = Extract<Pending['purpose'], { kind: 'signing' }>;

type Deps = Pick<
  PortalDeps,
  'assignments' | 'access' | 'vault' | 'workflow' | 'register' | 'delegations' | 'identity' | 'identityKeys' | 'now'
>;

/**
 * Takes the signature back from the e-ID: the signer is the one who is signed in, may still sign this, and what was
 * signed is what the file says now. Then evidence, then the file, then the workflow: each may fail without undoing what
 * came before it. A signature that does not count any more is kept apart with the reason, and the signer is told.
 *
 * @throws NotAuthorised when the session or the signer is another, or may no longer sign; SignatureNotValid when the document
 * is another; EventNotAllowed and NotNow when its time has passed; IdentificationTooWeak.
 */
export const finishSigning = async (
  deps: Deps,
  person: Person,
  callback: { url: URL; stateHash: string; pending: unknown },
  purpose: SigningPurpose,
): Promise<{ kind: DocumentKind; outcome: 'signed' | 'already-signed' }> => {
  const { assignmentId: id } = purpose;
  const { staff, session } = person;
  if (session.tokenHash !== purpose.sessionHash) throw new NotAuthorised(id);
  const request = SigningRequest.parse(await deps.assignments.unseal(id, purpose.request));

  const bytes = new TextEncoder().encode(request.text);
  const signed = await deps.identity.finishSigning(callback.url, callback.pending, bytes);
  const signer = await staffIdentifiedBy(deps, staff.party, signed.person.personalIdentityNumber);
  if (signer?.id !== staff.id) throw new NotAuthorised(id);

  const documentId = documentIdOf(callback.stateHash);
  let prepared: PreparedDocument;
  try {
    prepared = await prepareAgain(deps, person, id, request, signed.evidence.level);
  } catch (error) {
    const because = await whyNotCounted(deps, id, error);
    const refused = { documentId, by: staff.id, textHash: request.textHash, receivedAt: deps.now().toISOString() };
    if (because) await keepRefused(deps, id, { because, ...refused }, signed.evidence);
    throw error;
  }

  const hours = request.payload.kind === 'order' ? request.payload.hours : undefined;
  const signedAs = await whoSigns(deps, staff, prepared.kind, { hours });
  const document = await keepEvidence(deps, person, prepared, { documentId, signedAs }, bytes, signed.evidence);
  const { set, unset, facts = [] } = prepared.effects(document);
  const recorded = await deps.assignments.record({
    id,
    event: prepared.event,
    eventId: `${prepared.event}-${document.id}`,
    at: deps.now(),
    by: staff.id,
    party: staff.party,
    about: document.id,
    ...(set && { set }),
    ...(unset && { unset }),
    facts: [document, ...facts],
  });
  // A refusal may have been the last municipality's; the inquiry has then ended before the workflow looks.
  if (prepared.event === 'refused') await endIfEveryoneDeclined(deps, id);
  await answerWaits(deps, id, prepared.event);
  return { kind: prepared.kind, outcome: recorded === 'recorded' ? 'signed' : 'already-signed' };
};

/** The document as the file says it now, when it is still the one that was signed, by one who may, strongly enough. */
const prepareAgain = async (
  deps: Deps,
  { staff }: Person,
  id: SigningPurpose['assignmentId'],
  { payload, textHash }: SigningRequest,
  level: string,
): Promise<PreparedDocument> => {
  const prepared = await prepareDocument(deps, staff, id, payload);
  if (prepared.needsCountersignature) throw new NotAuthorised(id);
  if (prepared.textHash !== textHash) throw new SignatureNotValid(id);
  if (!isStrongEnough(level, prepared.kind)) throw new IdentificationTooWeak();
  return prepared;
};

const keepEvidence = async (
  { vault }: Pick<Deps, 'vault'>,
  { staff }: Person,
  { file, kind, textHash }: PreparedDocument,
  { documentId: id, signedAs: { signer, delegation } }: { documentId: string; signedAs: SignedAs },
  text: Uint8Array,
  evidence: SignatureEvidence,
): Promise<SignedDocument> => {
  const { orderer: party, id: assignmentId } = file.assignment;
  const textKey = `${prefixOf(party, assignmentId)}${id}.txt`;
  const evidenceKey = `${prefixOf(party, assignmentId)}${id}.json`;
  await keepText(vault, { party, key: textKey }, text);
  await keepJson(vault, { party, key: evidenceKey }, evidence);
  return {
    kind: 'document',
    id,
    documentKind: kind,
    textHash,
    textKey,
    evidenceKey,
    evidenceHash: evidenceHashOf(evidence),
    signedBy: staff.id,
    signedByParty: staff.party,
    // The e-ID's own time; when the answer reached us is the event's.
    signedAt: evidence.signedAt,
    level: evidence.level,
    ...(signer && { signer }),
    ...(delegation && { delegation }),
  };
};

/** Only while there is a file whose culling will find it. */
const keepRefused = async (
  { assignments, vault }: Pick<Deps, 'assignments' | 'vault'>,
  id: SigningPurpose['assignmentId'],
  refused: RefusedSignature,
  evidence: SignatureEvidence,
): Promise<void> => {
  const head = await assignments.head(id);
  if (!head || !(await assignments.hasDataKey(id))) return;
  await keepNotCounted(vault, { party: head.orderer, folder: prefixOf(head.orderer, id) }, refused, evidence);
};
