import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { SigningRound } from '#domain/signing-round';
import { openRound } from '#portal/signing/open-round.ts';
import type { RoundKind } from '#portal/signing/round-kind.ts';
import { staffIdOf } from '#test/memory-register';
import { type TestPortal, testPortal } from '#test/portal';
import { tendRounds } from '../../../functions/signing/tend-rounds.ts';

const PARTY = 'haninge';
const DAY = 24 * 60;

/** A kind of document that fails for those whose payload says so. */
const kindThatFails = (done: string[]): RoundKind<{ fails: boolean }> => ({
  documentKind: 'handling-rules',
  payload: z.strictObject({ fails: z.boolean() }),
  text: async () => 'Text',
  summary: () => 'Test.',
  maySign: async () => true,
  stillStands: async (_, __, { fails }) => {
    if (fails) throw new Error('out of order');
    return true;
  },
  whenComplete: async () => {},
  whenEnded: async (_, { id }) => void done.push(id),
  pathAfter: () => '/',
});

const open = async ({ deps }: TestPortal, kind: RoundKind<{ fails: boolean }>, about: string, fails: boolean) => {
  const opener = await deps.register.staff(PARTY, staffIdOf(PARTY, 'registrar'));
  if (!opener) throw new Error('nobody opens');
  const signatory: SigningRound['signatories'][number] = {
    party: PARTY,
    staff: staffIdOf(PARTY, 'manager'),
    dueOn: '2027-03-08',
  };
  return openRound(deps, kind, {
    opener,
    party: PARTY,
    subject: { scope: 'party', party: PARTY, about },
    signatories: [signatory],
    payload: { fails },
  });
};

describe('the daily look at signing rounds', () => {
  it('goes on after one that fails, and says how many did', async () => {
    const portal = testPortal();
    const done: string[] = [];
    const kind = kindThatFails(done);
    const broken = await open(portal, kind, 'broken', true);
    const whole = await open(portal, kind, 'whole', false);
    portal.advance(10 * DAY);
    const reported: number[] = [];
    const tend = tendRounds({
      deps: portal.deps,
      kinds: { 'handling-rules': kind },
      askOwed: async () => {},
      report: (failed) => void reported.push(failed),
    });
    expect(await tend()).toEqual({ outcome: 'tended', rounds: 2, failed: 1 });
    expect(reported).toEqual([1]);
    expect(done).toEqual([whole]);
    expect((await portal.deps.rounds.find(broken))?.ending).toBeUndefined();
    expect((await portal.deps.rounds.unconcluded()).map(({ id }) => id)).toEqual([broken]);
  });

  it('sends the letter that could not leave yesterday, and none twice', async () => {
    const portal = testPortal();
    const kind = kindThatFails([]);
    portal.deps.mailbox.failNext(1);
    await open(portal, kind, 'whole', false);
    expect(portal.deps.mailbox.sent).toEqual([]);
    const tend = tendRounds({
      deps: portal.deps,
      kinds: { 'handling-rules': kind },
      askOwed: async () => {},
      report: () => {},
    });
    await tend();
    await tend();
    expect(portal.deps.mailbox.sent.map(({ kind: letter }) => letter)).toEqual(['signature-wanted']);
  });

  it('concludes an ended round only when everyone is told', async () => {
    const portal = testPortal();
    const kind = kindThatFails([]);
    const id = await open(portal, kind, 'whole', false);
    const tend = tendRounds({
      deps: portal.deps,
      kinds: { 'handling-rules': kind },
      askOwed: async () => {},
      report: () => {},
    });
    portal.advance(10 * DAY);
    portal.deps.mailbox.failNext(2);
    await tend();
    expect(await portal.deps.rounds.find(id)).toMatchObject({ ending: { kind: 'expired' } });
    expect((await portal.deps.rounds.find(id))?.concludedAt).toBeUndefined();
    await tend();
    expect((await portal.deps.rounds.find(id))?.concludedAt).toBeDefined();
    expect(portal.deps.mailbox.sent.filter(({ kind: letter }) => letter === 'signing-expired')).toHaveLength(2);
  });
});
