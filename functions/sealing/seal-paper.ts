import type { Paper } from '#documents/papers/paper';
import { renderPaper } from '#documents/papers/render-paper';
import { sealPdf } from '#documents/sealing/seal-pdf';
import { type PartyId, partyName } from '#domain/parties';
import type { Clock } from '#ports/clock';
import type { SealKeys, Timestamps } from '#ports/seal-keys';

export interface SealingPorts {
  sealKeys: SealKeys;
  /** Absent where no time-stamping authority is configured. */
  timestamps?: Timestamps | undefined;
  now: Clock;
}

/** Makes a PDF of a paper and seals it in the name of a municipality. @throws SealCertificateExpired; whatever key and time-stamping throw. */
export const sealPaper = async (
  { sealKeys, timestamps, now }: SealingPorts,
  party: PartyId,
  paper: Paper,
): Promise<Uint8Array> => {
  const key = await sealKeys.keyOf(party);
  const { bytes } = await renderPaper(paper);
  return sealPdf(bytes, {
    key,
    ...(timestamps && { stamp: (digest: Uint8Array) => timestamps.stamp(digest) }),
    at: now(),
    organisation: partyName(party),
    reason: paper.title,
  });
};
