import { z } from 'zod';
import type { DocumentStatement } from './verification.ts';
import { digestOf } from './verify-algorithms.ts';

/** The evidence of a signature as the vault keeps it, as far as a sealed document vouches for it. */
const KeptEvidence = z.object({ pieces: z.array(z.object({ name: z.string(), text: z.string() })) });

export interface EvidenceFile {
  name: string;
  bytes: Uint8Array;
}

/** What a file that was shown is to one signature of the document. */
export interface EvidenceVerdict {
  place: number;
  /** `changed`: it has this signature's pieces, or some of them, but is not the file that the document vouches for. */
  verdict: 'matches' | 'missing' | 'changed';
  /** The file that it was. */
  file?: string;
  pieces: { name: string; matches: boolean }[];
}

const sha256 = (bytes: Uint8Array | string): string =>
  digestOf('sha256', typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes).toString('hex');

type Piece = DocumentStatement['signatures'][number]['pieces'][number];

const piecesOf = ({ bytes }: EvidenceFile): Piece[] => {
  try {
    const { pieces } = KeptEvidence.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return pieces.map(({ name, text }) => ({ name, sha256: sha256(text) }));
  } catch {
    return [];
  }
};

/**
 * Compares evidence with what a sealed document says of its signatures: the whole file by its SHA-256, and each piece in
 * it by its own.
 *
 * @param files in any order; a file that belongs to no signature is passed over.
 */
export const verifyEvidence = (
  { signatures }: Pick<DocumentStatement, 'signatures'>,
  files: readonly EvidenceFile[],
): EvidenceVerdict[] => {
  const shown = files.map((file) => ({ file, hash: sha256(file.bytes), pieces: piecesOf(file) }));
  return signatures.map(({ place, evidenceSha256, pieces: wanted }) => {
    const found = (pieces: readonly Piece[]) =>
      wanted.map(({ name, sha256: hash }) => ({
        name,
        matches: pieces.some((piece) => piece.name === name && piece.sha256 === hash),
      }));
    const whole = shown.find(({ hash }) => hash === evidenceSha256);
    if (whole) {
      const pieces = found(whole.pieces);
      const verdict = pieces.every(({ matches }) => matches) ? 'matches' : 'changed';
      return { place, verdict, file: whole.file.name, pieces };
    }
    // Not the same file, but one that has a piece of this signature, or all its names: it was this, once.
    const like =
      shown.find(({ pieces }) => found(pieces).some(({ matches }) => matches)) ??
      shown.find(
        ({ pieces }) => pieces.length > 0 && names(pieces) === names(wanted) && !isAnothers(pieces, signatures, place),
      );
    if (!like) return { place, verdict: 'missing', pieces: found([]) };
    return { place, verdict: 'changed', file: like.file.name, pieces: found(like.pieces) };
  });
};

const names = (pieces: readonly Piece[]): string =>
  pieces
    .map(({ name }) => name)
    .sort()
    .join('\n');

const isAnothers = (pieces: readonly Piece[], signatures: DocumentStatement['signatures'], place: number): boolean =>
  signatures.some(
    (other) =>
      other.place !== place && other.pieces.some((piece) => pieces.some(({ sha256: hash }) => hash === piece.sha256)),
  );
