import { beforeEach, describe, expect, it } from 'vitest';
import type { AssignmentId } from '#domain/assignment';
import { Material } from '#domain/facts';
import { Letter } from '#domain/letters';
import { aMail, type MailDraft } from '#test/a-mail';
import { givenPorts, type TestPorts } from '#test/ports';
import { sweepMail } from '../../../functions/1-order/sweep-mail/sweep-mail.ts';
import { type Intake, takeInMail } from '../../../functions/intake/take-in-mail.ts';

let ports: TestPorts;
let count = 0;
beforeEach(() => {
  ports = givenPorts();
  count = 0;
});

const arrives = async (draft: MailDraft = {}, key = `inbound/${++count}`): Promise<Intake> => {
  ports.vault.putMail(key, aMail(draft), ports.now());
  return takeInMail(ports)(key);
};
/** A sweep long after everything has arrived, with what it reported. */
const sweeps = async () => {
  const reported: string[] = [];
  const now = () => new Date(ports.now().getTime() + 3_600_000);
  const swept = await sweepMail({ ...ports, now, report: (name) => void reported.push(name) })();
  return { ...swept, reported };
};
const openedBy = async (draft: MailDraft = {}): Promise<AssignmentId> => {
  const intake = await arrives(draft);
  if (intake.outcome !== 'opened') throw new Error(intake.outcome);
  return intake.id;
};

describe('an e-mail becomes an inquiry (R1.1)', () => {
  it('when it comes from a party’s own, authenticated domain', async () => {
    const id = await openedBy();
    const { assignment, details } = await ports.assignments.load(id);
    expect(assignment).toMatchObject({ orderer: 'haninge', status: 'screening', mailKeys: ['inbound/1'] });
    expect(details).toMatchObject({ subject: 'Hjälp med inmätning', contactMailbox: 'karta@haninge.example' });
    expect(ports.workflow.started).toEqual([`assignment ${id}`]);
  });

  it('and the sender is answered at once, with an address under which answers join it', async () => {
    await openedBy();
    expect(ports.mailbox.sent).toHaveLength(1);
    expect(ports.mailbox.sent[0]).toMatchObject({
      kind: 'inquiry-received',
      to: 'karta@haninge.example',
      inReplyTo: '<first@haninge.example>',
    });
    expect(ports.mailbox.sent[0]?.replyTo).toMatch(/\+[0-9a-hjkmnp-tv-z]{26}@/);
  });

  it('once, however often the same message arrives, and every copy is remembered', async () => {
    const id = await openedBy();
    expect(await arrives()).toEqual({ outcome: 'known', id });
    expect(await takeInMail(ports)('inbound/1')).toEqual({ outcome: 'known', id });
    const { assignment } = await ports.assignments.load(id);
    expect(assignment.mailKeys).toEqual(['inbound/1', 'inbound/2']);
    expect(ports.mailbox.sent).toHaveLength(1);
    expect(ports.workflow.started).toHaveLength(1);
  });

  it('and not the same as another sender’s who forged its Message-ID', async () => {
    const id = await openedBy();
    const other = await openedBy({ from: 'karta@salem.example' });
    expect(other).not.toBe(id);
  });

  it('also when it has no Message-ID, still once for the same bytes', async () => {
    const id = await openedBy({ messageId: false });
    expect(await arrives({ messageId: false })).toEqual({ outcome: 'known', id });
  });

  it('with no identity number left in the subject (R2.1)', async () => {
    const id = await openedBy({ subject: 'Ang. 18900101-9802 och tomten' });
    expect((await ports.assignments.load(id)).details.subject).toBe('Ang. [personnummer borttaget] och tomten');
  });

  it('even when its event was lost: the sweep finds it', async () => {
    ports.vault.putMail('inbound/lost', aMail(), new Date('2026-03-02T08:00:00Z'));
    expect(await sweeps()).toEqual({ outcome: 'swept', found: 1, failed: 0, reported: [] });
    expect(await sweeps()).toEqual({ outcome: 'swept', found: 0, failed: 0, reported: [] });
  });

  it('even when another mail in the same sweep cannot be taken in, which is reported by its name alone', async () => {
    for (const key of ['inbound/1', 'inbound/2', 'inbound/3']) {
      ports.vault.putMail(key, aMail({ messageId: `<${key}@haninge.example>` }), ports.now());
    }
    const { vault } = ports;
    const get: typeof vault.get = async (shelf, key) => {
      if (key === 'inbound/2') throw new RangeError('karta@haninge.example');
      return vault.get(shelf, key);
    };
    ports = { ...ports, vault: { ...vault, get } };
    expect(await sweeps()).toEqual({ outcome: 'swept', found: 2, failed: 1, reported: ['RangeError'] });
  });

  it('whose sender’s Message-ID can stand in a header of ours, or is left out', async () => {
    const sound = await openedBy({ messageId: '<sound@haninge.example>' });
    const foreign = await openedBy({ messageId: '<å@haninge.example>' });
    expect((await ports.assignments.load(sound)).details.messageId).toBe('<sound@haninge.example>');
    expect((await ports.assignments.load(foreign)).details.messageId).toBeUndefined();
    const letter = { kind: 'review-needed', to: 'karta@haninge.example' };
    const idsThatPass = [
      '<a@b>',
      `<${'a'.repeat(868)}>`,
      `<${'a'.repeat(869)}>`,
      '<å@b>',
      '<a b>',
      '<a\r\nBcc: x>',
      'a',
    ].filter((inReplyTo) => Letter.parse({ ...letter, inReplyTo }).inReplyTo);
    expect(idsThatPass).toEqual(['<a@b>', `<${'a'.repeat(868)}>`]);
  });

  it('even when the run before it died between storing and starting', async () => {
    const { workflow } = ports;
    const dying = {
      ...ports,
      workflow: {
        ...workflow,
        startAssignment: async () => {
          throw new Error('killed');
        },
      },
    };
    ports.vault.putMail('inbound/1', aMail(), ports.now());
    await expect(takeInMail(dying)('inbound/1')).rejects.toThrow('killed');
    await expect(takeInMail(ports)('inbound/1')).resolves.toMatchObject({ outcome: 'known' });
    expect(workflow.started).toHaveLength(1);
  });

  it.each([
    ['before its reply reference was kept', 'access', 'putReplyReference'],
    ['before the workflow was started', 'workflow', 'startAssignment'],
    ['before the sender was answered', 'mailbox', 'send'],
  ] as const)('whole, even when the run before it died %s', async (_when, port, call) => {
    const die = async () => {
      throw new Error('killed');
    };
    ports.vault.putMail('inbound/1', aMail(), ports.now());
    const dying = { ...ports, [port]: { ...ports[port], [call]: die } };
    await expect(takeInMail(dying)('inbound/1')).rejects.toThrow('killed');
    expect(ports.mailbox.sent).toEqual([]);

    expect(await sweeps()).toMatchObject({ found: 0, failed: 0 });
    expect(await sweeps()).toMatchObject({ found: 0, failed: 0 });
    expect(ports.workflow.started).toHaveLength(1);
    expect(ports.mailbox.sent).toMatchObject([{ kind: 'inquiry-received', to: 'karta@haninge.example' }]);
    const to = ports.mailbox.sent[0]?.replyTo?.replace('svar+', 'uppdrag+') ?? '';
    await expect(arrives({ to, messageId: '<second@haninge.example>' })).resolves.toMatchObject({ outcome: 'joined' });
  });
});

describe('a mail that opens nothing is parked for a person', () => {
  it.each<[string, MailDraft, string]>([
    ['a stranger', { from: 'nagon@medborgare.example' }, 'unknown-sender'],
    ['somebody who forges a party’s address', { dmarc: 'fail' }, 'not-authentic'],
    ['a party whose mail could not be authenticated', { dmarc: 'none' }, 'not-authentic'],
    ['an out-of-office answer', { headers: ['Auto-Submitted: auto-replied'] }, 'automatic'],
    ['a mailing list', { headers: ['List-Id: <lista.example>'] }, 'automatic'],
    ['a virus', { virus: 'FAIL' }, 'infected'],
    ['a party’s address that nothing can be sent to', { from: 'karta&plan@haninge.example' }, 'unclear-sender'],
    ['two senders at once', { headers: ['From: annan@salem.example'] }, 'unclear-sender'],
    [
      'an answer under a reference that never was',
      { to: `uppdrag+${'0'.repeat(26)}@resursdelning.example` },
      'unknown-reference',
    ],
  ])('from %s', async (_who, draft, because) => {
    const intake = await arrives(draft);
    expect(intake).toMatchObject({ outcome: 'parked', because });
    if (intake.outcome !== 'parked') throw new Error('not parked');
    const { assignment, events, details } = await ports.assignments.load(intake.id);
    expect(assignment).toMatchObject({
      orderer: 'haninge',
      status: 'parked',
      outcome: 'parked',
      mailKeys: ['inbound/1'],
    });
    expect(events[0]).toMatchObject({ name: 'parked', about: because });
    expect(details).toEqual({ subject: '' });
    expect(ports.workflow.started).toEqual([`culling ${intake.id} 1`]);
  });

  it('and only an authenticated stranger is answered, once, politely, with nothing of the mail', async () => {
    await arrives({ from: 'nagon@medborgare.example' });
    await arrives({ from: 'nagon@medborgare.example' });
    expect(ports.mailbox.sent).toEqual([
      {
        kind: 'stranger-answered',
        to: 'nagon@medborgare.example',
        from: 'haninge',
        reference: undefined,
        url: undefined,
        inReplyTo: '<first@haninge.example>',
      },
    ]);
  });

  it.each<[string, MailDraft]>([
    ['a stranger whose domain vouches for nothing', { from: 'nagon@medborgare.example', dmarc: 'none' }],
    ['a forger', { dmarc: 'fail' }],
    ['a bounce', { headers: ['Auto-Submitted: auto-generated'] }],
    [
      'an automatic answer from a stranger',
      { from: 'nagon@medborgare.example', headers: ['Auto-Submitted: auto-replied'] },
    ],
  ])('%s gets no answer', async (_who, draft) => {
    await arrives(draft);
    expect(ports.mailbox.sent).toEqual([]);
  });
});

describe('an answer by mail', () => {
  const replyTo = () => ports.mailbox.sent[0]?.replyTo?.replace('svar+', 'uppdrag+') ?? '';

  it('joins its assignment by the reference, as withheld material', async () => {
    const id = await openedBy();
    const joined = await arrives({ to: replyTo(), messageId: '<second@haninge.example>', subject: 'Något helt annat' });
    expect(joined).toEqual({ outcome: 'joined', id });
    const { assignment, material } = await ports.assignments.load(id);
    expect(assignment.mailKeys).toHaveLength(2);
    expect(material).toMatchObject([{ verdict: 'withheld', because: 'reply' }]);
  });

  it('joins once, is known from then on, and stays known when the assignment has ended', async () => {
    const id = await openedBy();
    const answer = { to: replyTo(), messageId: '<second@haninge.example>' };
    await arrives(answer, 'inbound/answer');
    const before = [ports.vault.snapshot(), ports.assignments.snapshot()];
    await expect(takeInMail(ports)('inbound/answer')).resolves.toEqual({ outcome: 'known', id });
    expect(await sweeps()).toMatchObject({ found: 0 });
    expect([ports.vault.snapshot(), ports.assignments.snapshot()]).toEqual(before);

    const at = ports.now();
    await ports.assignments.record({ id, event: 'failed', eventId: 'failed', at, by: 'system' });
    expect(await sweeps()).toMatchObject({ found: 0, failed: 0 });
    await expect(arrives(answer, 'inbound/copy')).resolves.toEqual({ outcome: 'known', id });
    expect((await ports.assignments.load(id)).assignment.mailKeys).toEqual([
      'inbound/1',
      'inbound/answer',
      'inbound/copy',
    ]);
    expect(await ports.assignments.parked('haninge', 10)).toEqual([]);
  });

  it('leaves a trace that culling finds: the inventory holds what makes it known', async () => {
    const id = await openedBy();
    await arrives({ to: replyTo(), messageId: '<second@haninge.example>' });
    for (const { key } of await ports.assignments.itemKeys(id)) await ports.assignments.eraseItem(key);
    await expect(takeInMail(ports)('inbound/2')).resolves.not.toMatchObject({ outcome: 'known' });
  });

  it('that comes together with another, and twice itself, is remembered under every key', async () => {
    const id = await openedBy();
    const to = replyTo();
    await Promise.all([
      arrives({ to, messageId: '<second@haninge.example>' }),
      arrives({ to, messageId: '<second@haninge.example>' }),
      arrives({ to, messageId: '<third@haninge.example>' }),
    ]);
    const { assignment, material } = await ports.assignments.load(id);
    expect([...assignment.mailKeys].sort()).toEqual(['inbound/1', 'inbound/2', 'inbound/3', 'inbound/4']);
    expect(new Set(material.map((piece) => Material.parse(piece).id)).size).toBe(2);
  });

  it('never joins by subject alone', async () => {
    const id = await openedBy();
    const other = await openedBy({ messageId: '<second@haninge.example>', subject: 'Re: Hjälp med inmätning' });
    expect(other).not.toBe(id);
  });

  it('does not join from a municipality that has no side in the assignment, whoever gave it the reference', async () => {
    await openedBy();
    await expect(
      arrives({ to: replyTo(), from: 'karta@salem.example', messageId: '<x@salem.example>' }),
    ).resolves.toMatchObject({
      outcome: 'parked',
      because: 'unknown-reference',
    });
  });

  it('says nothing about mail that is no longer there', async () => {
    await expect(takeInMail(ports)('inbound/gone')).resolves.toEqual({ outcome: 'gone' });
  });
});
