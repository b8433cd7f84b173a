import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StaffLogEntry } from '#domain/staff-log';
import type { Register, StaffRegister } from '#ports/register';
import type { StaffBindings } from '#ports/staff-bindings';
import { idOf, someone } from '#test/some-staff';
import { type RegisterSource, registersInDynamo, registersInMemory } from './registers.ts';

const AT = '2027-03-01T09:00:00.000Z';
const LATER = '2027-03-08T09:00:00.000Z';
const line = (id: string, more: object = {}) =>
  StaffLogEntry.parse({
    id,
    party: 'haninge',
    staff: idOf('h'),
    what: 'changed',
    fields: ['role'],
    at: AT,
    by: [idOf('a')],
    ...more,
  });
const handler = someone('h', 'handler', { awayFrom: '2027-04-01' });

describe.each([
  ['in memory', registersInMemory],
  ['against the database', registersInDynamo],
])('the register of staff %s', (_, open) => {
  let source: RegisterSource;
  let register: Register & StaffRegister;
  let bindings: StaffBindings;
  beforeAll(async () => {
    source = await open();
  });
  afterAll(() => source.close());
  beforeEach(async () => {
    ({ register, bindings } = await source.empty());
    await register.writeStaff({ staff: handler, entry: line('r-1-h', { what: 'added' }) });
  });

  it('writes a record together with its line in the log', async () => {
    const became = { ...handler, role: 'registrar' as const };
    expect(await register.writeStaff({ staff: became, was: handler, entry: line('r-2-h') })).toBe('written');
    expect(await register.staff('haninge', handler.id)).toEqual(became);
    expect((await register.staffLog('haninge')).map(({ id }) => id)).toEqual(['r-1-h', 'r-2-h']);
  });

  it('writes the same line once, and the record with it', async () => {
    const became = { ...handler, role: 'registrar' as const };
    await register.writeStaff({ staff: became, was: handler, entry: line('r-2-h') });
    const again = { staff: { ...handler, role: 'dpo' as const }, was: became, entry: line('r-2-h') };
    expect(await register.writeStaff(again)).toBe('already');
    expect((await register.staff('haninge', handler.id))?.role).toBe('registrar');
  });

  it('writes nothing to a record that has moved on, and no line', async () => {
    const stale = {
      staff: { ...handler, name: 'Test Ny' },
      was: { ...handler, name: 'Test Annan' },
      entry: line('r-2-h'),
    };
    expect(await register.writeStaff(stale)).toBe('stale');
    expect(await register.writeStaff({ staff: handler, entry: line('r-3-h') })).toBe('stale');
    expect(await register.staffLog('haninge')).toHaveLength(1);
  });

  it('keeps the log in the order of time, each municipality’s apart, and a line that is there stays', async () => {
    await register.noteStaff(line('r-9-h', { at: '2027-02-01T00:00:00.000Z' }));
    await register.noteStaff(line('r-9-h', { at: '2027-02-01T00:00:00.000Z', fields: [] }));
    expect((await register.staffLog('haninge')).map(({ id, fields }) => [id, fields])).toEqual([
      ['r-9-h', ['role']],
      ['r-1-h', ['role']],
    ]);
    expect(await register.staffLog('tyreso')).toEqual([]);
  });

  const link = (tokenHash: string) => ({
    tokenHash,
    party: 'haninge' as const,
    staff: handler.id,
    sentBy: idOf('a'),
    sentAt: AT,
    expiresAt: LATER,
  });

  it('takes a link out once', async () => {
    await bindings.putLink(link('t1'));
    expect(await bindings.findLink('t1')).toEqual(link('t1'));
    expect(await bindings.takeLink('t1')).toEqual(link('t1'));
    expect([await bindings.takeLink('t1'), await bindings.findLink('t1')]).toEqual([undefined, undefined]);
  });

  it('ends an older link of the same person with a newer', async () => {
    await bindings.putLink(link('t1'));
    await bindings.putLink(link('t2'));
    expect([await bindings.findLink('t1'), await bindings.takeLink('t1')]).toEqual([undefined, undefined]);
    expect(await bindings.takeLink('t2')).toEqual(link('t2'));
  });

  it('keeps the newest e-ID that waits, until it is ended', async () => {
    const waiting = { party: 'haninge' as const, staff: handler.id, mac: 'm1', name: 'Test H', level: 'l' };
    const how = { sentBy: 'operations' as const, replaces: true };
    const times = { identifiedAt: AT, expiresAt: LATER };
    await bindings.putWaiting({ ...waiting, ...how, ...times, mac: 'm0' });
    await bindings.putWaiting({ ...waiting, ...how, ...times });
    expect(await bindings.findWaiting('haninge', handler.id)).toEqual({ ...waiting, ...how, ...times });
    expect(await bindings.findWaiting('tyreso', handler.id)).toBeUndefined();
    await bindings.endWaiting('haninge', handler.id);
    expect(await bindings.findWaiting('haninge', handler.id)).toBeUndefined();
  });

  it('finds somebody by the e-ID that was bound to them, in their own municipality alone', async () => {
    expect(await register.staffByIdentity('haninge', 'm1')).toBeUndefined();
    expect(await bindings.bind('haninge', handler.id, 'm1', new Date(AT))).toBe('bound');
    expect(await register.staffByIdentity('haninge', 'm1')).toEqual(handler);
    expect(await register.staffByIdentity('tyreso', 'm1')).toBeUndefined();
    expect(await bindings.holderOf('haninge', 'm1')).toBe(handler.id);
    expect([...(await bindings.boundIn('haninge'))]).toEqual([[handler.id, AT]]);
  });

  it('gives nobody an e-ID that is somebody else’s', async () => {
    await bindings.bind('haninge', handler.id, 'm1', new Date(AT));
    expect(await bindings.bind('haninge', idOf('k'), 'm1', new Date(AT))).toBe('taken');
    expect(await bindings.holderOf('haninge', 'm1')).toBe(handler.id);
    expect((await bindings.boundIn('haninge')).size).toBe(1);
  });

  it('forgets the former e-ID when another is bound, and every one when somebody leaves', async () => {
    await bindings.bind('haninge', handler.id, 'm1', new Date(AT));
    expect(await bindings.bind('haninge', handler.id, 'm1', new Date(AT))).toBe('bound');
    expect(await bindings.boundSince('haninge', handler.id)).toBe(AT);
    expect(await bindings.bind('haninge', handler.id, 'm2', new Date(LATER))).toBe('replaced');
    expect(await bindings.boundSince('haninge', handler.id)).toBe(LATER);
    expect(await register.staffByIdentity('haninge', 'm1')).toBeUndefined();
    expect(await bindings.bind('haninge', idOf('k'), 'm1', new Date(AT))).toBe('bound');
    await bindings.unbind('haninge', handler.id);
    await bindings.unbind('haninge', handler.id);
    expect(await bindings.holderOf('haninge', 'm2')).toBeUndefined();
    expect(await bindings.boundSince('haninge', handler.id)).toBeUndefined();
    expect([...(await bindings.boundIn('haninge')).keys()]).toEqual([idOf('k')]);
  });

  it('finds somebody by their municipality’s own sign-in, in that municipality alone, and by their e-ID still', async () => {
    await bindings.bind('haninge', handler.id, 'm1', new Date(AT));
    expect(await register.ownSignInSince('haninge', handler.id)).toBeUndefined();
    expect(await register.bindOwnSignIn('haninge', handler.id, 'o1', new Date(AT))).toBe('bound');
    expect(await register.staffByOwnSignIn('haninge', 'o1')).toEqual(handler);
    expect(await register.ownSignInSince('haninge', handler.id)).toBe(AT);
    expect(await register.staffByOwnSignIn('tyreso', 'o1')).toBeUndefined();
    expect(await register.staffByIdentity('haninge', 'm1')).toEqual(handler);
    expect((await bindings.boundIn('haninge')).size).toBe(1);
  });

  it('takes the one for the other nowhere: an e-ID is no own sign-in', async () => {
    await bindings.bind('haninge', handler.id, 'm1', new Date(AT));
    await register.bindOwnSignIn('haninge', handler.id, 'o1', new Date(AT));
    expect(await register.staffByOwnSignIn('haninge', 'm1')).toBeUndefined();
    expect(await register.staffByIdentity('haninge', 'o1')).toBeUndefined();
  });

  it('gives nobody the own sign-in that is somebody else’s, and forgets the former when another is bound', async () => {
    await register.bindOwnSignIn('haninge', handler.id, 'o1', new Date(AT));
    expect(await register.bindOwnSignIn('haninge', idOf('k'), 'o1', new Date(AT))).toBe('taken');
    expect(await register.ownSignInSince('haninge', idOf('k'))).toBeUndefined();
    expect(await register.bindOwnSignIn('haninge', handler.id, 'o2', new Date(LATER))).toBe('replaced');
    expect(await register.ownSignInSince('haninge', handler.id)).toBe(LATER);
    expect(await register.staffByOwnSignIn('haninge', 'o1')).toBeUndefined();
    expect(await register.bindOwnSignIn('haninge', idOf('k'), 'o1', new Date(AT))).toBe('bound');
  });

  it('forgets an own sign-in once, and leaves the e-ID', async () => {
    await bindings.bind('haninge', handler.id, 'm1', new Date(AT));
    await register.bindOwnSignIn('haninge', handler.id, 'o1', new Date(AT));
    expect(await register.forgetOwnSignIn('haninge', handler.id)).toBe(true);
    expect(await register.forgetOwnSignIn('haninge', handler.id)).toBe(false);
    expect(await register.staffByOwnSignIn('haninge', 'o1')).toBeUndefined();
    expect(await register.staffByIdentity('haninge', 'm1')).toEqual(handler);
  });

  it('knows nobody by the own sign-in of one who is no longer active', async () => {
    await register.bindOwnSignIn('haninge', handler.id, 'o1', new Date(AT));
    await register.writeStaff({
      staff: { ...handler, isActive: false },
      was: handler,
      entry: line('r-2-h', { what: 'left' }),
    });
    expect(await register.staffByOwnSignIn('haninge', 'o1')).toBeUndefined();
  });
});
