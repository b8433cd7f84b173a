import type { DocumentStatement } from '#documents/sealing/verification';
import { sha256 } from '#domain/hash';
import { partyName } from '#domain/parties';
import { type RoundSignature, type SealedRound, type SigningRound, withSealedCopy } from '#domain/signing-round';
import type { ObjectVault } from '#ports/object-vault';
import type { Register } from '#ports/register';
import type { SigningRounds } from '#ports/signing-rounds';
import type { RoundPaper } from '../portal/signing/round-kind.ts';
import { changeRound, keptSignature } from '../signing/change-round.ts';
import { ownerOf } from '../signing/round-keys.ts';
import { digestOf } from './kept-evidence.ts';
import { TITLES } from './paper-words.ts';
import { type SealingPorts, sealPaper } from './seal-paper.ts';
import { signedPaper } from './signed-paper.ts';
import { signerOnPaper } from './signer-on-paper.ts';

export type SealRoundPorts = SealingPorts & {
  rounds: SigningRounds;
  vault: ObjectVault;
  register: Register;
  portalUrl: string;
};

/**
 * Seals the document of a round whose last signature is in: handling rules, access grants, changes of staff, approvals. One
 * copy of each status; the first that is recorded on the round is the copy, whoever else sealed at the same time. What no
 * longer holds is sealed as withdrawn, also when nobody had asked for the copy while it held.
 *
 * @param paper what the paper says beside the round, as its kind of document knows it now.
 * @returns the recorded copy; undefined for a round that is not complete: what is half signed is not a document.
 */
export const sealRound = async (
  ports: SealRoundPorts,
  round: SigningRound,
  paper: RoundPaper = {},
): Promise<SealedRound | undefined> => {
  if (round.ending?.kind !== 'complete') return undefined;
  const { vault, now } = ports;
  const status = paper.withdrawnBecause ? 'withdrawn' : 'valid';
  const copyOf = ({ sealed }: SigningRound) => sealed?.find((copy) => copy.status === status);
  const stored = copyOf((await ports.rounds.find(round.id)) ?? round);
  if (stored) return stored;
  const bytes = await pdfOf(ports, round, round.ending.at, paper);
  const hash = sha256(bytes);
  // Named by its hash, so that two who seal at the same time do not write over each other.
  const key = round.textKey.replace(/\.txt$/, `-${status}-${hash.slice(0, 16)}.pdf`);
  await vault.put({
    shelf: 'evidence',
    key,
    party: ownerOf(round.subject),
    bytes,
    mediaType: 'application/pdf',
  });
  const copy: SealedRound = { status, key, sha256: hash, at: now().toISOString() };
  const { round: recorded } = await changeRound(ports, round.id, (newest) => withSealedCopy(newest, copy));
  return copyOf(recorded);
};

const pdfOf = async (
  ports: SealRoundPorts,
  round: SigningRound,
  drawnUpAt: string,
  { edition, withdrawnBecause }: RoundPaper,
): Promise<Uint8Array> => {
  const { vault, portalUrl } = ports;
  const text = new TextDecoder().decode(await vault.get('evidence', round.textKey));
  const statement: DocumentStatement = {
    schema: 'resursdelning/handling/1',
    kind: round.documentKind,
    title: TITLES[round.documentKind],
    id: round.id,
    edition: edition ?? round.edition,
    status: withdrawnBecause ? 'withdrawn' : 'valid',
    ...(round.subject.scope === 'assignment' && { assignment: round.subject.assignmentId }),
    organisation: partyName(round.party),
    drawnUpAt,
    textSha256: sha256(text),
    signatures: await Promise.all(
      round.signatures.map((signature, index) => signatureOf(ports, round, signature, index)),
    ),
  };
  const paper = signedPaper({
    statement,
    text,
    verifyUrl: `${portalUrl}/verify`,
    ...(withdrawnBecause && { withdrawnBecause }),
  });
  return sealPaper(ports, round.party, paper);
};

const signatureOf = async (
  { vault, register }: SealRoundPorts,
  round: SigningRound,
  { by, onBehalfOf, at, level, documentId, evidenceKey }: RoundSignature,
  index: number,
): Promise<DocumentStatement['signatures'][number]> => {
  const party = round.signatories[index]?.party ?? round.party;
  const kept = await keptSignature(vault, round, documentId);
  return {
    place: index + 1,
    ...(await signerOnPaper(register, { ...kept, party, by, onBehalfOf })),
    signedAt: at,
    level,
    ...digestOf(await vault.get('evidence', evidenceKey)),
  };
};
