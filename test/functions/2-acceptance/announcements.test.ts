import { beforeEach, describe, expect, it } from 'vitest';
import type { AssignmentId } from '#domain/assignment';
import { aFile, HANDLER } from '#test/a-file';
import { givenPorts, put, type TestPorts } from '#test/ports';
import { announceOffers } from '../../../functions/1-order/announce-offers/announce-offers.ts';
import { awaitOrder } from '../../../functions/1-order/await-order/await-order.ts';
import { announceAcceptance } from '../../../functions/2-acceptance/announce-acceptance/announce-acceptance.ts';

let ports: TestPorts;
let assignmentId: AssignmentId;
const at = '2026-03-03T09:00:00.000Z';
const offer = (party: 'salem' | 'tyreso') => ({
  kind: 'participation' as const,
  party,
  standing: { answer: 'offered' as const, by: HANDLER, at },
});

beforeEach(async () => {
  ports = givenPorts();
  const parties = [
    offer('salem'),
    { kind: 'participation' as const, party: 'tyreso' as const, standing: { answer: 'asked' as const } },
  ];
  assignmentId = await put(ports, aFile({}, { parties }), {
    contactMailbox: 'karta@haninge.example',
    replyReference: 'r'.repeat(26),
  });
});

describe('the orderer is told of an offer', () => {
  it('once an offer, however often the step runs', async () => {
    await expect(announceOffers(ports)({ assignmentId })).resolves.toEqual({ outcome: 'announced', offers: 1 });
    await expect(announceOffers(ports)({ assignmentId })).resolves.toEqual({ outcome: 'announced', offers: 0 });
    expect(ports.mailbox.sent).toMatchObject([{ kind: 'offer-made', to: 'karta@haninge.example' }]);
    expect(JSON.stringify(ports.mailbox.sent)).not.toContain('salem');
  });

  it('also of one that came while no token lived: the wait finds it and lets it be told before it goes on', async () => {
    await awaitOrder(ports)({ assignmentId, taskToken: 'a' });
    expect(ports.workflow.completed.get('a')).toBe('answered');
    await announceOffers(ports)({ assignmentId });
    await expect(awaitOrder(ports)({ assignmentId, taskToken: 'b' })).resolves.toEqual({ outcome: 'asked' });
    expect(ports.workflow.completed.has('b')).toBe(false);
  });
});

describe('the orderer is told of the acceptance', () => {
  it('once, with a link and nothing else', async () => {
    await announceAcceptance(ports)({ assignmentId });
    await announceAcceptance(ports)({ assignmentId });
    expect(ports.mailbox.sent.map(({ kind }) => kind)).toEqual(['order-accepted']);
  });
});
