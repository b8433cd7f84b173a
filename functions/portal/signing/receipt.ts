import type { AssignmentFile } from '#domain/facts';
import { sha256 } from '#domain/hash';
import { type ManifestEntry, manifestText } from '#domain/manifest';
import { receiptText } from '#domain/signing';
import { NotNow } from '../actions/errors.ts';
import type { Signable } from './signable.ts';

/** The manifest of what was checked and sent; nothing else can be received. @throws NotNow when a deliverable is unchecked. */
export const manifestOf = ({ deliverables }: Pick<AssignmentFile, 'deliverables'>): ManifestEntry[] => {
  if (deliverables.length === 0) throw new NotNow();
  return deliverables
    .map(({ id, size, sha256: hash, finding }) => {
      if (size === undefined || hash === undefined || finding) throw new NotNow();
      return { id, size, sha256: hash };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
};

const manifestHashOf = (manifest: readonly ManifestEntry[]): string => sha256(manifestText(manifest));

/** The receipt (kvittens, R6.1): it starts the performer's culling clock. */
export const receipt: Signable<'receipt'> = {
  act: 'receive',
  event: 'received',
  text: (file) => {
    const manifest = manifestOf(file);
    return receiptText(file.assignment.id, file.assignment.orderer, manifest, manifestHashOf(manifest));
  },
  summary: (file) => `Kvittens på ${manifestOf(file).length} mottagna handlingar. Utförarens gallring får påbörjas.`,
  effects: (file, _, document) => {
    const manifest = manifestOf(file);
    return {
      set: { receiptHash: document.textHash, receivedAt: document.signedAt },
      facts: [{ kind: 'receipt', documentId: document.id, manifest, manifestHash: manifestHashOf(manifest) }],
    };
  },
};
