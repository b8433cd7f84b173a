import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AssignmentId } from '#domain/assignment';
import { CullingCertificate, type InventoryEntry, InventoryPlace, type InvoicingResidue } from '#domain/culling';
import { sha256 } from '#domain/hash';
import type { Records } from '#ports/records';
import { type DynamoSource, inDynamo, inMemory, type StoreSource } from './stores.ts';

const ID = AssignmentId.parse('haninge-0123456789abcdef');
const OTHER = AssignmentId.parse('haninge-0000000000000002');
const at = '2026-05-02T10:00:00.000Z';
const entry = (key: string, outcome: InventoryEntry['outcome'] = 'listed'): InventoryEntry => ({
  place: 'object-version',
  store: 'material',
  key,
  versionId: 'v1',
  outcome,
});
const summary = {
  assignmentId: ID,
  orderer: 'haninge',
  performer: 'tyreso',
  outcome: 'completed',
  openedOn: '2026-03-02',
  endedOn: '2026-04-01',
  basis: [],
} as const;
const certificate = (id = 'c-0123456789abcdef') =>
  CullingCertificate.parse({
    ...summary,
    id,
    culledAt: at,
    absenceVerifiedAt: at,
    issuedAt: at,
    erased: Object.fromEntries(InventoryPlace.options.map((place) => [place, 0])),
    inventoryHash: sha256('inventory'),
    nothingRestorableFrom: '2026-06-06',
  });

describe.each([
  ['in memory', inMemory],
  ['in DynamoDB', inDynamo],
])('what survives culling, %s', (_where, source) => {
  let stores: StoreSource;
  let records: Records;
  beforeAll(async () => {
    stores = await source();
  });
  beforeEach(async () => {
    ({ records } = await stores.empty());
  });
  afterAll(() => stores.close());

  it('an inventory, in the order of its runs and entries, with what became of each', async () => {
    await records.putInventory(ID, 2, [entry('c')]);
    await records.putInventory(ID, 1, [entry('a'), entry('b')]);
    await records.putInventory(OTHER, 1, [entry('x')]);
    await records.recordOutcome(ID, 1, 1, entry('b', 'erased'));
    await expect(records.inventory(ID)).resolves.toEqual([
      { run: 1, number: 0, entry: entry('a') },
      { run: 1, number: 1, entry: entry('b', 'erased') },
      { run: 2, number: 0, entry: entry('c') },
    ]);
  });

  it('a residue and a summary', async () => {
    const residue: InvoicingResidue = {
      assignmentId: ID,
      orderer: 'haninge',
      performer: 'tyreso',
      registryNumber: 'MLB-1',
      workType: 'survey',
      place: 'Torget',
      hours: 8,
      orderedOn: '2026-03-03',
      completedOn: '2026-04-01',
    };
    await expect(records.residue(ID)).resolves.toBeUndefined();
    await expect(records.summary(ID)).resolves.toBeUndefined();
    await records.putResidue(residue);
    await records.putSummary({ ...summary, basis: [] });
    await expect(records.residue(ID)).resolves.toEqual(residue);
    await expect(records.summary(ID)).resolves.toEqual(summary);
  });

  it('the controller’s approval of a certificate, by the certificate’s id', async () => {
    const approved = {
      certificateId: certificate().id,
      assignmentId: ID,
      party: 'haninge',
      roundId: 'r-0000000000000001',
      approvedAt: at,
      level: 'http://id.elegnamnden.se/loa/1.0/loa3',
      textHash: sha256('text'),
      evidenceKey: 'haninge/rounds/r-0000000000000001/doc-0000000001.json',
      evidenceHash: sha256('evidence'),
    } as const;
    await expect(records.approvalOf(approved.certificateId)).resolves.toBeUndefined();
    await records.putApproval(approved);
    await expect(records.approvalOf(approved.certificateId)).resolves.toEqual(approved);
  });

  it('one certificate, the first, found by its id, by its assignment and in the lists of both parties', async () => {
    await records.putSummary({ ...summary, basis: [] });
    const first = certificate();
    await expect(records.certificateOf(ID)).resolves.toBeUndefined();
    await expect(records.issue(first)).resolves.toEqual(first);
    await expect(records.issue(certificate('c-0000000000000002'))).resolves.toEqual(first);
    await expect(records.certificate(first.id)).resolves.toEqual(first);
    await expect(records.certificate('c-0000000000000002')).resolves.toBeUndefined();
    await expect(records.certificateOf(ID)).resolves.toEqual(first);
    const line = { ...summary, certificateId: first.id };
    await expect(records.culledOf('haninge', 10)).resolves.toEqual([line]);
    await expect(records.culledOf('tyreso', 10)).resolves.toEqual([line]);
    await expect(records.culledOf('salem', 10)).resolves.toEqual([]);
  });

  it('a notice that was sent, and the culling dates that have passed', async () => {
    await expect(records.isNoticeSent(ID, 'orderer')).resolves.toBe(false);
    await records.markNoticeSent(ID, 'orderer');
    await expect(records.isNoticeSent(ID, 'orderer')).resolves.toBe(true);
    await expect(records.isNoticeSent(ID, 'performer')).resolves.toBe(false);

    await records.putDueDate(ID, '2026-05-01');
    await records.putDueDate(OTHER, '2026-05-02');
    await expect(records.dueBefore('2026-05-02')).resolves.toEqual([ID]);
    await records.putDueDate(ID, '2026-05-03');
    await expect(records.dueBefore('2026-05-03')).resolves.toEqual([OTHER]);
    await records.clearDueDate(OTHER);
    await expect(records.dueBefore('2026-05-03')).resolves.toEqual([]);
  });
});

describe('a certificate whose issue was killed', () => {
  let stores: DynamoSource;
  beforeAll(async () => {
    stores = await inDynamo();
  });
  afterAll(() => stores.close());

  it.each([1, 2])('after %i of its rows is whole when it is issued again, with another id', async (rows) => {
    const { records } = await stores.empty();
    await records.putSummary({ ...summary, basis: [] });
    const first = certificate();
    stores.dieAfter(rows);
    await expect(records.issue(first)).rejects.toThrow('killed');

    await expect(records.issue(certificate('c-0000000000000002'))).resolves.toEqual(first);
    await expect(records.certificate(first.id)).resolves.toEqual(first);
    for (const party of ['haninge', 'tyreso'] as const) {
      await expect(records.culledOf(party, 10)).resolves.toEqual([{ ...summary, certificateId: first.id }]);
    }
  });
});
