import { z } from 'zod';
import { certificateEndsAt } from '#documents/sealing/certificate-chain';
import { PARTY_IDS, type PartyId } from '#domain/parties';
import type { Clock } from '#ports/clock';
import type { SealKeys } from '#ports/seal-keys';

export const contract = {
  input: z.unknown(),
  output: z.strictObject({ outcome: z.literal('watched'), ending: z.int(), missing: z.int() }),
};

/** So long before a certificate ends operations are told: issuers take weeks. */
const NOTICE_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * Looks daily at the certificates of every municipality's seal. One that ends soon, has ended or cannot be read raises an
 * alarm, so that no document is ever refused its seal by surprise.
 */
export const watchSeals =
  ({
    sealKeys,
    now,
    report,
  }: {
    sealKeys: Pick<SealKeys, 'keyOf'>;
    now: Clock;
    report: (event: 'seal-expires-soon' | 'seal-missing', count: number) => void;
  }) =>
  async (): Promise<z.input<typeof contract.output>> => {
    const lastsUntil = await Promise.all(PARTY_IDS.map((party) => endOf(sealKeys, party)));
    const limit = now().getTime() + NOTICE_DAYS * DAY_MS;
    const missing = lastsUntil.filter((end) => end === undefined).length;
    const ending = lastsUntil.filter((end) => end !== undefined && end.getTime() < limit).length;
    if (missing > 0) report('seal-missing', missing);
    if (ending > 0) report('seal-expires-soon', ending);
    return { outcome: 'watched', ending, missing };
  };

/** When the first certificate of the chain ends; nothing when there is none to be had. */
const endOf = async (sealKeys: Pick<SealKeys, 'keyOf'>, party: PartyId): Promise<Date | undefined> => {
  try {
    const { chain } = await sealKeys.keyOf(party);
    return certificateEndsAt(chain);
  } catch {
    return undefined;
  }
};
