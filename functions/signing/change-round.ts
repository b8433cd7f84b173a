import { z } from 'zod';
import { ObjectNotFound, WriteConflict } from '#domain/errors';
import { DelegationThen, SignerThen } from '#domain/signer-then';
import { decideSignature, type RoundId, RoundSignature, type SigningRound } from '#domain/signing-round';
import type { Clock } from '#ports/clock';
import type { ObjectVault } from '#ports/object-vault';
import type { SigningRounds } from '#ports/signing-rounds';
import { keptFolderOf, keptKeyOf } from './round-keys.ts';

export interface RoundStores {
  rounds: SigningRounds;
  vault: ObjectVault;
  now: Clock;
}

/**
 * What is noted of a signature that counts, before its evidence is kept and before it is written into the round. It stays: who
 * the signer was is read from here, since a table has no names in the clear.
 */
export const KeptSignature = RoundSignature.extend({
  place: z.int().min(0),
  textHash: z.string(),
  signer: SignerThen.optional(),
  delegation: DelegationThen.optional(),
});
export type KeptSignature = z.infer<typeof KeptSignature>;

/** How often a write that lost a race is tried anew. */
const TRIES = 10;

/**
 * Changes a round as `decide` says, on the newest version and once: when somebody else was first, it is read and decided
 * anew. What a run that died had kept and not written is written first, so that nothing overtakes it.
 *
 * @param decide the round as it becomes, or nothing when nothing is to be written.
 * @throws ObjectNotFound when there is no such round; WriteConflict when others are always first.
 */
export const changeRound = async (
  stores: RoundStores,
  id: RoundId,
  decide: (round: SigningRound) => SigningRound | undefined,
): Promise<{ round: SigningRound; isChanged: boolean }> => {
  for (let i = 0; i < TRIES; i++) {
    const round = await settledRound(stores, id);
    const next = decide(round);
    if (!next) return { round, isChanged: false };
    if ((await stores.rounds.save(next)) === 'saved') return { round: next, isChanged: true };
  }
  throw new WriteConflict(id);
};

/**
 * The round with every signature in it whose evidence was kept. A run keeps the evidence, then writes the round; one that
 * died in between has left a signature that counts, and this is where it is found. Its signer was authorised when it was
 * kept, and its time is the e-ID's, so that it counts as it would have then.
 *
 * @throws ObjectNotFound
 */
export const settledRound = async (stores: RoundStores, id: RoundId): Promise<SigningRound> => {
  const { rounds, vault, now } = stores;
  for (let i = 0; i < TRIES; i++) {
    const round = await rounds.find(id);
    if (!round) throw new ObjectNotFound(id);
    if (round.ending) return round;
    const next = (await keptSignatures(vault, round))
      .map(({ signer: _, delegation: __, ...signature }) =>
        decideSignature(round, { ...signature, isAuthorised: true, isStrongEnough: true }, now()),
      )
      .find((decision) => decision.kind === 'counts');
    if (!next) return round;
    await rounds.save(next.round);
  }
  throw new WriteConflict(id);
};

const readKept = async (vault: ObjectVault, key: string): Promise<KeptSignature> =>
  KeptSignature.parse(JSON.parse(new TextDecoder().decode(await vault.get('evidence', key))));

/** The note of a signature in a round, where there is one. */
export const keptSignature = async (
  vault: ObjectVault,
  round: SigningRound,
  documentId: string,
): Promise<KeptSignature | undefined> => {
  const key = keptKeyOf(round, documentId);
  return (await vault.exists('evidence', key)) ? readKept(vault, key) : undefined;
};

/** The signatures that were noted and whose evidence is there, whole, oldest first. */
const keptSignatures = async (vault: ObjectVault, round: SigningRound): Promise<KeptSignature[]> => {
  const versions = await vault.versionsOf('evidence', keptFolderOf(round));
  const keys = [...new Set(versions.filter(({ isMarker }) => !isMarker).map(({ key }) => key))];
  const written = new Set(round.signatures.map(({ documentId }) => documentId));
  const found: KeptSignature[] = [];
  for (const key of keys) {
    if (written.has(key.slice(key.lastIndexOf('/') + 1).replace(/\.json$/, ''))) continue;
    const kept = await readKept(vault, key);
    const evidence = await vault.fingerprint('evidence', kept.evidenceKey);
    if (evidence?.sha256 === kept.evidenceHash) found.push(kept);
  }
  return found.sort((a, b) => (a.at < b.at ? -1 : 1));
};
