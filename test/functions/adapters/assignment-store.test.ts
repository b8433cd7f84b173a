import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AssignmentDetails, AssignmentId } from '#domain/assignment';
import type { Fact } from '#domain/facts';
import { sha256 } from '#domain/hash';
import type { AssignmentStore, Change, NewFile } from '#ports/assignment-store';
import { anAssignment, HANDLER } from '#test/a-file';
import { inDynamo, inMemory, KEY_ALIAS_PREFIX, type StoreSource } from './stores.ts';

const ID = AssignmentId.parse('haninge-0123456789abcdef');
const MAIL = sha256('the mail');
const idOf = (n: number) => AssignmentId.parse(`haninge-${String(n).padStart(16, '0')}`);
const at = new Date('2026-03-03T10:00:00.000Z');
const details: AssignmentDetails = { subject: 'Inmätning av gångväg', contactMailbox: 'karta@haninge.example' };

const aNewFile = (assignment: Partial<NewFile['assignment']> = {}, over: Partial<NewFile> = {}): NewFile => {
  const head = anAssignment({ status: 'screening', mailKeys: ['inbound/1'], ...assignment });
  return {
    assignment: head,
    details,
    facts: [],
    event: { id: 'opened', name: 'opened', at: head.openedAt, by: 'system' },
    mailHash: sha256(head.id),
    ...over,
  };
};
const material = (id: string): Fact => ({
  kind: 'material',
  id,
  verdict: 'clean',
  removed: 0,
  mediaType: 'text/plain',
  size: 1,
  sha256: sha256(id),
  originalKey: `haninge/${ID}/original/${id}`,
  title: 'skiss.txt',
});
const note = (over: Partial<Change> = {}): Change => ({
  id: ID,
  event: undefined,
  note: 'noted',
  eventId: 'n-1',
  at,
  by: 'system',
  ...over,
});
const asked = (party: 'tyreso' | 'salem'): Fact => ({ kind: 'participation', party, standing: { answer: 'asked' } });

/** What the fake and the adapter must have in common, for each of them: whoever tests with the fake tests this. */
describe.each([
  ['in memory', inMemory],
  ['in DynamoDB', inDynamo],
])('the assignment store %s', (_where, source) => {
  let stores: StoreSource;
  let store: AssignmentStore;
  beforeAll(async () => {
    vi.stubEnv('KEY_ALIAS_PREFIX', KEY_ALIAS_PREFIX);
    stores = await source();
  });
  beforeEach(async () => {
    ({ assignments: store } = await stores.empty());
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await stores.close();
  });

  describe('opens a file', () => {
    it('and reads it back as it was written', async () => {
      const file = aNewFile({}, { facts: [material('m-0'), asked('tyreso')] });
      await expect(store.open(file)).resolves.toEqual({ outcome: 'opened' });
      await expect(store.load(ID)).resolves.toMatchObject({
        assignment: file.assignment,
        details,
        material: [material('m-0')],
        parties: [asked('tyreso')],
        events: [{ kind: 'event', ...file.event }],
      });
      await expect(store.head(ID)).resolves.toEqual(file.assignment);
      await expect(store.hasDataKey(ID)).resolves.toBe(true);
    });

    it('once for the same mail, and never over another', async () => {
      await store.open(aNewFile({}, { mailHash: MAIL }));
      const again = aNewFile({ id: idOf(2) }, { mailHash: MAIL });
      await expect(store.open(again)).resolves.toEqual({ outcome: 'already-open', id: ID });
      await expect(store.find(idOf(2))).resolves.toBeUndefined();
      await expect(store.idOfMail(MAIL)).resolves.toBe(ID);
      await expect(store.open(aNewFile({}, { mailHash: sha256('x') }))).rejects.toMatchObject({
        name: 'WriteConflict',
      });
    });

    it('once, also when the same mail is taken in twice at the same time', async () => {
      const outcomes = await Promise.all([1, 2].map((n) => store.open(aNewFile({ id: idOf(n) }, { mailHash: MAIL }))));
      expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['already-open', 'opened']);
    });

    it('and knows nothing of one that was not opened', async () => {
      await expect(store.find(ID)).resolves.toBeUndefined();
      await expect(store.head(ID)).resolves.toBeUndefined();
      await expect(store.idOfMail(MAIL)).resolves.toBeUndefined();
      await expect(store.load(ID)).rejects.toMatchObject({ name: 'AssignmentNotFound' });
      await expect(store.itemKeys(ID)).resolves.toEqual([]);
    });
  });

  describe('records a change', () => {
    beforeEach(async () => {
      await store.open(aNewFile());
    });

    it('as the transition table has it, with fields, facts and the event in one', async () => {
      const change: Change = {
        ...note(),
        event: 'failed',
        eventId: 'f',
        set: { deliveries: 2 },
        facts: [material('m-1')],
      };
      await expect(store.record(change)).resolves.toBe('recorded');
      const { assignment, material: pieces, events } = await store.load(ID);
      const since = at.toISOString();
      expect(assignment).toMatchObject({ status: 'ended', statusSince: since, outcome: 'failed', endedAt: since });
      expect(assignment).toMatchObject({ deliveries: 2, version: 1 });
      expect(pieces).toEqual([material('m-1')]);
      expect(events).toMatchObject([{ name: 'opened' }, { id: 'f', name: 'failed', at: since, by: 'system' }]);
    });

    it('once by its event id, whatever else it would say the second time', async () => {
      await store.record(note({ addMailKeys: ['inbound/2'] }));
      const again = note({ addMailKeys: ['inbound/3'], facts: [material('m-9')] });
      await expect(store.record(again)).resolves.toBe('already-recorded');
      const { assignment, material: pieces } = await store.load(ID);
      expect(assignment.mailKeys).toEqual(['inbound/1', 'inbound/2']);
      expect(pieces).toEqual([]);
    });

    it('only in the statuses that the table allows, and writes nothing otherwise', async () => {
      const change: Change = { ...note(), event: 'received', facts: [material('m-1')], mailHash: MAIL };
      const before = await store.load(ID);
      await expect(store.record(change)).rejects.toMatchObject({ name: 'EventNotAllowed', status: 'screening' });
      await expect(store.load(ID)).resolves.toEqual(before);
      await expect(store.idOfMail(MAIL)).resolves.toBeUndefined();
    });

    it('only during the statuses that it names itself', async () => {
      const change: Change = { ...note(), event: 'failed', during: ['received'] };
      await expect(store.record(change)).rejects.toMatchObject({ name: 'EventNotAllowed' });
      await expect(store.record({ ...change, during: ['received', 'screening'] })).resolves.toBe('recorded');
    });

    it('never to a file that is not there', async () => {
      const elsewhere = note({ id: idOf(9) });
      await expect(store.record(elsewhere)).rejects.toMatchObject({ name: 'AssignmentNotFound' });
      const withFact = { ...elsewhere, facts: [material('m-1')] };
      await expect(store.record(withFact)).rejects.toMatchObject({ name: 'AssignmentNotFound' });
      await expect(store.itemKeys(idOf(9))).resolves.toEqual([]);
    });

    it('that sets a field, takes one away, replaces a fact and removes another', async () => {
      const hold = { by: HANDLER, at: at.toISOString(), ground: 'dispute' } as const;
      const deliverable: Fact = {
        kind: 'deliverable',
        id: 'd-0000000001',
        objectKey: 'k',
        addedBy: HANDLER,
        addedAt: at.toISOString(),
        title: 'karta.pdf',
      };
      await store.record(note({ set: { hold, performer: undefined }, facts: [deliverable, material('m-1')] }));
      expect((await store.load(ID)).assignment.hold).toEqual(hold);
      const larger = { ...material('m-1'), size: 2 } as Fact;
      const { kind, id } = deliverable;
      await store.record(note({ eventId: 'n-2', unset: ['hold'], facts: [larger], withoutFacts: [{ kind, id }] }));
      const { assignment, material: pieces, deliverables } = await store.load(ID);
      expect(assignment).not.toHaveProperty('hold');
      expect(pieces).toEqual([larger]);
      expect(deliverables).toEqual([]);
    });

    it('with more facts than one transaction takes', async () => {
      const pieces = Array.from({ length: 200 }, (_, i) => material(`m-${i}`));
      await expect(store.record(note({ facts: pieces }))).resolves.toBe('recorded');
      expect((await store.load(ID)).material).toHaveLength(200);
    });
  });

  describe('knows the mails of a file', () => {
    beforeEach(async () => {
      await store.open(aNewFile());
    });

    it('that joined it later, also when it has ended', async () => {
      await store.record(note({ mailHash: MAIL, addMailKeys: ['inbound/2'] }));
      await store.record({ ...note({ eventId: 'f' }), event: 'failed' });
      await expect(store.idOfMail(MAIL)).resolves.toBe(ID);
      await expect(store.record(note({ eventId: 'n-2', mailHash: MAIL }))).resolves.toBe('recorded');
    });

    it('and gives none of them to another file', async () => {
      await store.open(aNewFile({ id: idOf(2) }));
      await store.record(note({ mailHash: MAIL }));
      const theft = note({ id: idOf(2), mailHash: MAIL, addMailKeys: ['inbound/2'] });
      await expect(store.record(theft)).rejects.toMatchObject({ name: 'WriteConflict' });
      await expect(store.idOfMail(MAIL)).resolves.toBe(ID);
      expect((await store.head(idOf(2)))?.mailKeys).toEqual(['inbound/1']);
    });

    it('by every key, however many writers met', async () => {
      const keys = Array.from({ length: 8 }, (_, i) => `inbound/${i + 2}`);
      // A writer that met another tries again, as a step does.
      const add = async (key: string): Promise<unknown> =>
        store.record(note({ eventId: key, addMailKeys: [key] })).catch((error: Error) => {
          if (error.name !== 'WriteConflict') throw error;
          return add(key);
        });
      await Promise.all(keys.map(add));
      expect((await store.head(ID))?.mailKeys.toSorted()).toEqual(['inbound/1', ...keys].toSorted());
    });
  });

  describe('claims a letter', () => {
    it('until it has been sent', async () => {
      await store.open(aNewFile());
      await expect(store.claimLetter(ID, 'a', at)).resolves.toBe('claimed');
      await expect(store.claimLetter(ID, 'a', at)).resolves.toBe('claimed');
      await store.confirmLetter(ID, 'a', at);
      await expect(store.claimLetter(ID, 'a', at)).resolves.toBe('sent');
      const sent = { kind: 'letter', id: 'a', claimedAt: at.toISOString(), sentAt: at.toISOString() };
      expect((await store.load(ID)).letters).toEqual([sent]);
    });

    it('never of a file that is not there, which would leave an item of it behind', async () => {
      await expect(store.claimLetter(ID, 'a', at)).rejects.toMatchObject({ name: 'AssignmentNotFound' });
      await expect(store.itemKeys(ID)).resolves.toEqual([]);
    });
  });

  describe('lists', () => {
    const openedAt = (n: number) => new Date(Date.UTC(2026, 2, 2, 8, n)).toISOString();

    it('what a party has a side in, newest first, with the subject for those whose it is', async () => {
      await store.open(
        aNewFile({ id: idOf(1), openedAt: openedAt(1), status: 'circulated' }, { facts: [asked('tyreso')] }),
      );
      await store.open(
        aNewFile(
          { id: idOf(2), openedAt: openedAt(2), status: 'accepted', performer: 'tyreso' },
          { facts: [asked('tyreso'), asked('salem')] },
        ),
      );
      const rowsOf = async (party: 'haninge' | 'tyreso' | 'salem') =>
        (await store.inbox(party, 10)).map(({ assignment: { id }, side, subject }) => [id, side, subject]);
      const { subject } = details;
      await expect(rowsOf('haninge')).resolves.toEqual([
        [idOf(2), 'orderer', subject],
        [idOf(1), 'orderer', subject],
      ]);
      await expect(rowsOf('tyreso')).resolves.toEqual([
        [idOf(2), 'performer', subject],
        [idOf(1), 'asked', undefined],
      ]);
      await expect(rowsOf('salem')).resolves.toEqual([]);
    });

    it('no more than asked for, and looks past what the party has no side in any longer', async () => {
      await store.open(
        aNewFile({ id: idOf(1), openedAt: openedAt(1), status: 'circulated' }, { facts: [asked('tyreso')] }),
      );
      for (const n of [2, 3, 4, 5, 6]) {
        await store.open(
          aNewFile({ id: idOf(n), openedAt: openedAt(n), status: 'ordered' }, { facts: [asked('tyreso')] }),
        );
      }
      expect((await store.inbox('tyreso', 2)).map(({ assignment: { id } }) => id)).toEqual([idOf(1)]);
      expect((await store.inbox('haninge', 2)).map(({ assignment: { id } }) => id)).toEqual([idOf(6), idOf(5)]);
    });

    it('parked mail apart, so that no amount of it hides an assignment, also when it is closed', async () => {
      await store.open(aNewFile({ id: idOf(1), openedAt: openedAt(1) }));
      for (const n of [2, 3, 4]) {
        const end = { outcome: 'parked', endedAt: openedAt(n) } as const;
        await store.open(aNewFile({ id: idOf(n), openedAt: openedAt(n), status: 'parked', ...end }));
      }
      expect((await store.inbox('haninge', 2)).map(({ assignment: { id } }) => id)).toEqual([idOf(1)]);
      expect((await store.parked('haninge', 2)).map(({ id }) => id)).toEqual([idOf(4), idOf(3)]);
      await expect(store.parked('tyreso', 2)).resolves.toEqual([]);
    });

    it('a file whose data key is gone without its subject', async () => {
      await store.open(aNewFile());
      await store.eraseDataKey(ID);
      const [row] = await store.inbox('haninge', 1);
      expect(row).toMatchObject({ side: 'orderer' });
      expect(row?.subject).toBeUndefined();
    });
  });

  describe('seals what lies elsewhere for a while', () => {
    it('so that it is read with this file alone, and for as long as its data key is there', async () => {
      const other = idOf(7);
      await store.open(aNewFile());
      await store.open(aNewFile({ id: other }));
      const sealed = await store.seal(ID, { text: 'Inmätning av gångväg' });
      expect(sealed).not.toContain('gångväg');
      await expect(store.unseal(ID, sealed)).resolves.toEqual({ text: 'Inmätning av gångväg' });
      await expect(store.unseal(other, sealed)).rejects.toThrow();
      await store.eraseDataKey(ID);
      await expect(store.unseal(ID, sealed)).rejects.toMatchObject({ name: 'DataKeyCulled' });
      await expect(store.seal(ID, 1)).rejects.toMatchObject({ name: 'DataKeyCulled' });
    });
  });

  describe('is culled', () => {
    it('of all that it can be read with, by its data key, while the head stays readable', async () => {
      await store.open(aNewFile());
      await expect(store.eraseDataKey(ID)).resolves.toBe('erased');
      await expect(store.eraseDataKey(ID)).resolves.toBe('already-absent');
      await expect(store.hasDataKey(ID)).resolves.toBe(false);
      await expect(store.load(ID)).rejects.toMatchObject({ name: 'DataKeyCulled' });
      await expect(store.head(ID)).resolves.toMatchObject({ id: ID });
      await expect(store.record(note())).resolves.toBe('recorded');
      const sealed = note({ eventId: 'n-2', facts: [material('m-1')] });
      await expect(store.record(sealed)).rejects.toMatchObject({ name: 'DataKeyCulled' });
    });

    it('of everything by its inventory, the mails that joined it among them', async () => {
      const file = aNewFile({}, { facts: [material('m-0'), asked('tyreso')] });
      await store.open(file);
      await store.record(note({ mailHash: MAIL, addMailKeys: ['inbound/2'] }));
      await store.claimLetter(ID, 'a', at);
      await store.open(aNewFile({ id: idOf(2) }));

      const items = await store.itemKeys(ID);
      expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
      for (const { key } of items) await expect(store.eraseItem(key)).resolves.toBe('erased');
      for (const { key } of items) await expect(store.eraseItem(key)).resolves.toBe('already-absent');
      await expect(store.itemKeys(ID)).resolves.toEqual([]);
      await expect(store.find(ID)).resolves.toBeUndefined();
      for (const hash of [MAIL, file.mailHash]) await expect(store.idOfMail(hash)).resolves.toBeUndefined();
      await expect(store.inbox('tyreso', 10)).resolves.toEqual([]);
      await expect(store.load(idOf(2))).resolves.toMatchObject({ details });
    });
  });
});
