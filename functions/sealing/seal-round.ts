import type { DocumentStatement } from '#documents/sealing/verification';
import { sha256 } from '#domain/hash';
import { type PartyId, partyName } from '#domain/parties';
import type { RoundSignature, SigningRound } from '#domain/signing-round';
import type { ObjectVault } from '#ports/object-vault';
import type { Register } from '#ports/register';
import { digestOf } from './kept-evidence.ts';
import { ROLES, TITLES } from './paper-words.ts';
import { type SealingPorts, sealPaper } from './seal-paper.ts';
import { signedPaper } from './signed-paper.ts';

export type SealRoundPorts = SealingPorts & { vault: ObjectVault; register: Register; portalUrl: string };

/** Where the sealed copy of a signed round lies: beside its text. */
export const sealedRoundKey = ({ textKey }: SigningRound): string => textKey.replace(/\.txt$/, '.pdf');

/**
 * Seals the document of a round whose last signature is in, once: handling rules, access grants, changes of staff,
 * approvals. @returns undefined for a round that is not complete: what is half signed is not a document.
 */
export const sealRound = async (ports: SealRoundPorts, round: SigningRound): Promise<{ key: string } | undefined> => {
  if (round.ending?.kind !== 'complete') return undefined;
  const { vault, portalUrl } = ports;
  const key = sealedRoundKey(round);
  if (await vault.exists('evidence', key)) return { key };
  const text = new TextDecoder().decode(await vault.get('evidence', round.textKey));
  const statement: DocumentStatement = {
    schema: 'resursdelning/handling/1',
    kind: round.documentKind,
    title: TITLES[round.documentKind],
    id: round.id,
    edition: round.edition,
    status: 'valid',
    ...(round.subject.scope === 'assignment' && { assignment: round.subject.assignmentId }),
    organisation: partyName(round.party),
    drawnUpAt: round.ending.at,
    textSha256: sha256(text),
    signatures: await Promise.all(
      round.signatures.map((signature, index) => signatureOf(ports, round, signature, index)),
    ),
  };
  const bytes = await sealPaper(ports, round.party, signedPaper({ statement, text, verifyUrl: `${portalUrl}/verify` }));
  await vault.put({ shelf: 'evidence', key, party: round.party, bytes, mediaType: 'application/pdf' });
  return { key };
};

const signatureOf = async (
  { vault, register }: SealRoundPorts,
  { signatories, party }: SigningRound,
  { by, onBehalfOf, at, level, evidenceKey }: RoundSignature,
  index: number,
): Promise<DocumentStatement['signatures'][number]> => {
  const of: PartyId = signatories[index]?.party ?? party;
  const signer = await register.staff(of, by);
  const represented = onBehalfOf && (await register.staff(of, onBehalfOf));
  return {
    place: index + 1,
    name: signer?.name ?? by,
    role: signer ? ROLES[signer.role] : '–',
    organisation: partyName(of),
    ...(represented && { onBehalfOf: represented.name }),
    signedAt: at,
    level,
    ...digestOf(await vault.get('evidence', evidenceKey)),
  };
};
