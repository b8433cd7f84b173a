import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AssignmentId } from '#domain/assignment';
import { sha256 } from '#domain/hash';
import { concluded, decideSignature, decideWithdrawal, RoundId, type SigningRound } from '#domain/signing-round';
import { aFile, HANDLER, MANAGER } from '#test/a-file';
import { type DynamoSource, inDynamo, inMemory, KEY_ALIAS_PREFIX, type StoreSource, type Stores } from './stores.ts';

const ID = AssignmentId.parse('haninge-0123456789abcdef');
const at = new Date('2026-03-02T10:00:00.000Z');
const aRound = (over: Partial<SigningRound> = {}): SigningRound => ({
  id: RoundId.parse('r-0000000000000001'),
  documentKind: 'handling-rules',
  subject: { scope: 'party', party: 'haninge', about: 'rules' },
  edition: 1,
  party: 'haninge',
  textHash: sha256('text'),
  textKey: 'haninge/rounds/r-0000000000000001.txt',
  openedBy: HANDLER,
  openedAt: at.toISOString(),
  signatories: [
    { party: 'haninge', staff: HANDLER, dueOn: '2026-03-09' },
    { party: 'haninge', staff: MANAGER, dueOn: '2026-03-16' },
  ],
  signatures: [],
  reminders: [],
  version: 0,
  ...over,
});
const second = (over: Partial<SigningRound> = {}) =>
  aRound({ id: RoundId.parse('r-0000000000000002'), edition: 2, openedAt: '2026-03-03T10:00:00.000Z', ...over });
const signed = (round: SigningRound): SigningRound => {
  const decision = decideSignature(
    round,
    {
      by: HANDLER,
      at: at.toISOString(),
      level: 'http://id.elegnamnden.se/loa/1.0/loa3',
      documentId: 'doc-0000000001',
      evidenceKey: 'key',
      evidenceHash: sha256('evidence'),
      place: 0,
      textHash: round.textHash,
      isAuthorised: true,
      isStrongEnough: true,
    },
    at,
  );
  if (decision.kind !== 'counts') throw new Error(decision.kind);
  return decision.round;
};
const withdrawn = (round: SigningRound): SigningRound => {
  const decision = decideWithdrawal(round, { by: HANDLER, reason: 'other' }, at);
  if (decision.kind !== 'ends') throw new Error(decision.kind);
  return decision.round;
};
const openFile = ({ assignments }: Stores) => {
  const { assignment, details } = aFile();
  const event = { id: 'opened', name: 'opened', at: assignment.openedAt, by: 'system' } as const;
  return assignments.open({ assignment, details, facts: [], event, mailHash: 'mail' });
};
const inFile = { subject: { scope: 'assignment', assignmentId: ID }, documentKind: 'order' } as const;

describe.each([
  ['in memory', inMemory],
  ['in the database', inDynamo],
] as const)('signing rounds %s', (_, start) => {
  let source: StoreSource | DynamoSource;
  let stores: Stores;
  beforeAll(async () => {
    vi.stubEnv('KEY_ALIAS_PREFIX', KEY_ALIAS_PREFIX);
    source = await start();
  }, 60_000);
  afterAll(() => source.close());
  beforeEach(async () => {
    stores = await source.empty();
  });

  it('are found as they were opened, with what is signed in them', async () => {
    const { rounds } = stores;
    expect(await rounds.open(aRound(), { hours: 300 })).toBe('opened');
    expect(await rounds.find(aRound().id)).toEqual(aRound());
    expect(await rounds.payloadOf(aRound())).toEqual({ hours: 300 });
    expect(await rounds.find(second().id)).toBeUndefined();
  });

  it('are written once a version', async () => {
    const { rounds } = stores;
    await rounds.open(aRound(), {});
    expect(await rounds.save(signed(aRound()))).toBe('saved');
    expect(await rounds.save(withdrawn(aRound()))).toBe('conflict');
    expect(await rounds.find(aRound().id)).toEqual(signed(aRound()));
    expect(await rounds.save(signed(second()))).toBe('conflict');
  });

  it('are superseded by the next edition in the same write, and there is one of each edition', async () => {
    const { rounds } = stores;
    await rounds.open(aRound(), {});
    expect(await rounds.open(aRound({ id: second().id }), {})).toBe('conflict');
    expect(await rounds.open(second(), {})).toBe('opened');
    const [first, next] = await rounds.ofSubject(aRound().subject, 'handling-rules');
    expect(first?.ending).toEqual({ kind: 'superseded', at: second().openedAt, byRound: second().id });
    expect(next).toEqual(second());
    expect(await rounds.save(signed(aRound()))).toBe('conflict');
    expect(await rounds.ofSubject({ scope: 'party', party: 'haninge', about: 'other' }, 'handling-rules')).toEqual([]);
  });

  it('that ended before the next edition keep their ending', async () => {
    const { rounds } = stores;
    await rounds.open(aRound(), {});
    await rounds.save(withdrawn(aRound()));
    await rounds.open(second(), {});
    expect((await rounds.find(aRound().id))?.ending?.kind).toBe('withdrawn');
  });

  it('wait for whoever is in turn, and are looked after until they are concluded', async () => {
    const { rounds } = stores;
    await rounds.open(aRound(), {});
    expect(await rounds.waitingFor('haninge', [HANDLER])).toHaveLength(1);
    expect(await rounds.waitingFor('haninge', [MANAGER])).toEqual([]);
    expect(await rounds.waitingFor('salem', [HANDLER])).toEqual([]);
    const one = signed(aRound());
    await rounds.save(one);
    expect(await rounds.waitingFor('haninge', [MANAGER, HANDLER])).toEqual([one]);
    const ended = withdrawn(one);
    await rounds.save(ended);
    expect(await rounds.waitingFor('haninge', [MANAGER])).toEqual([]);
    expect(await rounds.unconcluded()).toEqual([ended]);
    await rounds.save(concluded(ended, at));
    expect(await rounds.unconcluded()).toEqual([]);
    expect((await rounds.find(ended.id))?.concludedAt).toBe(at.toISOString());
  });

  it('wait for each municipality in its turn', async () => {
    const { rounds } = stores;
    const round = aRound({
      signatories: [
        { party: 'haninge', staff: HANDLER, dueOn: '2026-03-09' },
        { party: 'salem', staff: MANAGER, dueOn: '2026-03-16' },
      ],
    });
    await rounds.open(round, {});
    expect(await rounds.waitingFor('salem', [MANAGER])).toEqual([]);
    const one = signed(round);
    await rounds.save(one);
    expect(await rounds.waitingFor('haninge', [HANDLER])).toEqual([]);
    expect(await rounds.waitingFor('salem', [MANAGER])).toEqual([one]);
    await rounds.open(second({ subject: { scope: 'party', party: 'haninge', about: 'other' }, edition: 1 }), {});
    await rounds.open(second({ id: RoundId.parse('r-0000000000000003'), signatories: round.signatories }), {});
    expect(await rounds.waitingFor('salem', [MANAGER])).toEqual([]);
    expect(await rounds.waitingFor('haninge', [HANDLER])).toHaveLength(2);
  });

  it('are listed for who opened them, newest first', async () => {
    const { rounds } = stores;
    await rounds.open(aRound(), {});
    await rounds.open(second(), {});
    expect((await rounds.openedBy(HANDLER, 10)).map(({ edition }) => edition)).toEqual([2, 1]);
    expect(await rounds.openedBy(HANDLER, 1)).toHaveLength(1);
    expect(await rounds.openedBy(MANAGER, 10)).toEqual([]);
  });

  it('have each letter sent once', async () => {
    const { rounds } = stores;
    await rounds.open(aRound(), {});
    expect(await rounds.claimLetter(aRound().id, 'turn/0', at)).toBe('claimed');
    expect(await rounds.claimLetter(aRound().id, 'turn/0', at)).toBe('claimed');
    await rounds.confirmLetter(aRound().id, 'turn/0', at);
    expect(await rounds.claimLetter(aRound().id, 'turn/0', at)).toBe('sent');
  });

  it('of an assignment are sealed with its data key, and gone with it', async () => {
    const { rounds, assignments } = stores;
    await openFile(stores);
    const round = aRound(inFile);
    expect(await rounds.open(round, { description: 'Mät in gångvägen.' })).toBe('opened');
    expect(await rounds.payloadOf(round)).toEqual({ description: 'Mät in gångvägen.' });
    await assignments.eraseDataKey(ID);
    await expect(rounds.payloadOf(round)).rejects.toMatchObject({ name: 'DataKeyCulled' });
  });

  it('of an assignment leave nothing behind when everything that is listed is erased', async () => {
    const { rounds, assignments } = stores;
    await openFile(stores);
    const round = aRound(inFile);
    await rounds.open(round, {});
    await rounds.claimLetter(round.id, 'turn/1/0', at);
    const keys = await rounds.itemKeys(ID);
    expect(keys.length).toBeGreaterThanOrEqual(2);
    for (const key of keys) expect(await rounds.eraseItem(key)).toBe('erased');
    for (const { key } of await assignments.itemKeys(ID)) await assignments.eraseItem(key);
    expect(await rounds.itemKeys(ID)).toEqual([]);
    expect(await rounds.find(round.id)).toBeUndefined();
    expect(await rounds.unconcluded()).toEqual([]);
    expect(await rounds.eraseItem(keys[0] ?? '')).toBe('already-absent');
  });

  it('are never opened in a file that is not there', async () => {
    await expect(stores.rounds.open(aRound(inFile), {})).rejects.toThrow();
    expect(await stores.rounds.find(aRound().id)).toBeUndefined();
  });

  it('have delegations beside them, each municipality its own', async () => {
    const { delegations } = stores;
    const delegation = {
      id: 'handler-order',
      party: 'haninge',
      to: { role: 'handler' },
      documentKind: 'order',
      maxHours: 200,
      from: '2026-01-01',
      until: '2026-12-31',
      reference: 'EXEMPEL',
      decidedOn: '2026-01-01',
    } as const;
    await delegations.putDelegation(delegation);
    await delegations.putDelegation({ ...delegation, maxHours: 100 });
    expect(await delegations.of('haninge')).toEqual([{ ...delegation, maxHours: 100 }]);
    expect(await delegations.of('salem')).toEqual([]);
  });
});

describe('the table of signing rounds', () => {
  let source: DynamoSource;
  beforeAll(async () => {
    vi.stubEnv('KEY_ALIAS_PREFIX', KEY_ALIAS_PREFIX);
    source = await inDynamo();
  }, 60_000);
  afterAll(() => source.close());

  it('holds nothing of what a municipality’s own round is about: a plan for its staff names people', async () => {
    const { rounds } = await source.empty();
    await rounds.open(aRound(), { name: 'Prov Medarbetare', mailbox: 'prov@haninge.example' });
    expect(await rounds.payloadOf(aRound())).toMatchObject({ name: 'Prov Medarbetare' });
    const items = await source.itemsInClear();
    expect(items.length).toBeGreaterThan(0);
    expect(JSON.stringify(items)).not.toMatch(/Prov|prov@/);
  });

  it('is not read for other municipalities’ rounds when one asks what waits for it', async () => {
    const { rounds } = await source.empty();
    for (let i = 1; i <= 3; i++) {
      await rounds.open(aRound({ id: RoundId.parse(`r-000000000000000${i}`), edition: i }), {});
    }
    source.dieAfter(1);
    expect(await rounds.waitingFor('salem', [HANDLER])).toEqual([]);
    await expect(rounds.waitingFor('haninge', [HANDLER])).rejects.toThrow('killed');
  });
});
