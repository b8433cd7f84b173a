import { describe, expect, it } from 'vitest';
import { StaffId } from '#domain/staff';
import { type ImportRow, planStaffImport } from '#domain/staff-import';
import { HANINGE, idOf, someone } from '#test/some-staff';

const TODAY = '2027-03-01';
const admin = someone('a', 'administrator');
const manager = someone('m', 'manager');
const handler = someone('h', 'handler', { nearestManager: manager.id });
const all = [admin, manager, handler];

const idFor = (mailbox: string): StaffId =>
  StaffId.parse(
    `s-${mailbox
      .replace(/@.*/, '')
      .replace(/[ilou-]/g, 'x')
      .slice(0, 8)
      .padStart(10, 'z')}`,
  );
const planOf = (rows: ImportRow['cells'][], more: { full?: boolean; all?: typeof all } = {}) =>
  planStaffImport(
    rows.map((cells, i) => ({ line: i + 2, cells })),
    more.all ?? all,
    { party: HANINGE, full: more.full ?? false, on: TODAY, by: admin.id, idFor },
  );
const row = (letter: string, role = 'handläggare', more: ImportRow['cells'] = {}): ImportRow['cells'] => ({
  name: `Test ${letter.toUpperCase()}`,
  mailbox: `${letter}@haninge.example`,
  role,
  ...more,
});

describe('a list of staff', () => {
  it('adds those who are new, with their manager from the list or the register', () => {
    const { edits, refused } = planOf([
      row('n', 'Chef', { manager: '' }),
      row('p', 'Handläggare', { manager: 'N@haninge.example' }),
      row('q', 'Registrator', { manager: 'm@haninge.example', deputy: '' }),
    ]);
    expect(refused).toEqual([]);
    expect(edits.map(({ becomes }) => [becomes.role, becomes.nearestManager])).toEqual([
      ['manager', null],
      ['handler', idFor('n@')],
      ['registrar', manager.id],
    ]);
  });

  it('names the fields that change, and counts the rows that change nothing', () => {
    const { edits, unchanged } = planOf([row('h', 'registrator'), row('m', 'chef')]);
    expect(edits).toEqual([{ staff: handler.id, was: { role: 'handler' }, becomes: { role: 'registrar' } }]);
    expect(unchanged).toBe(1);
  });

  it('a column that is not there says nothing; an empty cell says that there is none', () => {
    expect(planOf([row('h')]).unchanged).toBe(1);
    expect(planOf([row('h', 'handläggare', { manager: '' })]).edits[0]?.becomes).toEqual({ nearestManager: null });
  });

  it('lets nobody leave because they are absent, unless the list is said to be of everybody', () => {
    expect(planOf([row('a', 'administrator'), row('m', 'chef')]).edits).toEqual([]);
    const { edits } = planOf([row('a', 'administrator'), row('m', 'chef')], { full: true });
    expect(edits).toEqual([
      { staff: handler.id, was: { isActive: true, leftOn: null }, becomes: { isActive: false, leftOn: TODAY } },
    ]);
  });

  it('never makes the one who imports it leave, neither by absence nor by a row', () => {
    expect(planOf([row('m', 'chef'), row('h')], { full: true }).edits).toEqual([]);
    expect(planOf([row('a', 'administrator', { active: 'nej' })]).refused).toEqual([
      { line: 2, because: 'leave-by-own-list', column: 'active' },
    ]);
  });

  it('lets nobody leave while a row is refused: that row may be theirs', () => {
    const { edits, refused } = planOf([row('m', 'chef'), { ...row('h'), mailbox: 'h@annan.example' }], { full: true });
    expect(refused).toEqual([{ line: 3, because: 'foreign-mailbox' }]);
    expect(edits).toEqual([]);
  });

  it('takes back somebody who had left and stands in it again', () => {
    const gone = { ...handler, isActive: false, leftOn: '2027-01-31' };
    const { edits } = planOf([row('h')], { all: [admin, manager, gone] });
    expect(edits[0]?.becomes).toEqual({ isActive: true, leftOn: null });
  });

  it('lets somebody leave whom it calls inactive, and has nothing to do where they never were here', () => {
    const { edits, unchanged } = planOf([
      row('h', 'handläggare', { active: 'false' }),
      row('x', '', { active: 'nej' }),
    ]);
    expect(edits[0]?.becomes).toEqual({ isActive: false, leftOn: TODAY });
    expect([unchanged, edits.length]).toEqual([0, 1]);
  });

  it.each([
    ['without a mailbox', { ...row('n'), mailbox: ' ' }, 'missing', 'mailbox'],
    ['with something that is no mailbox', { ...row('n'), mailbox: '=1+1' }, 'not-a-mailbox', 'mailbox'],
    ['without a name', { ...row('n'), name: '' }, 'missing', 'name'],
    ['with a name that is too long', { ...row('n'), name: 'x'.repeat(121) }, 'too-long', 'name'],
    ['without a role', row('n', ''), 'missing', 'role'],
    ['with a role that we do not have', row('n', 'kejsare'), 'unknown-role', 'role'],
    ['with a date that is none', row('n', 'chef', { awayFrom: '1 maj' }), 'not-a-date', 'awayFrom'],
    ['that is neither active nor not', row('n', 'chef', { active: 'kanske' }), 'not-yes-or-no', 'active'],
  ])('a row %s is refused by its line and column', (_, cells, because, column) => {
    expect(planOf([row('m', 'chef'), cells]).refused).toEqual([{ line: 3, because, column }]);
  });

  it('a row is refused that names somebody twice, and the first one stands', () => {
    const { edits, refused } = planOf([row('n', 'chef'), row('N', 'handläggare')]);
    expect(edits[0]?.becomes.role).toBe('manager');
    expect(refused).toEqual([{ line: 3, because: 'twice-in-list' }]);
  });

  it('rows are refused whose managers would be each other’s', () => {
    const rows = [
      row('n', 'chef', { manager: 'p@haninge.example' }),
      row('p', 'chef', { manager: 'q@haninge.example' }),
      row('q', 'chef', { manager: 'n@haninge.example' }),
    ];
    expect(planOf(rows).refused.map(({ because }) => because)).toEqual([
      'manager-loop',
      'manager-loop',
      'manager-loop',
    ]);
  });

  it('a row falls with the one it names as manager', () => {
    const rows = [
      row('n', 'chef', { manager: 'n@haninge.example' }),
      row('p', 'handläggare', { manager: 'n@haninge.example' }),
    ];
    expect(planOf(rows).refused).toEqual([
      { line: 2, because: 'own-manager' },
      { line: 3, because: 'unknown-manager' },
    ]);
  });

  it('nobody’s manager is one whom a list of everybody leaves out', () => {
    const { refused } = planOf([row('h', 'handläggare', { manager: 'm@haninge.example' })], { full: true });
    expect(refused).toEqual([{ line: 2, because: 'unknown-manager' }]);
  });

  it('a cell that a spreadsheet would count is text like any other', () => {
    const { edits } = planOf([{ ...row('n'), name: '=HYPERLINK("https://x.example")' }]);
    expect(edits[0]?.becomes.name).toBe('=HYPERLINK("https://x.example")');
  });

  it('five thousand rows are planned in less than two seconds', () => {
    const rows = Array.from({ length: 5000 }, (_, i) =>
      row(
        `n${i}`,
        i % 10 === 0 ? 'chef' : 'handläggare',
        i > 0 ? { manager: `n${i - (i % 10) - (i % 10 === 0 ? 10 : 0)}@haninge.example` } : {},
      ),
    );
    const started = performance.now();
    const settings = {
      party: HANINGE,
      full: false,
      on: TODAY,
      by: admin.id,
      idFor: (mailbox: string) => idOf(`n${mailbox.slice(1, -16)}`),
    };
    const plan = planStaffImport(
      rows.map((cells, i) => ({ line: i + 2, cells })),
      all,
      settings,
    );
    expect([plan.edits.length, plan.refused.length]).toEqual([5000, 0]);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
