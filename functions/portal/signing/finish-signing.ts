import { spell } from '#domain/assignment';
import { minimumLevelForDocument } from '#domain/assurance';
import { NotAuthorised, SignatureNotValid } from '#domain/errors';
import type { DocumentKind, SignedDocument } from '#domain/facts';
import { sha256 } from '#domain/hash';
import type { Pending } from '#ports/access-store';
import type { SignatureEvidence } from '#ports/identity-provider';
import { prefixOf } from '#ports/object-vault';
import { answerWaits } from '../actions/answer-waits.ts';
import { endIfEveryoneDeclined } from '../actions/everyone-declined.ts';
import type { PortalDeps } from '../portal-deps.ts';
import type { Person } from '../portal-env.ts';
import { ensureLevel } from '../session/ensure-level.ts';
import { staffIdentifiedBy } from '../session/sessions.ts';
import { type PreparedDocument, prepareDocument } from './prepare-document.ts';
import { SigningRequest } from './signable.ts';

type SigningPurpose = Extract<Pending['purpose'], { kind: 'signing' }>;

type Deps = Pick<
  PortalDeps,
  'assignments' | 'access' | 'vault' | 'workflow' | 'register' | 'identity' | 'identityKeys' | 'now'
>;

/**
 * Takes the signature back from the e-ID: the signer is the one who is signed in, may still sign this, and what was
 * signed is what the file says now. Then evidence, then the file, then the workflow: each may fail without undoing what
 * came before it.
 *
 * @throws NotAuthorised when the session or the signer is another; SignatureNotValid when the document is another;
 * IdentificationTooWeak when the level is below the document's minimum.
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
  const { payload, textHash } = SigningRequest.parse(await deps.assignments.unseal(id, purpose.request));
  const prepared = await prepareDocument(deps, staff, id, payload);
  if (prepared.textHash !== textHash) throw new SignatureNotValid(id);

  const bytes = new TextEncoder().encode(prepared.text);
  const signed = await deps.identity.finishSigning(callback.url, callback.pending, bytes);
  ensureLevel(signed.person.level, minimumLevelForDocument(prepared.kind));
  const signer = await staffIdentifiedBy(deps, staff.party, signed.person.personalIdentityNumber);
  if (signer?.id !== staff.id) throw new NotAuthorised(id);

  const document = await keepEvidence(deps, person, prepared, bytes, signed.evidence, callback.stateHash);
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

const keepEvidence = async (
  { vault, now }: Pick<Deps, 'vault' | 'now'>,
  { staff }: Person,
  { file, kind, textHash }: PreparedDocument,
  text: Uint8Array,
  evidence: SignatureEvidence,
  stateHash: string,
): Promise<SignedDocument> => {
  const { orderer, id: assignmentId } = file.assignment;
  // From the callback's own state, so that the same callback can only ever give the same document.
  const id = `doc-${spell(Buffer.from(stateHash, 'hex'), 10)}`;
  const textKey = `${prefixOf(orderer, assignmentId)}${id}.txt`;
  const evidenceKey = `${prefixOf(orderer, assignmentId)}${id}.json`;
  const evidenceBytes = new TextEncoder().encode(JSON.stringify(evidence));
  const at = { shelf: 'evidence', party: orderer } as const;
  await vault.put({ ...at, key: textKey, bytes: text, mediaType: 'text/plain; charset=utf-8' });
  await vault.put({ ...at, key: evidenceKey, bytes: evidenceBytes, mediaType: 'application/json' });
  return {
    kind: 'document',
    id,
    documentKind: kind,
    textHash,
    textKey,
    evidenceKey,
    evidenceHash: sha256(evidenceBytes),
    signedBy: staff.id,
    signedByParty: staff.party,
    signedAt: now().toISOString(),
    level: evidence.level,
  };
};
