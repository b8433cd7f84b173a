import { beforeEach, describe, expect, it } from 'vitest';
import type { AssignmentId } from '#domain/assignment';
import { sha256 } from '#domain/hash';
import { aReceivedFile, HANDLER } from '#test/a-file';
import { givenPorts, put, type TestPorts } from '#test/ports';
import { certifyCulling } from '../../../functions/4-culling/certify-culling/certify-culling.ts';
import { cull } from '../../../functions/4-culling/cull/cull.ts';
import { handOverOriginals } from '../../../functions/4-culling/hand-over-originals/hand-over-originals.ts';
import { planCulling } from '../../../functions/4-culling/plan-culling/plan-culling.ts';
import { takeInventory } from '../../../functions/4-culling/take-inventory/take-inventory.ts';
import { verifyAbsence } from '../../../functions/4-culling/verify-absence/verify-absence.ts';
import { watchCulling } from '../../../functions/4-culling/watch-culling/watch-culling.ts';

const PREFIX = 'haninge/haninge-0123456789abcdef/';
const bytes = (text: string) => new TextEncoder().encode(text);

const aCompleteFile = () => {
  const file = aReceivedFile({ mailKeys: ['inbound/1', 'inbound/2'], originalsHandedOverAt: undefined });
  return {
    ...file,
    documents: file.documents.map((document) => ({
      ...document,
      textKey: `${PREFIX}doc.txt`,
      evidenceKey: `${PREFIX}doc.json`,
      evidenceHash: sha256('evidence'),
    })),
    order: {
      kind: 'order' as const,
      documentId: 'doc-0000000001',
      performer: 'tyreso' as const,
      registryNumber: 'KS 2026/12, anmält av 18900101-9802',
      workType: 'survey' as const,
      place: 'HANINGE KALVSVIK 11:16',
      finishOn: '2026-04-01',
      hours: 8,
      description: 'Mät in gångvägen',
    },
    deliverables: [
      {
        kind: 'deliverable' as const,
        id: 'd-0000000001',
        objectKey: `${PREFIX}d-0000000001`,
        addedBy: HANDLER,
        addedAt: '2026-03-20T09:00:00.000Z',
        size: 3,
        sha256: sha256('abc'),
        title: 'Inmätning',
      },
    ],
  };
};

describe('culling step by step (gallring)', () => {
  let ports: TestPorts;
  let assignmentId: AssignmentId;

  beforeEach(async () => {
    ports = givenPorts('2026-05-20T09:00:00.000Z');
    assignmentId = await put(ports, aCompleteFile());
    const { vault, access } = ports;
    vault.putMail('inbound/1', bytes('first mail'), new Date());
    vault.putMail('inbound/2', bytes('second mail'), new Date());
    vault.putMail('inbound/22', bytes('another assignment’s mail'), new Date());
    const at = { party: 'haninge', mediaType: 'text/plain' } as const;
    await vault.put({ shelf: 'deliverables', key: `${PREFIX}d-0000000001`, bytes: bytes('older'), ...at });
    await vault.put({ shelf: 'deliverables', key: `${PREFIX}d-0000000001`, bytes: bytes('abc'), ...at });
    await vault.put({ shelf: 'evidence', key: `${PREFIX}doc.txt`, bytes: bytes('receipt'), ...at });
    await vault.put({ shelf: 'evidence', key: `${PREFIX}doc.json`, bytes: bytes('evidence'), ...at });
    await vault.put({
      shelf: 'material',
      key: 'haninge/haninge-zzzzzzzzzzzzzzzz/m-0',
      bytes: bytes('a neighbour’s'),
      ...at,
    });
    await access.putReplyReference('hash', assignmentId);
    await access.keepTicket({ assignmentId, wait: 'AwaitObjection', token: 't' });
  });

  const run = async () => {
    await handOverOriginals(ports)({ assignmentId });
    await takeInventory(ports)({ assignmentId });
    await cull(ports)({ assignmentId });
    await verifyAbsence(ports)({ assignmentId });
    return certifyCulling(ports)({ assignmentId });
  };

  it('hands every original over to the orderer’s own vault before anything is destroyed (R6.1)', async () => {
    await expect(planCulling(ports)({ assignmentId, startedAt: '2026-04-01T10:00:00.000Z' })).resolves.toMatchObject({
      outcome: 'hand-over',
    });
    await expect(handOverOriginals(ports)({ assignmentId })).resolves.toEqual({ outcome: 'handed-over', objects: 5 });
    const kept = (await ports.vault.versionsOf('vault', PREFIX)).map(({ key }) => key.slice(PREFIX.length));
    expect(kept).toEqual([
      'mail/1',
      'mail/2',
      'deliverables/d-0000000001',
      'evidence/doc.txt',
      'evidence/doc.json',
      'list.txt',
      'file.json',
    ]);
    expect(await ports.vault.get('vault', `${PREFIX}deliverables/d-0000000001`)).toEqual(bytes('abc'));
  });

  it('hands over what else was kept as evidence too: signatures that did not count, and why', async () => {
    const { vault } = ports;
    const key = `${PREFIX}not-counted/doc-0000000009.json`;
    await vault.put({ shelf: 'evidence', key, party: 'haninge', bytes: bytes('{}'), mediaType: 'application/json' });
    await handOverOriginals(ports)({ assignmentId });
    await expect(vault.exists('vault', `${PREFIX}evidence/not-counted/doc-0000000009.json`)).resolves.toBe(true);
  });

  it('copies a large delivery in several runs, and nothing that is verified twice', async () => {
    const { vault } = ports;
    const copied: string[] = [];
    const slow = {
      ...ports,
      vault: {
        ...vault,
        handOver: async (o: Parameters<typeof vault.handOver>[0]) => {
          copied.push(o.key);
          ports.clock(new Date(ports.now().getTime() + 5 * 60_000).toISOString());
          return vault.handOver(o);
        },
      },
    };
    await expect(handOverOriginals(slow)({ assignmentId })).resolves.toEqual({ outcome: 'more', objects: 2 });
    await expect(planCulling(ports)({ assignmentId, startedAt: '2026-04-01T10:00:00.000Z' })).resolves.toMatchObject({
      outcome: 'hand-over',
    });
    await expect(handOverOriginals(slow)({ assignmentId })).resolves.toEqual({ outcome: 'more', objects: 4 });
    await expect(handOverOriginals(slow)({ assignmentId })).resolves.toEqual({ outcome: 'handed-over', objects: 5 });
    expect(new Set(copied).size).toBe(copied.length);
  });

  it('destroys nothing when a copy is not what was recorded', async () => {
    await ports.vault.put({
      shelf: 'deliverables',
      key: `${PREFIX}d-0000000001`,
      party: 'haninge',
      bytes: bytes('swapped'),
      mediaType: 'x/y',
    });
    await expect(handOverOriginals(ports)({ assignmentId })).rejects.toMatchObject({ name: 'HandOverNotVerified' });
    await expect(planCulling(ports)({ assignmentId, startedAt: '2026-04-01T10:00:00.000Z' })).resolves.toMatchObject({
      outcome: 'hand-over',
    });
  });

  it('leaves nothing but the orderer’s vault, the certificate and the invoicing residue (R6.2)', async () => {
    const { certificateId } = await run();
    expect(await ports.assignments.find(assignmentId)).toBeUndefined();
    expect(await ports.assignments.hasDataKey(assignmentId)).toBe(false);
    for (const shelf of ['material', 'deliverables', 'evidence'] as const)
      expect(await ports.vault.versionsOf(shelf, PREFIX)).toEqual([]);
    expect(await ports.access.itemKeys(assignmentId)).toEqual([]);
    expect((await ports.vault.versionsOf('mail', 'inbound/')).map(({ key }) => key)).toEqual(['inbound/22']);
    expect(await ports.vault.versionsOf('material', 'haninge/haninge-zzzzzzzzzzzzzzzz/')).toHaveLength(1);
    expect(await ports.records.residue(assignmentId)).toEqual({
      assignmentId,
      orderer: 'haninge',
      performer: 'tyreso',
      registryNumber: 'KS 2026/12, anmält av [personnummer borttaget]',
      workType: 'survey',
      place: 'HANINGE KALVSVIK 11:16',
      hours: 8,
      orderedOn: '2026-04-01',
      completedOn: '2026-04-01',
    });
    const certificate = await ports.records.certificate(certificateId);
    expect(certificate).toMatchObject({
      outcome: 'completed',
      nothingRestorableFrom: '2026-06-24',
      receiptHash: sha256('receipt'),
      erased: { 'object-version': 6, 'data-key': 1 },
    });
    expect(certificate?.basis.map(({ party, authority }) => `${party} ${authority}`)).toEqual([
      'haninge instruction',
      'tyreso board',
    ]);
  });

  it('tells both municipalities, once, with a link and nothing else', async () => {
    await run();
    await certifyCulling(ports)({ assignmentId });
    expect(ports.mailbox.sent.map(({ kind, to }) => `${kind} ${to}`)).toEqual([
      'culling-certified ledningsgrupp@haninge.example',
      'culling-certified ledningsgrupp@tyreso.example',
    ]);
  });

  it('finds delete markers and unfinished uploads too', async () => {
    await handOverOriginals(ports)({ assignmentId });
    ports.vault.hide('evidence', `${PREFIX}doc.txt`);
    ports.vault.beginUpload('deliverables', `${PREFIX}d-0000000009`);
    await takeInventory(ports)({ assignmentId });
    const places = (await ports.records.inventory(assignmentId)).map(({ entry }) => entry.place);
    expect(places).toEqual(expect.arrayContaining(['delete-marker', 'unfinished-upload']));
    await cull(ports)({ assignmentId });
    await expect(verifyAbsence(ports)({ assignmentId })).resolves.toEqual({ outcome: 'absent', remaining: 0 });
  });

  it('stops at the moment of erasure when a hold came after the inventory', async () => {
    await handOverOriginals(ports)({ assignmentId });
    await takeInventory(ports)({ assignmentId });
    await ports.assignments.record({
      id: assignmentId,
      event: 'held',
      eventId: 'held-1',
      at: ports.now(),
      by: HANDLER,
      set: { hold: { by: HANDLER, at: ports.now().toISOString(), ground: 'disclosure-request' } },
    });
    await expect(cull(ports)({ assignmentId })).resolves.toEqual({ outcome: 'held', handled: 0 });
    await expect(takeInventory(ports)({ assignmentId })).resolves.toEqual({ outcome: 'held', entries: 0 });
    expect(await ports.vault.versionsOf('deliverables', PREFIX)).toHaveLength(2);
  });

  it('stops before the next thing when a hold comes while it is culling', async () => {
    await handOverOriginals(ports)({ assignmentId });
    await takeInventory(ports)({ assignmentId });
    const { vault } = ports;
    let erased = 0;
    const interrupted = {
      ...ports,
      vault: {
        ...vault,
        eraseVersion: async (version: Parameters<typeof vault.eraseVersion>[0]) => {
          erased += 1;
          if (erased === 2) {
            const hold = { by: HANDLER, at: ports.now().toISOString(), ground: 'supervision' as const };
            await ports.assignments.record({
              id: assignmentId,
              event: 'held',
              eventId: 'h',
              at: ports.now(),
              by: HANDLER,
              set: { hold },
            });
          }
          return vault.eraseVersion(version);
        },
      },
    };
    await expect(cull(interrupted)({ assignmentId })).resolves.toEqual({ outcome: 'held', handled: 2 });
    expect(await ports.assignments.hasDataKey(assignmentId)).toBe(true);
  });

  it('plans anew when a decision has lapsed since, and destroys nothing', async () => {
    ports.register.decide({
      recordType: '2.5.1',
      party: 'tyreso',
      authority: 'board',
      reference: 'ny',
      decidedOn: '2026-05-01',
      retentionDays: 365,
      isExample: true,
    });
    await expect(takeInventory(ports)({ assignmentId })).resolves.toEqual({ outcome: 'replan', entries: 0 });
    expect(await ports.records.inventory(assignmentId)).toEqual([]);
  });

  it('leaves in the inventory no key that names a person, even by an opaque id', async () => {
    await run();
    const kept = (await ports.records.inventory(assignmentId)).map(({ entry }) => entry);
    const items = kept.filter(({ place }) => place === 'assignment-item' || place === 'access-item');
    expect(items.length).toBeGreaterThan(3);
    expect(items.filter(({ key }) => !/^sha256:[0-9a-f]{64}$/.test(key))).toEqual([]);
  });

  it('takes what came in after the inventory in a new one, and certifies nothing before', async () => {
    await handOverOriginals(ports)({ assignmentId });
    await takeInventory(ports)({ assignmentId });
    await cull(ports)({ assignmentId });
    await ports.vault.put({
      shelf: 'material',
      key: `${PREFIX}late`,
      party: 'haninge',
      bytes: bytes('late'),
      mediaType: 'x/y',
    });
    await expect(certifyCulling(ports)({ assignmentId })).rejects.toMatchObject({ name: 'AbsenceNotProved' });
    await expect(verifyAbsence(ports)({ assignmentId })).resolves.toEqual({ outcome: 'remains', remaining: 1 });
    await takeInventory(ports)({ assignmentId });
    await cull(ports)({ assignmentId });
    await expect(verifyAbsence(ports)({ assignmentId })).resolves.toEqual({ outcome: 'absent', remaining: 0 });
  });

  it('gives up to a person when something is still there after three inventories', async () => {
    await handOverOriginals(ports)({ assignmentId });
    for (const name of ['a', 'b', 'c']) {
      await takeInventory(ports)({ assignmentId });
      await cull(ports)({ assignmentId });
      await ports.vault.put({
        shelf: 'material',
        key: `${PREFIX}${name}`,
        party: 'haninge',
        bytes: bytes(name),
        mediaType: 'x/y',
      });
    }
    await expect(verifyAbsence(ports)({ assignmentId })).rejects.toMatchObject({ name: 'AbsenceNotProved' });
  });

  it('may run every step twice and gives the same certificate', async () => {
    await handOverOriginals(ports)({ assignmentId });
    await handOverOriginals(ports)({ assignmentId });
    await takeInventory(ports)({ assignmentId });
    await takeInventory(ports)({ assignmentId });
    await cull(ports)({ assignmentId });
    await expect(cull(ports)({ assignmentId })).resolves.toEqual({ outcome: 'culled', handled: 0 });
    const first = await certifyCulling(ports)({ assignmentId });
    expect(await certifyCulling(ports)({ assignmentId })).toEqual(first);
    expect(new Set((await ports.records.inventory(assignmentId)).map(({ run }) => run))).toEqual(new Set([1]));
  });

  it('refuses to cull without an inventory', async () => {
    await expect(cull(ports)({ assignmentId })).rejects.toMatchObject({ name: 'CullingNotPermitted' });
  });

  it('raises an alarm for a culling that is overdue, and none while a hold stands', async () => {
    const alarms: number[] = [];
    const watch = watchCulling({ ...ports, report: (count) => alarms.push(count) });
    await ports.records.putDueDate(assignmentId, '2026-05-01');
    await expect(watch()).resolves.toEqual({ outcome: 'watched', overdue: 0 });
    ports.clock('2026-05-23T09:00:00.000Z');
    await expect(watch()).resolves.toEqual({ outcome: 'watched', overdue: 1 });
    expect(alarms).toEqual([1]);
  });
});

describe('when culling is planned', () => {
  const plan = async (ports: TestPorts, over: object = {}, startedAt = '2026-04-01T10:00:00.000Z') => {
    const assignmentId = await put(ports, aReceivedFile(over));
    return planCulling(ports)({ assignmentId, startedAt });
  };

  it('waits until midnight in Stockholm on the culling day', async () => {
    expect(await plan(givenPorts('2026-04-02T09:00:00.000Z'))).toEqual({
      outcome: 'waiting',
      wakeAt: '2026-04-30T22:00:00.000Z',
    });
    expect(await plan(givenPorts('2026-05-01T00:00:00.000Z'))).toMatchObject({ outcome: 'due' });
  });

  it('tells a person of the controller what blocks it, and keeps everything', async () => {
    const ports = givenPorts('2026-04-02T09:00:00.000Z');
    expect(await plan(ports, { receiptHash: sha256('forged') })).toMatchObject({ outcome: 'blocked' });
    expect(ports.mailbox.sent.map(({ kind }) => kind)).toContain('a-person-is-needed');
  });

  it('goes on in a new execution before one grows too old', async () => {
    expect(await plan(givenPorts('2027-02-01T09:00:00.000Z'))).toMatchObject({ outcome: 'continue' });
  });
});
