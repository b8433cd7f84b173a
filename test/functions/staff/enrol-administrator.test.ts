import { beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '#domain/hash';
import { type MemoryMailbox, memoryMailbox } from '#test/memory-mailbox';
import { type MemoryRegister, memoryRegister } from '#test/memory-register';
import { type MemoryStaffBindings, memoryStaffBindings } from '#test/memory-staff-bindings';
import { idOf, someone } from '#test/some-staff';
import { showEId } from '../../../functions/staff/bind-e-id.ts';
import { contract, enrolAdministrator } from '../../../functions/staff/enrol-administrator/enrol-administrator.ts';

const FIRST = { party: 'haninge', name: 'Test Första', mailbox: 'system@haninge.example' } as const;

let register: MemoryRegister;
let mailbox: MemoryMailbox;
let staffBindings: MemoryStaffBindings;
let drawn = 0;
const ports = () => ({
  register,
  mailbox,
  staffBindings,
  now: () => new Date('2027-03-01T09:00:00Z'),
  random: (bytes: number) => Uint8Array.from({ length: bytes }, (_, i) => (++drawn * 7 + i) % 256),
  portalUrl: 'https://portal.test',
});
const enrol = (input: unknown = FIRST) => enrolAdministrator(ports())(contract.input.parse(input));
const show = (mac: string) => {
  const token =
    mailbox.sent
      .findLast(({ kind }) => kind === 'binding-wanted')
      ?.url?.split('/')
      .at(-1) ?? '';
  return showEId(ports(), sha256(token), { mac, name: 'Test', level: 'l' });
};

beforeEach(() => {
  register = memoryRegister([]);
  mailbox = memoryMailbox();
  staffBindings = memoryStaffBindings(register);
});

describe('the first administrator of a municipality', () => {
  it('gets a record without an e-ID and a link, and both are logged as the doing of operations', async () => {
    const { outcome, staff } = await enrol();
    expect(outcome).toBe('enrolled');
    expect(await register.staffByMailbox('haninge', FIRST.mailbox)).toMatchObject({ id: staff, role: 'administrator' });
    expect(mailbox.sent.map(({ kind, to }) => [kind, to])).toEqual([['binding-wanted', FIRST.mailbox]]);
    const log = await register.staffLog('haninge');
    expect(log.map(({ what, by }) => [what, by])).toEqual([
      ['binding-sent', ['operations']],
      ['added', ['operations']],
    ]);
  });

  it('is bound without another’s approval, for there is none, and the municipality’s management is told', async () => {
    const { staff } = await enrol();
    expect(await show('m1')).toBe('bound');
    expect((await register.staffByIdentity('haninge', 'm1'))?.id).toBe(staff);
    expect(mailbox.sent.at(-1)).toMatchObject({ kind: 'administrator-bound', to: 'ledningsgrupp@haninge.example' });
    expect((await register.staffLog('haninge')).map(({ what }) => what)).toContain('binding-approved');
  });

  it('is sent a new link when operations ask again, and the record is not written twice', async () => {
    const { staff } = await enrol();
    expect(await enrol()).toEqual({ outcome: 'invited-again', staff });
    expect(await register.staffOf('haninge')).toHaveLength(1);
  });

  it('is not for operations to make where there is an administrator who can sign in', async () => {
    await enrol();
    await show('m1');
    await expect(enrol({ ...FIRST, mailbox: 'annan@haninge.example' })).rejects.toMatchObject({
      name: 'NotAuthorised',
    });
    expect(await register.staffOf('haninge')).toHaveLength(1);
  });

  it('waits, when it replaces an e-ID and a registrar can approve it; without anybody it is bound, and told', async () => {
    const { staff } = await enrol();
    await show('m1');
    await enrol();
    expect(await show('m2')).toBe('bound');
    expect(mailbox.sent.slice(-3).map(({ kind, to }) => [kind, to])).toEqual([
      ['binding-replaced', FIRST.mailbox],
      ['binding-replaced', 'ledningsgrupp@haninge.example'],
      ['administrator-bound', 'ledningsgrupp@haninge.example'],
    ]);
    register.put(someone('r', 'registrar'));
    await staffBindings.bind('haninge', idOf('r'), 'm3', new Date());
    await enrol();
    expect(await show('m4')).toBe('waiting');
    expect(mailbox.sent.at(-1)).toMatchObject({ kind: 'binding-to-approve', to: 'r@haninge.example' });
    expect((await register.staffByIdentity('haninge', 'm2'))?.id).toBe(staff);
  });

  it('waits for approval after all when another administrator was bound before the link was used', async () => {
    await enrol();
    register.put(someone('b', 'administrator'));
    await staffBindings.bind('haninge', idOf('b'), 'm2', new Date());
    expect(await show('m1')).toBe('waiting');
    expect(await register.staffByIdentity('haninge', 'm1')).toBeUndefined();
  });

  it.each([
    ['a mailbox of elsewhere', { ...FIRST, mailbox: 'system@annan.example' }],
    ['the mailbox of a handler', { ...FIRST, mailbox: 'h@haninge.example' }],
  ])('is refused with %s', async (_, input) => {
    register.put(someone('h', 'handler'));
    await expect(enrol(input)).rejects.toMatchObject({ name: 'NotAuthorised' });
    expect(mailbox.sent).toEqual([]);
  });

  it('is refused with an identity number for a name', () => {
    expect(contract.input.safeParse({ ...FIRST, name: 'Test 189001019802' }).success).toBe(false);
  });
});
