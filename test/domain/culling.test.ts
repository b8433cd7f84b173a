import { describe, expect, it } from 'vitest';
import { type CullingDecision, hasValidReceipt, InvoicingResidue, isDue, planCulling } from '#domain/culling';
import { sha256 } from '#domain/hash';
import type { PartyId } from '#domain/parties';
import { aFile, aReceivedFile, HANDLER } from '#test/a-file';

const decision = (
  party: PartyId,
  authority: CullingDecision['authority'],
  over: Partial<CullingDecision> = {},
): CullingDecision => ({
  recordType: '2.5.1',
  party,
  authority,
  reference: 'KS 2026/1',
  decidedOn: '2026-01-01',
  retentionDays: 30,
  isExample: true,
  ...over,
});
const BOTH = [decision('haninge', 'instruction'), decision('tyreso', 'board')];
const NOW = new Date('2026-04-02T12:00:00Z');

describe('when an assignment is culled (gallring, R6.2, K3)', () => {
  it('counts the days from the signed receipt, in calendar days', () => {
    expect(planCulling(aReceivedFile(), BOTH, NOW)).toMatchObject({ kind: 'planned', cullOn: '2026-05-01' });
  });

  it('lets the longest of the decided retention times count', () => {
    const longer = [decision('haninge', 'instruction', { retentionDays: 90 }), decision('tyreso', 'board')];
    expect(planCulling(aReceivedFile(), longer, NOW)).toMatchObject({ kind: 'planned', cullOn: '2026-06-30' });
  });

  it('lets the longest count also among several decisions of the same board', () => {
    const several = [...BOTH, decision('tyreso', 'board', { decidedOn: '2026-02-01', retentionDays: 365 })];
    expect(planCulling(aReceivedFile(), several, NOW)).toMatchObject({ kind: 'planned', cullOn: '2027-04-01' });
  });

  it('starts at midnight in Stockholm on the culling day, not a second before', () => {
    expect(isDue('2026-05-01', new Date('2026-04-30T21:59:59.999Z'))).toBe(false);
    expect(isDue('2026-05-01', new Date('2026-04-30T22:00:00.000Z'))).toBe(true);
  });

  it('is never planned while a legal hold stands, whatever the date', () => {
    const hold = { by: HANDLER, at: '2026-04-02T00:00:00.000Z', ground: 'dispute' as const };
    expect(planCulling(aReceivedFile({ hold }), BOTH, new Date('2099-01-01'))).toEqual({ kind: 'held' });
  });

  it.each([
    ['the controller has given no instruction', [decision('tyreso', 'board')], 'no-instruction'],
    ['the performer has no decision of its own board', [decision('haninge', 'instruction')], 'no-board-decision'],
    [
      'the instruction is another municipality’s',
      [decision('salem', 'instruction'), decision('tyreso', 'board')],
      'no-instruction',
    ],
    ['the decision is for another record type', BOTH.map((d) => ({ ...d, recordType: '9.9.9' })), 'no-instruction'],
    ['the decisions are not in force yet', BOTH.map((d) => ({ ...d, decidedOn: '2026-12-01' })), 'no-instruction'],
    ['the decisions have run out', BOTH.map((d) => ({ ...d, validUntil: '2026-02-01' })), 'no-instruction'],
  ])('destroys nothing when %s', (_when, decisions, because) => {
    expect(planCulling(aReceivedFile(), decisions, NOW)).toEqual({ kind: 'blocked', because });
  });

  it('waits for the originals to be handed over first (R6.1)', () => {
    const file = aReceivedFile({ originalsHandedOverAt: undefined });
    expect(planCulling(file, BOTH, NOW)).toEqual({ kind: 'blocked', because: 'originals-not-handed-over' });
  });

  it.each(['declined', 'withdrawn', 'expired', 'objected', 'failed', 'parked'] as const)(
    'waits for a named person’s decision when the assignment ended as %s',
    (outcome) => {
      const file = aFile({ status: 'ended', outcome, endedAt: '2026-04-01T10:00:00.000Z' });
      expect(planCulling(file, BOTH, NOW)).toEqual({ kind: 'undecided' });
    },
  );

  it('counts from the closing decision where there is no receipt', () => {
    const closing = { by: HANDLER, at: '2026-04-10T08:00:00.000Z', documentHash: sha256('d') };
    const file = aFile({
      status: 'ended',
      outcome: 'declined',
      closing,
      originalsHandedOverAt: '2026-04-10T09:00:00.000Z',
    });
    const own = [decision('haninge', 'instruction'), decision('haninge', 'board')];
    expect(planCulling(file, own, NOW)).toMatchObject({ kind: 'planned', cullOn: '2026-05-10' });
  });

  it('culls parked mail by the decision for mail, with nothing to hand over', () => {
    const closing = { by: HANDLER, at: '2026-04-10T08:00:00.000Z', documentHash: sha256('d') };
    const file = aFile({ status: 'ended', outcome: 'parked', closing });
    const own = (['instruction', 'board'] as const).map((authority) =>
      decision('haninge', authority, { recordType: '2.6.1', retentionDays: 7 }),
    );
    expect(planCulling(file, own, NOW)).toMatchObject({ kind: 'planned', cullOn: '2026-04-17' });
    expect(planCulling(file, BOTH, NOW)).toEqual({ kind: 'blocked', because: 'no-instruction' });
  });
});

describe('which receipts start the culling clock (kvittens)', () => {
  const file = aReceivedFile();
  const documents = (over: object) => file.documents.map((document) => ({ ...document, ...over }));

  it('one that the orderer signed and the assignment was closed on', () => {
    expect(hasValidReceipt(file)).toBe(true);
  });

  it.each([
    ['is missing', { ...file, receipt: undefined }],
    ['lists nothing', { ...file, receipt: file.receipt && { ...file.receipt, manifest: [] } }],
    ['was signed by the performer itself', { ...file, documents: documents({ signedByParty: 'tyreso' }) }],
    ['was signed by a third municipality', { ...file, documents: documents({ signedByParty: 'salem' }) }],
    ['is another document', { ...file, documents: documents({ documentKind: 'order' }) }],
    [
      'has another text than the one the assignment was closed on',
      { ...file, documents: documents({ textHash: sha256('forged') }) },
    ],
    ['points at no document', { ...file, documents: [] }],
  ])('not one that %s', (_what, tampered) => {
    expect(hasValidReceipt(tampered)).toBe(false);
    expect(planCulling(tampered, BOTH, NOW)).toEqual({ kind: 'blocked', because: 'receipt-not-valid' });
  });
});

describe('what may survive culling (faktureringsunderlag)', () => {
  it('is what an invoice needs and no field more', () => {
    const residue = {
      assignmentId: 'haninge-0123456789abcdef',
      orderer: 'haninge',
      performer: 'tyreso',
      registryNumber: 'KS 2026/12',
      workType: 'survey',
      place: 'HANINGE KALVSVIK 11:16',
      hours: 8,
      orderedOn: '2026-03-05',
      completedOn: '2026-04-01',
    };
    expect(InvoicingResidue.parse(residue)).toEqual(residue);
    expect(InvoicingResidue.safeParse({ ...residue, contactMailbox: 'karta@haninge.example' }).success).toBe(false);
  });
});
