import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf, plusDays, startOf } from '#domain/calendar';
import { sha256 } from '#domain/hash';
import type { RoundId, SigningRound } from '#domain/signing-round';
import { type Death, deputyOf, PEOPLE, type SigningWorld, signingWorld, type Under } from '#test/signing-world';

/** What can happen, in any order; `i` picks one of the identifications that are under way. */
type Happening =
  | { kind: 'begin'; who: number; isWeak: boolean }
  | { kind: 'force'; who: number; place: number; isWeak: boolean }
  | { kind: 'approve'; i: number }
  | { kind: 'answer'; i: number; times: number }
  | { kind: 'decline'; who: number }
  | { kind: 'withdraw' }
  | { kind: 'new-edition' }
  | { kind: 'tend' }
  | { kind: 'advance'; minutes: number }
  | { kind: 'toggle-authority'; who: number }
  | { kind: 'toggle-away'; who: number }
  | { kind: 'make-void' };

/** Stands for whoever's turn it is, and for the deputy whom they have named. */
const IN_TURN = 4;
const DEPUTY_IN_TURN = 5;

type Run = { first: Happening; second?: Happening; death?: Death };

const who = fc.nat({ max: 3 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('begin'), who, isWeak: fc.constant(false) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('force'),
      who,
      place: fc.nat({ max: 3 }),
      isWeak: fc.boolean(),
    }),
  },
  { weight: 7, arbitrary: fc.record({ kind: fc.constant('approve'), i: fc.nat({ max: 3 }) }) },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('answer'), i: fc.nat({ max: 3 }), times: fc.integer({ min: 1, max: 2 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('decline'), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('withdraw') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('new-edition') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('tend') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('advance'),
      minutes: fc.constantFrom(1, 9, 11, 59, 61, 14 * 60, 24 * 60, 3 * 24 * 60),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('toggle-authority'), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('toggle-away'), who: fc.nat({ max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('make-void') }) },
) as fc.Arbitrary<Happening>;
const death: fc.Arbitrary<Death> = fc.record({ at: fc.nat({ max: 14 }), isAfter: fc.boolean() });
const anyRun: fc.Arbitrary<Run> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ first: happening }) },
  { weight: 2, arbitrary: fc.record({ first: happening, death }) },
  { weight: 2, arbitrary: fc.record({ first: happening, second: happening }) },
);
const AUTHORITY_CHANGES: fc.Arbitrary<Happening> = fc.constantFrom(
  { kind: 'toggle-authority', who: IN_TURN },
  { kind: 'toggle-away', who: IN_TURN },
);
/**
 * Whoever is in turn, or the deputy of one who is away, goes to the e-ID and approves, perhaps something happens meanwhile, and the answer comes: whole, to a
 * process that dies, or beside another.
 */
const signing: fc.Arbitrary<Run[]> = fc
  .record({
    isWeak: fc.constantFrom(false, false, false, false, true),
    isByDeputy: fc.constantFrom(false, false, true),
    between: fc.option(fc.oneof(happening, AUTHORITY_CHANGES), {
      freq: 2,
    }),
    death,
    second: happening,
    how: fc.nat({ max: 3 }),
  })
  .map(({ isWeak, isByDeputy, between, death, second, how }): Run[] => {
    const answer: Happening = { kind: 'answer', i: 0, times: 1 };
    return [
      ...(isByDeputy ? [{ first: { kind: 'toggle-away', who: IN_TURN } as const }] : []),
      { first: { kind: 'begin', who: isByDeputy ? DEPUTY_IN_TURN : IN_TURN, isWeak } },
      { first: { kind: 'approve', i: 0 } },
      ...(between ? [{ first: between }] : []),
      how === 0 ? { first: answer } : how === 1 ? { first: answer, death } : { first: answer, second },
    ];
  });
const runs: fc.Arbitrary<Run[]> = fc
  .array(fc.oneof({ weight: 2, arbitrary: anyRun.map((one) => [one]) }, { weight: 1, arbitrary: signing }), {
    minLength: 4,
    maxLength: 14,
  })
  .map((many) => many.flat());

/** What is expected of a round, written apart from the engine. */
interface Expected {
  signers: number[];
  ended?: 'complete' | 'declined' | 'withdrawn' | 'superseded' | 'expired';
}
type Model = Map<RoundId, Expected>;

const endOfGrace = (dueOn: string): number => startOf(plusDays(dueOn, 1)).getTime() + 60 * 60_000;

/** Whether a place in a round is somebody's: their own, or that of one whom they stand in for now. */
const isSeatOf = (world: SigningWorld, who: number, signer: number | undefined): boolean =>
  signer !== undefined && (signer === who || world.standsInFor(who, signer));

/** What a happening does to what is expected, when it happens alone and whole. */
const happen = (world: SigningWorld, model: Model, what: Happening, rounds: Map<RoundId, SigningRound>): void => {
  const newest = [...model].at(-1);
  if (!newest) return;
  const [newestId, round] = newest;
  const signersOf = (id: RoundId) => rounds.get(id)?.signatories.map(({ staff }) => PEOPLE.indexOf(staff)) ?? [];
  const endVoid = (one: Expected) => {
    if (world.isVoid() && !one.ended) one.ended = 'withdrawn';
  };
  switch (what.kind) {
    case 'begin': {
      // Somebody who is not concerned never gets as far as to the round; whoever is lets its state be looked at.
      const hasSeat = signersOf(newestId).some((signer) => isSeatOf(world, what.who, signer));
      if (hasSeat || what.who === 0) endVoid(round);
      return;
    }
    case 'answer': {
      const under = pick(world, what.i);
      if (!under?.approvedAt) return;
      const one = model.get(under.roundId);
      if (!one) return;
      endVoid(one);
      const signers = signersOf(under.roundId);
      const isTheirs = isSeatOf(world, under.who, signers[under.place]) && world.isAuthorised(under.who);
      // Nobody signs twice, also not for themselves what they signed for another.
      const isNew = !one.signers.includes(under.who);
      const isInTime = dateOf(under.approvedAt) <= (rounds.get(under.roundId)?.signatories[under.place]?.dueOn ?? '');
      const counts = !one.ended && isTheirs && isNew && !under.isWeak && isInTime && under.place === one.signers.length;
      if (!counts) return;
      one.signers.push(under.who);
      if (one.signers.length === signers.length) one.ended = 'complete';
      return;
    }
    case 'decline':
      if (
        !round.ended &&
        isSeatOf(world, what.who, signersOf(newestId)[round.signers.length]) &&
        world.isAuthorised(what.who)
      ) {
        round.ended = 'declined';
      }
      return;
    case 'withdraw':
      round.ended ??= 'withdrawn';
      return;
    case 'new-edition':
      round.ended ??= 'superseded';
      return;
    case 'tend':
      for (const [id, one] of model) {
        endVoid(one);
        const dueOn = rounds.get(id)?.signatories[one.signers.length]?.dueOn;
        if (!one.ended && dueOn && world.portal.deps.now().getTime() >= endOfGrace(dueOn)) one.ended = 'expired';
      }
      return;
    default:
      return;
  }
};

const pick = (world: SigningWorld, i: number): Under | undefined => world.under[world.under.length - 1 - i];

const perform = async (world: SigningWorld, what: Happening, deps: ReturnType<SigningWorld['asProcess']>) => {
  switch (what.kind) {
    case 'begin':
      return world.begin(deps, what.who, what.isWeak);
    case 'force':
      return world.forceBegin(what.who, what.place, what.isWeak);
    case 'approve': {
      const under = pick(world, what.i);
      if (under) under.approvedAt ??= world.portal.deps.now();
      return;
    }
    case 'answer': {
      const under = pick(world, what.i);
      return under?.approvedAt && world.callback(deps, under, what.times);
    }
    case 'decline':
      return world.decline(deps, what.who);
    case 'withdraw':
      return world.withdraw(deps);
    case 'new-edition':
      return world.open(deps);
    case 'tend':
      return world.tend(deps);
    case 'advance':
      return world.portal.advance(what.minutes);
    case 'toggle-authority':
      return world.mayToggle(what.who);
    case 'toggle-away':
      return world.toggleAway(what.who);
    case 'make-void':
      return world.makeVoid(true);
  }
};

const seen = (rounds: readonly SigningRound[]): Model =>
  new Map(
    rounds.map(({ id, signatures, ending }): [RoundId, Expected] => [
      id,
      { signers: signatures.map(({ by }) => PEOPLE.indexOf(by)), ...(ending && { ended: ending.kind }) },
    ]),
  );

/** What no history whatever may show. */
const expectSound = async (world: SigningWorld, before: readonly SigningRound[], after: readonly SigningRound[]) => {
  for (const round of after) {
    const earlier = before.find(({ id }) => id === round.id);
    if (earlier?.ending) {
      expect(round.ending?.kind, 'an ending is terminal').toBe(earlier.ending.kind);
      expect(round.signatures, 'nothing is signed after the end').toEqual(earlier.signatures);
    }
    expect(round.signatures.slice(0, earlier?.signatures.length), 'what counted still counts').toEqual(
      earlier?.signatures ?? [],
    );
    for (const [place, signature] of round.signatures.entries()) {
      const { staff, dueOn } = round.signatories[place] ?? { staff: '', dueOn: '' };
      const { by, onBehalfOf } = signature;
      expect(onBehalfOf ?? by, 'a place is signed by whose it is, or for them').toBe(staff);
      if (onBehalfOf) expect(by).toBe(PEOPLE[deputyOf(PEOPLE.indexOf(onBehalfOf)) ?? -1]);
      expect(dateOf(new Date(signature.at)) <= dueOn).toBe(true);
      expect(signature.level).toMatch(/loa3$/);
      expect(sha256(await world.portal.deps.vault.get('evidence', signature.evidenceKey))).toBe(signature.evidenceHash);
    }
    expect(new Set(round.signatures.map(({ by }) => by)).size, 'nobody signs twice').toBe(round.signatures.length);
    expect(round.ending?.kind === 'complete').toBe(round.signatures.length === round.signatories.length);
    if (world.completed.has(round.id)) expect(round.ending?.kind).toBe('complete');
    expect(await world.countedAndNot(round), 'no signature both counts and does not').toEqual([]);
  }
  expect(
    after.slice(0, -1).every(({ ending }) => ending),
    'only the newest edition is open',
  ).toBe(true);
};

const play = async (signers: number[], days: number[], runs: Run[], scheduler: fc.Scheduler): Promise<void> => {
  const world = await signingWorld(signers, days, scheduler);
  await world.open(world.portal.deps);
  for (const { first: what, second, death } of runs) {
    const before = await world.views();
    const first = named(what, inTurn(before));
    const model = seen(before);
    const whole = await expected(world, model, before, second ? [first, second] : [first]);
    const reversed = await expected(world, model, before, second ? [second, first] : [first]);
    const doings = (second ? [first, second] : [first]).map((what) =>
      // What is refused is refused by throwing, and so does a process die: what counts is what is stored then.
      perform(world, what, world.asProcess(death, second === undefined)).catch(() => undefined),
    );
    await (second ? scheduler.waitFor(Promise.all(doings)) : Promise.all(doings));
    const after = await world.views();
    await expectSound(world, before, after);
    const now = [...seen(after)].filter(([id]) => model.has(id));
    if (second) {
      // Side by side is as one after the other, unless what the two depend on changes at the same time.
      if (!changesTerms(first) && !changesTerms(second)) expect([[...whole], [...reversed]]).toContainEqual(now);
    } else if (death) {
      const under = first.kind === 'answer' ? pick(world, first.i) : undefined;
      for (const [id, one] of now) {
        const round = after.find((candidate) => candidate.id === id);
        expect([model.get(id), whole.get(id)], 'all or nothing').toContainEqual(one);
        const isKept = round && under?.roundId === id && (await world.hasEvidence(round, under));
        if (isKept) expect(one, 'a signature stands when its evidence is kept').toEqual(whole.get(id));
      }
    } else expect(now).toEqual([...whole]);
  }
  const model = seen(await world.views());
  // In the end everything is looked at once more and nothing dies: what counts is written, what ended is told.
  expect(await world.tend(world.portal.deps)).toBe(0);
  const rounds = await world.editions();
  for (const { id, signatures, ending, concludedAt } of rounds) {
    expect(signatures.map(({ by }) => PEOPLE.indexOf(by))).toEqual(model.get(id)?.signers);
    expect(ending !== undefined).toBe(concludedAt !== undefined);
    expect(world.completed.has(id)).toBe(ending?.kind === 'complete');
  }
};

/** Whose turn it is in the newest edition. */
const inTurn = (rounds: readonly SigningRound[]): number => {
  const newest = rounds.at(-1);
  const signatory = newest?.signatories[newest.signatures.length];
  return signatory ? PEOPLE.indexOf(signatory.staff) : 0;
};

/** With those whose turn it is by name; who has named no deputy is represented by nobody. */
const named = (what: Happening, inTurn: number): Happening => {
  if (!('who' in what) || what.who < IN_TURN) return what;
  return { ...what, who: what.who === IN_TURN ? inTurn : (deputyOf(inTurn) ?? inTurn) };
};

/** What is expected when these happen alone and whole, one after the other. */
const expected = async (
  world: SigningWorld,
  model: Model,
  before: readonly SigningRound[],
  happenings: readonly Happening[],
): Promise<Model> => {
  const rounds = new Map(before.map((round) => [round.id, round]));
  const result = structuredClone(model);
  for (const what of happenings) {
    if (what.kind === 'answer' && !(await isAnswerable(world, what.i))) continue;
    happen(world, result, what, rounds);
  }
  return result;
};

const changesTerms = (what: Happening | undefined): boolean =>
  what?.kind === 'advance' ||
  what?.kind === 'toggle-authority' ||
  what?.kind === 'toggle-away' ||
  what?.kind === 'make-void' ||
  what?.kind === 'approve';

const isAnswerable = async (world: SigningWorld, i: number): Promise<boolean> => {
  const under = pick(world, i);
  const pending = under?.approvedAt && (await world.portal.deps.access.findPending(sha256(under.state)));
  return pending !== undefined && world.portal.deps.now() < new Date(pending.expiresAt);
};

describe('a document that several sign', () => {
  it('is complete when and only when whole signatures in time and in order make it so, whatever dies, doubles or comes late', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat({ max: 4 }), { minLength: 3, maxLength: 3 }),
        runs,
        fc.scheduler(),
        play,
      ),
      { numRuns: Number(process.env.SIGNING_RUNS ?? 1000) },
    );
  });
});
