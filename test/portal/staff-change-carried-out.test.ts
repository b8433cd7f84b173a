import { beforeEach, describe, expect, it } from 'vitest';
import { RoundId, type SigningRound } from '#domain/signing-round';
import type { Staff } from '#domain/staff';
import { editBetween, type StaffEdit, type StaffPlan } from '#domain/staff-change';
import { staffChange } from '#portal/signing/staff-change.ts';
import { staffIdOf } from '#test/memory-register';
import { type TestPortal, testPortal } from '#test/portal';

const AT = '2027-03-01T09:00:00.000Z';
const [ADMIN, HANDLER] = [staffIdOf('haninge', 'administrator'), staffIdOf('haninge', 'handler')];

/** A round that was signed by the administrator. */
const signed = (id: string): SigningRound => ({
  id: RoundId.parse(`r-${id.padStart(16, '0')}`),
  documentKind: 'staff-change',
  subject: { scope: 'party', party: 'haninge', about: 'staff-list' },
  edition: 1,
  party: 'haninge',
  textHash: 'a'.repeat(64),
  textKey: 'haninge/text',
  openedBy: ADMIN,
  openedAt: AT,
  signatories: [{ party: 'haninge', staff: ADMIN, dueOn: '2027-03-15' }],
  signatures: [
    {
      by: ADMIN,
      at: AT,
      level: 'http://id.elegnamnden.se/loa/1.0/loa3',
      documentId: 'doc-1',
      evidenceKey: 'haninge/evidence',
      evidenceHash: 'b'.repeat(64),
    },
  ],
  reminders: [],
  ending: { kind: 'complete', at: AT },
  version: 1,
});

let portal: TestPortal;
beforeEach(() => {
  portal = testPortal();
});
const person = async (id = HANDLER): Promise<Staff> => {
  const found = await portal.deps.register.staff('haninge', id);
  if (!found) throw new Error('nobody');
  return found;
};
const edit = async (more: Partial<Staff>, id = HANDLER): Promise<StaffEdit> => {
  const before = await person(id);
  const found = editBetween(before, { ...before, ...more });
  if (!found) throw new Error('nothing changes');
  return found;
};
const plan = (...edits: StaffEdit[]): StaffPlan => ({ party: 'haninge', edits });
const happenings = async () => (await portal.deps.register.staffLog('haninge')).map(({ what }) => what);

describe('a signed change of the register of staff', () => {
  it('is carried out once, however often it is carried out', async () => {
    const made = plan(await edit({ role: 'registrar' }));
    for (let i = 0; i < 3; i++) await staffChange.whenComplete(portal.deps, signed('1'), made);
    expect((await person()).role).toBe('registrar');
    expect(await happenings()).toEqual(['changed']);
  });

  it('does not come back over a later one when it is carried out again late', async () => {
    const first = plan(await edit({ role: 'registrar' }));
    await staffChange.whenComplete(portal.deps, signed('1'), first);
    const second = plan(await edit({ role: 'handler' }));
    await staffChange.whenComplete(portal.deps, signed('2'), second);
    await staffChange.whenComplete(portal.deps, signed('1'), first);
    expect((await person()).role).toBe('handler');
    expect(await happenings()).toEqual(['changed', 'changed']);
  });

  it('leaves a record that has moved on, says so in the log, and carries out the rest', async () => {
    const other = staffIdOf('haninge', 'handler', 1);
    const made = plan(await edit({ role: 'registrar' }), await edit({ role: 'dpo' }, other));
    portal.deps.register.put({ ...(await person()), role: 'finance' });
    await staffChange.whenComplete(portal.deps, signed('1'), made);
    expect([(await person()).role, (await person(other)).role]).toEqual(['finance', 'dpo']);
    expect((await happenings()).sort()).toEqual(['changed', 'not-applied']);
  });

  it('goes on where it died: of many records each is written once', async () => {
    const others = ['handler', 'manager', 'registrar', 'dpo', 'finance'] as const;
    const made = plan(
      ...(await Promise.all(others.map((role) => edit({ name: `Test ${role}` }, staffIdOf('haninge', role))))),
    );
    let left = 2;
    const dying = {
      ...portal.deps,
      register: {
        ...portal.deps.register,
        writeStaff: async (write: Parameters<typeof portal.deps.register.writeStaff>[0]) => {
          left -= 1;
          if (left < 0) throw new Error('killed');
          return portal.deps.register.writeStaff(write);
        },
      },
    };
    await expect(staffChange.whenComplete(dying, signed('1'), made)).rejects.toThrow('killed');
    await staffChange.whenComplete(portal.deps, signed('1'), made);
    expect(await happenings()).toEqual(['changed', 'changed', 'changed', 'changed', 'changed']);
  });

  it('tells the former and the new mailbox once, and again only when it died before it was done', async () => {
    const { mailbox, register } = portal.deps;
    const made = plan(await edit({ mailbox: 'ny@haninge.example' }));
    const writeStaff = async () => {
      throw new Error('killed');
    };
    const dying = { ...portal.deps, register: { ...register, writeStaff } };
    await expect(staffChange.whenComplete(dying, signed('1'), made)).rejects.toThrow('killed');
    for (let i = 0; i < 3; i++) await staffChange.whenComplete(portal.deps, signed('1'), made);
    const told = [
      ['mailbox-changed', 'handler0@haninge.example'],
      ['mailbox-changed', 'ny@haninge.example'],
    ];
    expect(mailbox.sent.map(({ kind, to }) => [kind, to])).toEqual([...told, ...told]);
    expect(await person()).toMatchObject({ mailbox: 'ny@haninge.example', mailboxWhenBound: told[0]?.[1] });
  });

  it('tells nobody of a change that leaves the mailbox as it is', async () => {
    await staffChange.whenComplete(portal.deps, signed('1'), plan(await edit({ role: 'registrar' })));
    expect(portal.deps.mailbox.sent).toEqual([]);
  });

  it('takes the e-ID from somebody who leaves even when the process died before', async () => {
    await portal.identify('haninge', HANDLER);
    const made = plan(await edit({ isActive: false, leftOn: '2027-03-01' }));
    const dying = {
      ...portal.deps,
      staffBindings: {
        ...portal.deps.staffBindings,
        unbind: async () => {
          throw new Error('killed');
        },
      },
    };
    await expect(staffChange.whenComplete(dying, signed('1'), made)).rejects.toThrow('killed');
    expect((await portal.deps.staffBindings.boundIn('haninge')).has(HANDLER)).toBe(true);
    await staffChange.whenComplete(portal.deps, signed('1'), made);
    expect((await portal.deps.staffBindings.boundIn('haninge')).has(HANDLER)).toBe(false);
  });

  it('takes the own sign-in as well from somebody who leaves, even when the process died between', async () => {
    const { register } = portal.deps;
    await register.bindOwnSignIn('haninge', HANDLER, 'mac', portal.deps.now());
    const made = plan(await edit({ isActive: false, leftOn: '2027-03-01' }));
    const forgetOwnSignIn = async () => {
      throw new Error('killed');
    };
    const dying = { ...portal.deps, register: { ...register, forgetOwnSignIn } };
    await expect(staffChange.whenComplete(dying, signed('1'), made)).rejects.toThrow('killed');
    expect(await register.ownSignInSince('haninge', HANDLER)).toBeDefined();
    await staffChange.whenComplete(portal.deps, signed('1'), made);
    expect(await register.ownSignInSince('haninge', HANDLER)).toBeUndefined();
  });

  it('leaves the e-ID to somebody who has come back since', async () => {
    const leaving = plan(await edit({ isActive: false, leftOn: '2027-03-01' }));
    await staffChange.whenComplete(portal.deps, signed('1'), leaving);
    const { leftOn: _, ...back } = { ...(await person()), isActive: true };
    portal.deps.register.put(back);
    await portal.identify('haninge', HANDLER);
    await staffChange.whenComplete(portal.deps, signed('1'), leaving);
    expect((await portal.deps.staffBindings.boundIn('haninge')).has(HANDLER)).toBe(true);
  });

  it('never reaches a record of another municipality', async () => {
    const theirs = staffIdOf('tyreso', 'handler');
    const made = plan({ staff: theirs, was: { role: 'handler' }, becomes: { role: 'administrator' } });
    await staffChange.whenComplete(portal.deps, signed('1'), made);
    expect((await portal.deps.register.staff('tyreso', theirs))?.role).toBe('handler');
    expect(await happenings()).toEqual(['not-applied']);
  });

  it('is for nobody but the administrator who opened it to sign first, not even their deputy', async () => {
    const made = plan(await edit({ role: 'registrar' }));
    const { ending: _, ...open } = { ...signed('1'), signatures: [] };
    const deputy = { ...(await person(ADMIN)), id: staffIdOf('haninge', 'administrator', 1) };
    portal.deps.register.put(deputy);
    portal.deps.register.put({ ...(await person(ADMIN)), deputy: deputy.id, awayFrom: '2027-02-01' });
    expect(await staffChange.maySign(portal.deps, deputy, open, 0, made)).toBe(false);
    expect(await staffChange.maySign(portal.deps, await person(ADMIN), open, 0, made)).toBe(true);
    expect(await staffChange.maySign(portal.deps, await person(), open, 0, made)).toBe(false);
  });

  it('cannot be signed by one alone when an e-ID was bound since the round was opened', async () => {
    const made = plan(await edit({ mailbox: 'ny@haninge.example' }));
    const { ending: _, ...open } = { ...signed('1'), signatures: [] };
    expect(await staffChange.maySign(portal.deps, await person(ADMIN), open, 0, made)).toBe(true);
    await portal.identify('haninge', HANDLER);
    expect(await staffChange.maySign(portal.deps, await person(ADMIN), open, 0, made)).toBe(false);
  });

  it('cannot be signed by one alone when it takes two, whatever the round says', async () => {
    const made = plan(await edit({ role: 'administrator' }));
    const { ending: _, ...open } = { ...signed('1'), signatures: [] };
    expect(await staffChange.maySign(portal.deps, await person(ADMIN), open, 0, made)).toBe(false);
  });
});
