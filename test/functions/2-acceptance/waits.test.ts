import { beforeEach, describe, expect, it } from 'vitest';
import type { AssignmentId } from '#domain/assignment';
import { aFile, aReceivedFile, HANDLER, MANAGER } from '#test/a-file';
import { aGrant, aPerson, signatureOf, someRules } from '#test/a-grant';
import { givenPorts, put, type TestPorts } from '#test/ports';
import { awaitAcceptance } from '../../../functions/2-acceptance/await-acceptance/await-acceptance.ts';
import { awaitClearance } from '../../../functions/2-acceptance/await-clearance/await-clearance.ts';
import { checkPermits } from '../../../functions/2-acceptance/check-permits/check-permits.ts';
import { checkRegisterAccess } from '../../../functions/2-acceptance/check-register-access/check-register-access.ts';
import { awaitClosingDecision } from '../../../functions/4-culling/await-closing-decision/await-closing-decision.ts';
import { awaitObjection } from '../../../functions/4-culling/await-objection/await-objection.ts';

let ports: TestPorts;
let assignmentId: AssignmentId;
const letters = () =>
  ports.mailbox.sent.map(({ kind, to, reminder, lastDay }) => `${kind} ${to} ${reminder} ${lastDay}`);

describe('waiting for a person', () => {
  beforeEach(async () => {
    ports = givenPorts('2026-03-02T09:00:00.000Z');
    assignmentId = await put(
      ports,
      aFile({ status: 'ordered', performer: 'tyreso', statusSince: '2026-03-02T09:00:00.000Z' }),
    );
  });
  const wake = (token: string) => awaitAcceptance(ports)({ assignmentId, taskToken: token });

  it('asks once a day’s waking notwithstanding, and reminds on the days that are laid down', async () => {
    for (const day of ['02', '03', '04', '07', '08', '12']) {
      ports.clock(`2026-03-${day}T09:00:00.000Z`);
      await wake(`token-${day}`);
      await wake(`token-${day}`);
    }
    expect(letters()).toEqual([
      'acceptance-wanted ledningsgrupp@tyreso.example 0 2026-03-16',
      'acceptance-wanted ledningsgrupp@tyreso.example 1 2026-03-16',
      'acceptance-wanted ledningsgrupp@tyreso.example 2 2026-03-16',
    ]);
    expect((await ports.access.findTicket(assignmentId, 'AwaitAcceptance'))?.token).toBe('token-12');
  });

  it('says by name that the deadline has passed, and forgets the token', async () => {
    ports.clock('2026-03-17T09:00:00.000Z');
    await expect(wake('late')).rejects.toMatchObject({ name: 'DeadlinePassed' });
    expect(await ports.access.findTicket(assignmentId, 'AwaitAcceptance')).toBeUndefined();
  });

  it('completes its own token when the answer was stored while no token lived, even after the deadline', async () => {
    await ports.assignments.record({ id: assignmentId, event: 'accepted', eventId: 'a', at: ports.now(), by: HANDLER });
    ports.clock('2026-04-30T09:00:00.000Z');
    await expect(wake('fresh')).resolves.toEqual({ outcome: 'answered' });
    expect(ports.workflow.completed.get('fresh')).toBe('accepted');
    expect(letters()).toEqual([]);
  });

  it('lets a signature count that comes in the very moment the deadline is found to have passed', async () => {
    ports.clock('2026-03-17T09:00:00.000Z');
    const { assignments } = ports;
    let isFirst = true;
    const racing = {
      ...ports,
      assignments: {
        ...assignments,
        load: async (id: AssignmentId) => {
          const file = await assignments.load(id);
          if (isFirst) {
            isFirst = false;
            await assignments.record({ id, event: 'accepted', eventId: 'a', at: ports.now(), by: HANDLER });
          }
          return file;
        },
      },
    };
    await expect(awaitAcceptance(racing)({ assignmentId, taskToken: 'late' })).resolves.toEqual({
      outcome: 'answered',
    });
    expect(ports.workflow.completed.get('late')).toBe('accepted');
  });

  it('goes on waiting when a letter cannot leave today, and sends it at the next waking', async () => {
    ports.mailbox.failNext(1);
    await expect(wake('a')).resolves.toEqual({ outcome: 'asked' });
    expect(ports.mailbox.sent).toEqual([]);
    await wake('b');
    expect(ports.mailbox.sent).toHaveLength(1);
  });

  it('never puts a token or a name into a letter', async () => {
    await wake('secret-token');
    expect(JSON.stringify(ports.mailbox.sent)).not.toContain('secret-token');
    expect(ports.mailbox.sent[0]?.url).toBe(`https://portal.test/assignments/${assignmentId}`);
  });
});

describe('waiting for a decision of the controller', () => {
  it('asks those who may decide, never nobody, and goes on in a new execution in time', async () => {
    ports = givenPorts('2026-04-01T10:00:00.000Z');
    assignmentId = await put(
      ports,
      aFile({
        status: 'ended',
        outcome: 'declined',
        endedAt: '2026-04-01T10:00:00.000Z',
        statusSince: '2026-04-01T10:00:00.000Z',
      }),
    );
    const wake = (token: string) =>
      awaitClosingDecision(ports)({ assignmentId, taskToken: token, startedAt: '2026-04-01T10:00:00.000Z' });
    await wake('a');
    expect(ports.mailbox.sent.map(({ to }) => to)).toEqual(['manager0@haninge.example', 'registrar0@haninge.example']);
    ports.clock('2027-01-27T10:00:00.000Z');
    await expect(wake('b')).resolves.toEqual({ outcome: 'continued' });
    expect(ports.workflow.completed.get('b')).toBe('continue');
  });
});

describe('proposing culling to both municipalities', () => {
  beforeEach(async () => {
    ports = givenPorts('2026-05-01T09:00:00.000Z');
    assignmentId = await put(ports, aReceivedFile());
  });
  const wake = (token: string) =>
    awaitObjection(ports)({ assignmentId, taskToken: token, startedAt: '2026-05-01T00:00:00.000Z' });

  it('gives both fourteen days from the proposal, whenever the execution wakes', async () => {
    await wake('a');
    expect(ports.mailbox.sent.map(({ to, lastDay }) => `${to} ${lastDay}`)).toEqual([
      'manager0@haninge.example 2026-05-15',
      'registrar0@haninge.example 2026-05-15',
      'ledningsgrupp@tyreso.example 2026-05-15',
    ]);
    ports.clock('2026-05-15T20:00:00.000Z');
    await expect(wake('b')).resolves.toEqual({ outcome: 'asked' });
    ports.clock('2026-05-16T09:00:00.000Z');
    await expect(wake('c')).rejects.toMatchObject({ name: 'DeadlinePassed' });
  });

  it('hears an objection that came between two wakings', async () => {
    await wake('a');
    await ports.assignments.record({
      id: assignmentId,
      event: 'held',
      eventId: 'h',
      at: ports.now(),
      by: HANDLER,
      set: { hold: { by: HANDLER, at: ports.now().toISOString(), ground: 'supervision' } },
    });
    ports.clock('2026-06-30T09:00:00.000Z');
    await expect(wake('b')).resolves.toEqual({ outcome: 'answered' });
    expect(ports.workflow.completed.get('b')).toBe('held');
  });
});

describe('the gates', () => {
  beforeEach(async () => {
    ports = givenPorts('2026-03-10T09:00:00.000Z');
  });
  it('open at once for an order that needs no register and no flight, and the work begins', async () => {
    assignmentId = await put(ports, aFile({ status: 'accepted', performer: 'tyreso' }));
    await expect(checkRegisterAccess(ports)({ assignmentId })).resolves.toEqual({ outcome: 'open' });
    await expect(checkPermits(ports)({ assignmentId })).resolves.toEqual({ outcome: 'open' });
    expect((await ports.assignments.load(assignmentId)).assignment.status).toBe('in-progress');
  });

  it('stay shut until handling rules are signed, access is granted (R3.2) and a permit is on record (R5.1)', async () => {
    assignmentId = await put(
      ports,
      aFile({ status: 'accepted', performer: 'tyreso', needsRegisterAccess: true, needsFlightPermit: true }),
    );
    const register = () => checkRegisterAccess(ports)({ assignmentId });
    for (const person of [aPerson(HANDLER), aPerson(MANAGER)]) ports.register.put(person);
    await expect(register()).resolves.toEqual({ outcome: 'closed' });
    await ports.handlingRules.publish(someRules());
    await ports.accessGrants.put(aGrant());
    await expect(register()).resolves.toEqual({ outcome: 'closed' });
    await ports.handlingRules.keepSignature(signatureOf(someRules()));
    await expect(register()).resolves.toEqual({ outcome: 'open' });
    await expect(checkPermits(ports)({ assignmentId })).resolves.toEqual({ outcome: 'closed' });
    expect((await ports.assignments.load(assignmentId)).assignment.status).toBe('accepted');
  });

  it('are waited for until the stores say that they are open, whoever was not told', async () => {
    assignmentId = await put(ports, aFile({ status: 'accepted', performer: 'tyreso', needsRegisterAccess: true }));
    for (const person of [aPerson(HANDLER), aPerson(MANAGER)]) ports.register.put(person);
    const wake = (taskToken: string) => awaitClearance(ports)({ assignmentId, taskToken });
    await expect(wake('a')).resolves.toEqual({ outcome: 'asked' });
    await ports.handlingRules.publish(someRules());
    await ports.handlingRules.keepSignature(signatureOf(someRules()));
    await ports.accessGrants.put(aGrant());
    await expect(wake('b')).resolves.toEqual({ outcome: 'answered' });
    expect(ports.workflow.completed.get('b')).toBe('clearance-given');
  });
});
