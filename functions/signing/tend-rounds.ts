import { z } from 'zod';
import { decideTending, type RoundDocumentKind, type SigningRound } from '#domain/signing-round';
import type { RoundDeps, RoundKind } from '../portal/signing/round-kind.ts';
import { changeRound, settledRound } from './change-round.ts';
import { followRound } from './conclude-round.ts';
import { endIfVoid } from './end-if-void.ts';

export const contract = {
  input: z.unknown(),
  output: z.strictObject({ outcome: z.literal('tended'), rounds: z.int(), failed: z.int() }),
};

/**
 * The daily look at every round that is not concluded: writes what a run that died had kept, ends what can lead to nothing,
 * reminds and expires by the calendar, and draws what consequences are still to be drawn; then asks for the signatures that
 * are owed without a round. One that fails stops no other.
 *
 * @param report told how many failed, for the alarm.
 */
export const tendRounds =
  ({
    deps,
    kinds,
    askOwed,
    report,
  }: {
    deps: RoundDeps;
    kinds: Readonly<Partial<Record<RoundDocumentKind, RoundKind<unknown>>>>;
    /** Asks those whose signature is owed and was not asked for: of handling rules that many are to sign. */
    askOwed: (deps: RoundDeps) => Promise<unknown>;
    report: (failed: number) => void;
  }) =>
  async (): Promise<z.input<typeof contract.output>> => {
    const rounds = await deps.rounds.unconcluded();
    let failed = 0;
    for (const round of rounds) {
      const kind = kinds[round.documentKind];
      try {
        if (!kind) throw new Error('a kind of document that nobody signs');
        await tendRound(deps, kind, round);
      } catch {
        failed += 1;
      }
    }
    await askOwed(deps).catch(() => {
      failed += 1;
    });
    if (failed > 0) report(failed);
    return { outcome: 'tended', rounds: rounds.length, failed };
  };

const tendRound = async (deps: RoundDeps, kind: RoundKind<unknown>, { id }: SigningRound): Promise<void> => {
  const settled = await endIfVoid(deps, kind, await settledRound(deps, id));
  const { round } = await changeRound(deps, settled.id, (newest) => {
    const decision = decideTending(newest, deps.now());
    return decision.kind === 'nothing' ? undefined : decision.round;
  });
  await followRound(deps, kind, round);
};
