import { beforeEach, describe, expect, it } from 'vitest';
import type { AssignmentId } from '#domain/assignment';
import type { Deliverable } from '#domain/facts';
import { sha256 } from '#domain/hash';
import { isOpen, messageLetterDue } from '#domain/secure-message';
import { aFile, HANDLER } from '#test/a-file';
import { aGrant } from '#test/a-grant';
import { givenPorts, put, type TestPorts } from '#test/ports';
import { awaitReceipt } from '../../../functions/3-delivery/await-receipt/await-receipt.ts';
import { checkDeliverables } from '../../../functions/3-delivery/check-deliverables/check-deliverables.ts';
import { closeAssignment } from '../../../functions/3-delivery/close-assignment/close-assignment.ts';
import { sendDelivery } from '../../../functions/3-delivery/send-delivery/send-delivery.ts';

let ports: TestPorts;
let assignmentId: AssignmentId;
const slot = (id: string): Deliverable => ({
  kind: 'deliverable',
  id: `d-000000000${id}`,
  objectKey: `haninge/x/${id}`,
  addedBy: HANDLER,
  addedAt: '2026-03-20T09:00:00.000Z',
  title: `Handling ${id}`,
});
const store = (id: string, text: string) =>
  ports.vault.put({
    shelf: 'deliverables',
    key: `haninge/x/${id}`,
    party: 'haninge',
    bytes: new TextEncoder().encode(text),
    mediaType: 'x/y',
  });
const delivered = async (...slots: Deliverable[]) => {
  assignmentId = await put(
    ports,
    aFile({ status: 'delivered', performer: 'tyreso', deliveries: 1 }, { deliverables: slots }),
  );
};

beforeEach(() => {
  ports = givenPorts('2026-03-25T09:00:00.000Z');
});

describe('a delivery is checked', () => {
  it('and what the manifest will say is what really lies there', async () => {
    await delivered(slot('1'));
    await store('1', 'Punkt;N;E\n1;6558700.123;674032.456\n');
    await expect(checkDeliverables(ports)({ assignmentId })).resolves.toEqual({ outcome: 'passed' });
    const { deliverables, assignment } = await ports.assignments.load(assignmentId);
    expect(deliverables[0]).toMatchObject({ sha256: sha256('Punkt;N;E\n1;6558700.123;674032.456\n'), size: 35 });
    expect(assignment.status).toBe('delivered');
  });

  it.each<[string, string | undefined, string]>([
    ['a slot that nobody filled', undefined, 'missing'],
    ['an empty file', '', 'empty'],
    ['a text with an identity number in it', 'Ägare: 18900101-9802', 'identity-number'],
  ])('and %s goes back to the performer', async (_what, text, finding) => {
    await delivered(slot('1'));
    if (text !== undefined) await store('1', text);
    await expect(checkDeliverables(ports)({ assignmentId })).resolves.toEqual({ outcome: 'returned' });
    const { deliverables, assignment } = await ports.assignments.load(assignmentId);
    expect(deliverables[0]?.finding).toBe(finding);
    expect(assignment.status).toBe('in-progress');
    expect(ports.mailbox.sent).toMatchObject([{ kind: 'delivery-returned', to: 'ledningsgrupp@tyreso.example' }]);
  });

  it('and a run that comes twice keeps to what the first one found', async () => {
    await delivered(slot('1'));
    await expect(checkDeliverables(ports)({ assignmentId })).resolves.toEqual({ outcome: 'returned' });
    await store('1', 'Punkt;N;E');
    await expect(checkDeliverables(ports)({ assignmentId })).resolves.toEqual({ outcome: 'returned' });
    expect((await ports.assignments.load(assignmentId)).deliverables[0]?.finding).toBe('missing');
  });

  it('and a delivery of nothing goes back', async () => {
    await delivered();
    await expect(checkDeliverables(ports)({ assignmentId })).resolves.toEqual({ outcome: 'returned' });
  });
});

describe('a delivery is sent as a secure message (R5.3)', () => {
  it('by a link that is kept only as a hash, for the invited alone, once', async () => {
    assignmentId = await put(ports, aFile({ status: 'delivered', performer: 'tyreso', deliveries: 1 }), {
      contactMailbox: 'handler0@haninge.example',
    });
    await sendDelivery(ports)({ assignmentId });
    await sendDelivery(ports)({ assignmentId });
    expect(ports.mailbox.sent).toHaveLength(1);
    const url = ports.mailbox.sent[0]?.url ?? '';
    expect(url).toMatch(/^https:\/\/portal\.test\/m\/[0-9a-hjkmnp-tv-z]{26}$/);
    const links = await ports.access.linksOf(assignmentId);
    expect(links).toMatchObject([{ tokenHash: sha256(url.slice(-26)), from: 'tyreso', to: 'haninge' }]);
    expect(links[0]?.invited).toBeDefined();
    expect(url).not.toContain(assignmentId);
  });

  it('and the link of an earlier delivery is revoked', async () => {
    assignmentId = await put(ports, aFile({ status: 'delivered', performer: 'tyreso', deliveries: 1 }));
    await sendDelivery(ports)({ assignmentId });
    const again = { id: assignmentId, at: ports.now(), by: HANDLER };
    await ports.assignments.record({ ...again, event: 'objected', eventId: 'o' });
    await ports.assignments.record({ ...again, event: 'delivered', eventId: 'd2', set: { deliveries: 2 } });
    await sendDelivery(ports)({ assignmentId });
    const links = await ports.access.linksOf(assignmentId);
    expect(links.filter(({ revokedAt }) => revokedAt)).toHaveLength(1);
    expect(links).toHaveLength(2);
  });
});

describe('a receipt is waited for longer than a message lives', () => {
  const wake = (token: string) => awaitReceipt(ports)({ assignmentId, taskToken: token });
  const links = () => ports.mailbox.sent.filter(({ kind }) => kind === 'message-to-open').map(({ url }) => url);
  const takenByTtl = async () => {
    for (const key of await ports.access.itemKeys(assignmentId)) {
      if (key.startsWith('links|')) await ports.access.eraseItem(key);
    }
  };
  const sent = async (deliveries: number) => {
    const at = '2026-03-25T09:00:00.000Z';
    assignmentId = await put(ports, aFile({ status: 'delivered', performer: 'tyreso', deliveries, statusSince: at }));
    await sendDelivery(ports)({ assignmentId });
  };

  it('so an expired link is followed by a new one, once, whether or not the old one is still there', async () => {
    await sent(1);
    ports.clock('2026-04-08T09:00:00.000Z');
    await wake('a');
    expect(links()).toHaveLength(1);
    await takenByTtl();
    ports.clock('2026-04-09T09:00:00.000Z');
    await wake('b');
    await wake('c');
    expect(links()).toHaveLength(2);
    expect(new Set(links()).size).toBe(2);
    const open = (await ports.access.linksOf(assignmentId)).filter((link) => isOpen(link, ports.now()));
    expect(open).toHaveLength(1);
    ports.clock('2026-04-25T09:00:00.000Z');
    await wake('d');
    expect(links()).toHaveLength(3);
  });

  it('and one that could not be sent is sent at the next waking, under the same name', async () => {
    await sent(1);
    ports.clock('2026-04-09T09:00:00.000Z');
    ports.mailbox.failNext(1);
    await wake('a');
    expect(links()).toHaveLength(1);
    ports.clock('2026-04-10T09:00:00.000Z');
    await wake('b');
    expect(links()).toHaveLength(2);
    const { letters } = await ports.assignments.load(assignmentId);
    expect(letters.map(({ id }) => id).filter((id) => id.startsWith('message-to-open'))).toEqual([
      'message-to-open/1',
      'message-to-open/1/2026-04-09',
    ]);
    const open = (await ports.access.linksOf(assignmentId)).filter((link) => isOpen(link, ports.now()));
    expect(open.map(({ tokenHash }) => tokenHash)).toEqual([sha256(links().at(-1)?.slice(-26) ?? '')]);
  });

  it('and the tenth delivery is not taken for the first', async () => {
    await sent(10);
    const { assignment, letters, events } = await ports.assignments.load(assignmentId);
    const long = new Date('2026-06-01T09:00:00.000Z');
    expect(messageLetterDue({ assignment: { ...assignment, deliveries: 1 }, letters, events }, long)).toBeUndefined();
    expect(messageLetterDue({ assignment, letters, events }, long)).toBe('message-to-open/10/2026-06-01');
  });
});

describe('how an assignment ends', () => {
  const ending = async (status: 'received' | 'ordered' | 'circulated', as: 'answered' | 'expired' | 'failed') => {
    assignmentId = await put(ports, aFile({ status, performer: status === 'circulated' ? undefined : 'tyreso' }));
    return closeAssignment(ports)({ assignmentId, ending: as });
  };

  it.each([
    ['received', 'answered', 'completed'],
    ['ordered', 'expired', 'expired'],
    ['ordered', 'failed', 'failed'],
    ['circulated', 'answered', 'failed'],
  ] as const)('%s and then %s is %s', async (status, as, outcome) => {
    await expect(ending(status, as)).resolves.toEqual({ outcome });
  });

  it('by what a person decided, whatever the workflow believes', async () => {
    assignmentId = await put(ports, aFile({ status: 'ordered', performer: 'tyreso' }));
    await ports.assignments.record({
      id: assignmentId,
      event: 'withdrawn',
      eventId: 'w',
      at: ports.now(),
      by: HANDLER,
    });
    await expect(closeAssignment(ports)({ assignmentId, ending: 'expired' })).resolves.toEqual({
      outcome: 'withdrawn',
    });
    await expect(closeAssignment(ports)({ assignmentId, ending: 'failed' })).resolves.toEqual({ outcome: 'withdrawn' });
  });

  it('and the access to registers that was granted for it ends with it (R3.2)', async () => {
    await ports.accessGrants.put(aGrant());
    await ending('received', 'answered');
    expect(await ports.accessGrants.ofParty('tyreso')).toMatchObject([
      { endedBecause: 'assignment-closed', endedBy: 'system', endedAt: ports.now().toISOString() },
    ]);
  });

  it('and both municipalities are told, once', async () => {
    await ending('received', 'answered');
    await closeAssignment(ports)({ assignmentId, ending: 'answered' });
    expect(ports.mailbox.sent.map(({ to }) => to)).toEqual([
      'ledningsgrupp@haninge.example',
      'ledningsgrupp@tyreso.example',
    ]);
  });
});

describe('a secure message that somebody revoked', () => {
  it('stays shut: the wait for the receipt sends no new link by itself', async () => {
    assignmentId = await put(ports, aFile({ status: 'delivered', performer: 'tyreso', deliveries: 1 }));
    await sendDelivery(ports)({ assignmentId });
    ports.clock('2026-03-26T09:00:00.000Z');
    const event = { event: 'message-revoked', eventId: 'message-revoked-2', at: ports.now(), by: HANDLER } as const;
    await ports.assignments.record({ id: assignmentId, ...event });
    ports.clock('2026-05-09T09:00:00.000Z');
    await awaitReceipt(ports)({ assignmentId, taskToken: 'a' });
    expect(ports.mailbox.sent.filter(({ kind }) => kind === 'message-to-open')).toHaveLength(1);
  });
});
