import type { AssignmentId } from '#domain/assignment';
import type { AssignmentFile, SealedCopy, SignedDocument } from '#domain/facts';
import type { SealedRound, SigningRound } from '#domain/signing-round';
import type { Staff } from '#domain/staff';
import { sealCertificate } from '../../sealing/seal-certificate.ts';
import { sealDocuments, wholeOf } from '../../sealing/seal-documents.ts';
import { sealRound } from '../../sealing/seal-round.ts';
import type { PortalDeps } from '../portal-deps.ts';
import { kindOf, ROUND_KINDS, type RoundKinds } from '../signing/round-kinds.ts';
import { documentsFor } from '../views/assignment-view.ts';
import { authorise } from './authorise.ts';
import { neutralName, noteDownload } from './download.ts';
import { SealNotMade, ThingNotFound } from './errors.ts';
import { readCertificate } from './read-certificate.ts';

type SealingDeps = Pick<
  PortalDeps,
  'assignments' | 'vault' | 'register' | 'sealKeys' | 'timestamps' | 'now' | 'portalUrl'
>;

/**
 * Seals what was just signed. The signature is stored and counts whether this succeeds or not: what fails here is made
 * when a reader asks for it, and at the latest before the originals are handed over.
 */
export const sealNow = async (
  deps: SealingDeps & Pick<PortalDeps, 'log'>,
  id: AssignmentId,
): Promise<{ outcome: 'sealed' | 'later' }> => quietly(deps, 'seal-documents', () => sealDocuments(deps, id));

const quietly = async (
  { log }: Pick<PortalDeps, 'log'>,
  route: string,
  seal: () => Promise<unknown>,
): Promise<{ outcome: 'sealed' | 'later' }> => {
  try {
    await seal();
    return { outcome: 'sealed' };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'UnexpectedFailure';
    log({ event: 'failure', method: 'POST', route, status: 500, error: name });
    return { outcome: 'later' };
  }
};

/** The copy that holds: the one that says withdrawn, where there is one. */
export const copyOf = (
  file: Pick<AssignmentFile, 'documents' | 'sealedCopies'>,
  document: SignedDocument,
): SealedCopy | undefined => {
  const { id } = wholeOf(file, document);
  const own = file.sealedCopies.filter((copy) => copy.documentId === id);
  return own.find(({ status }) => status === 'withdrawn') ?? own[0];
};

/** Lets a signed document be fetched as a sealed PDF, made now if it was not before; noted (D1). @returns a short-lived address. */
export const downloadSealedCopy = async (
  deps: SealingDeps & Pick<PortalDeps, 'random' | 'log'>,
  staff: Staff,
  id: AssignmentId,
  documentId: string,
): Promise<{ url: string }> => {
  const { file, side } = await authorise(deps.assignments, staff, id, 'view');
  const document = documentsFor(file, side, staff).find((one) => one.id === documentId);
  if (!document) throw new ThingNotFound();
  if ((await sealNow(deps, id)).outcome === 'later') throw new SealNotMade();
  const copy = copyOf(await deps.assignments.load(id), document);
  if (!copy) throw new ThingNotFound();
  await noteDownload(deps, staff, id, 'document-downloaded', copy.id);
  const fileName = neutralName(id, `${document.documentKind}-${document.id}`, 'application/pdf');
  return { url: await deps.vault.downloadUrl({ shelf: 'evidence', key: copy.key, fileName }) };
};

/** Seals a document whose last signature has just come in. What fails here is made when a reader asks for it. */
export const sealRoundNow = async (
  deps: PortalDeps,
  round: SigningRound,
  kinds: RoundKinds = ROUND_KINDS,
): Promise<{ outcome: 'sealed' | 'later' }> => quietly(deps, 'seal-round', () => sealedRound(deps, round, kinds));

/** What is signed of a round, as it holds now. An order is a document of its assignment's file, and sealed with that. */
const sealedRound = async (
  deps: PortalDeps,
  round: SigningRound,
  kinds: RoundKinds,
): Promise<Pick<SealedRound, 'key'> | undefined> => {
  const { subject } = round;
  if (subject.scope === 'assignment' && round.documentKind === 'order') {
    await sealDocuments(deps, subject.assignmentId);
    const file = await deps.assignments.load(subject.assignmentId);
    const document = file.documents.find(({ textKey }) => textKey === round.textKey);
    return document && copyOf(file, document);
  }
  const kind = kindOf(kinds, round.documentKind);
  const paper = await kind.paper?.(deps, round, kind.payload.parse(await deps.rounds.payloadOf(round)));
  return sealRound(deps, round, paper);
};

/**
 * The sealed PDF of a document that was signed in a round, as it holds now: one that has been withdrawn since says so.
 *
 * @returns a short-lived address.
 * @throws ThingNotFound when nothing came of the round; SealNotMade.
 */
export const downloadSealedRound = async (
  deps: PortalDeps,
  round: SigningRound,
  kinds: RoundKinds = ROUND_KINDS,
): Promise<{ url: string }> => {
  if (round.ending?.kind !== 'complete') throw new ThingNotFound();
  let copy: Pick<SealedRound, 'key'> | undefined;
  const { outcome } = await quietly(deps, 'seal-round', async () => {
    copy = await sealedRound(deps, round, kinds);
  });
  if (outcome === 'later') throw new SealNotMade();
  if (!copy) throw new ThingNotFound();
  const fileName = `${round.documentKind}-${round.id}.pdf`;
  return { url: await deps.vault.downloadUrl({ shelf: 'evidence', key: copy.key, fileName }) };
};

/** A culling certificate as a sealed PDF, for the two municipalities. @returns a short-lived address. */
export const downloadCertificate = async (
  deps: SealingDeps & Pick<PortalDeps, 'records'>,
  staff: Staff,
  certificateId: string,
): Promise<{ url: string }> => {
  const certificate = await readCertificate(deps, staff, certificateId);
  const { key } = await sealCertificate(deps, certificate);
  return { url: await deps.vault.downloadUrl({ shelf: 'evidence', key, fileName: `${certificate.id}.pdf` }) };
};
