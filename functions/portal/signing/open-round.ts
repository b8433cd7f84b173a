import { spell } from '#domain/assignment';
import { dateOf } from '#domain/calendar';
import { WriteConflict } from '#domain/errors';
import { sha256 } from '#domain/hash';
import { RoundId, type SigningRound } from '#domain/signing-round';
import type { Random } from '#ports/clock';
import { settledRound } from '../../signing/change-round.ts';
import { followRound } from '../../signing/conclude-round.ts';
import { keepText } from '../../signing/keep-signature.ts';
import { ownerOf, textKeyOf } from '../../signing/round-keys.ts';
import { NotNow } from '../actions/errors.ts';
import type { RoundDeps, RoundKind, RoundOpening } from './round-kind.ts';

const newRoundId = (random: Random): RoundId => RoundId.parse(`r-${spell(random(10), 16)}`);

/** How often an opening that lost a race is tried anew. */
const TRIES = 5;

/**
 * Opens a round as the newest edition of its document: writes the whole text once, to the shelf of evidence, supersedes an
 * earlier edition that is still open, and asks the first signatory, unless that is who opens it. Whether the opener may do
 * this is for the caller to say.
 *
 * @throws NotNow when a due day has passed or somebody is to sign at two places; WriteConflict when others are always first;
 * whatever the kind's own text throws.
 */
export const openRound = async <Payload>(
  deps: RoundDeps,
  kind: RoundKind<Payload>,
  { opener, party, subject, signatories, payload }: RoundOpening<Payload>,
): Promise<RoundId> => {
  const { rounds, vault, now, random } = deps;
  const today = dateOf(now());
  if (new Set(signatories.map(({ staff }) => staff)).size !== signatories.length) throw new NotNow();
  if (signatories.length === 0 || signatories.some(({ dueOn }) => dueOn < today)) throw new NotNow();
  for (let i = 0; i < TRIES; i++) {
    const earlier = await rounds.ofSubject(subject, kind.documentKind);
    // A last signature that was kept and not yet written completes the earlier edition before this one can void it.
    for (const { id, ending } of earlier) if (!ending) await settledRound(deps, id);
    const edition = (earlier.at(-1)?.edition ?? 0) + 1;
    const text = await kind.text(deps, opener, payload, edition);
    const id = newRoundId(random);
    const textKey = textKeyOf(subject, id);
    await keepText(vault, { party: ownerOf(subject), key: textKey }, new TextEncoder().encode(text));
    const round: SigningRound = {
      id,
      documentKind: kind.documentKind,
      subject,
      edition,
      party,
      textHash: sha256(text),
      textKey,
      openedBy: opener.id,
      openedAt: now().toISOString(),
      signatories,
      signatures: [],
      reminders: [],
      version: 0,
    };
    if ((await rounds.open(round, payload)) === 'conflict') continue;
    for (const old of earlier) {
      const stored = await rounds.find(old.id);
      if (stored?.ending && !stored.concludedAt) await followRound(deps, kind, stored);
    }
    await followRound(deps, kind, round);
    return id;
  }
  throw new WriteConflict(kind.documentKind);
};
