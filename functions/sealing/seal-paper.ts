import type { Paper } from '#documents/papers/paper';
import { renderPaper } from '#documents/papers/render-paper';
import { sealPdf } from '#documents/sealing/seal-pdf';
import { TEXT_FILE } from '#documents/sealing/verification';
import { verifyPdf } from '#documents/sealing/verify-pdf';
import { type PartyId, partyName } from '#domain/parties';
import type { Clock } from '#ports/clock';
import type { SealKeys, Timestamps } from '#ports/seal-keys';

export interface SealingPorts {
  sealKeys: SealKeys;
  /** Absent where no time-stamping authority is configured. */
  timestamps?: Timestamps | undefined;
  now: Clock;
}

/** A seal that we would not believe ourselves: its issuer or its timestamp's is not among the trusted ones, say. */
export class SealNotValid extends Error {
  override readonly name = 'SealNotValid';
}

/** Makes a PDF of a paper and seals it in the name of a municipality. @throws SealNotValid; SealCertificateExpired; whatever key and time-stamping throw. */
export const sealPaper = async (
  { sealKeys, timestamps, now }: SealingPorts,
  party: PartyId,
  paper: Paper,
): Promise<Uint8Array> => {
  const key = await sealKeys.keyOf(party);
  const sealed = await sealPdf(await render(paper), {
    key,
    ...(timestamps && { stamp: (digest: Uint8Array) => timestamps.stamp(digest) }),
    at: now(),
    organisation: partyName(party),
    reason: paper.title,
    ...(key.validation && { validation: key.validation }),
  });
  // Read back as a stranger would: what we would not believe ourselves is given to nobody.
  const { verdict, findings } = await verifyPdf(sealed, { ...(await sealKeys.trust()), now: now() });
  if (verdict !== 'valid') throw new SealNotValid(findings.map(({ code }) => code).join(' '));
  return sealed;
};

/** What the fonts lack is drawn as □; then the paper says so, and where the exact text is. */
const render = async (paper: Paper): Promise<Uint8Array> => {
  const { bytes, unshown } = await renderPaper(paper);
  if (unshown.length === 0) return bytes;
  const note = {
    kind: 'paragraph' as const,
    text: `Tecknet □ står för tecken som typsnittet saknar. Den exakta texten ligger i filen ${TEXT_FILE} i detta dokument.`,
  };
  return (await renderPaper({ ...paper, blocks: [...paper.blocks, note] })).bytes;
};
