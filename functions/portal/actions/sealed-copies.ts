import type { AssignmentId } from '#domain/assignment';
import type { SealedCopy } from '#domain/facts';
import type { Staff } from '#domain/staff';
import { sealCertificate } from '../../sealing/seal-certificate.ts';
import { sealDocuments } from '../../sealing/seal-documents.ts';
import type { PortalDeps } from '../portal-deps.ts';
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
): Promise<{ outcome: 'sealed' | 'later' }> => {
  try {
    await sealDocuments(deps, id);
    return { outcome: 'sealed' };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'UnexpectedFailure';
    deps.log({ event: 'failure', method: 'POST', route: 'seal-documents', status: 500, error: name });
    return { outcome: 'later' };
  }
};

/** The copy that holds: the one that says withdrawn, where there is one. */
export const copyOf = (copies: readonly SealedCopy[], documentId: string): SealedCopy | undefined => {
  const own = copies.filter((copy) => copy.documentId === documentId);
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
  const copy = copyOf((await deps.assignments.load(id)).sealedCopies, documentId);
  if (!copy) throw new ThingNotFound();
  await noteDownload(deps, staff, id, 'document-downloaded', copy.id);
  const fileName = neutralName(id, `${document.documentKind}-${document.id}`, 'application/pdf');
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
