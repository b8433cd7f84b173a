import { describe, expect, it } from 'vitest';
import { decodeList, readStaffList } from '../../../functions/staff/read-staff-list.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const read = (text: string) => readStaffList(text);
const rowsOf = (text: string) => {
  const list = read(text);
  if (!list.ok) throw new Error(list.because);
  return list.rows;
};
const TABLE = 'Namn;E-post;Roll;Närmaste chef\nTest Åsa;asa@haninge.example;chef;\n';

describe('a table of staff', () => {
  it('is read with Swedish headers and semicolons, each row with its line', () => {
    expect(rowsOf(TABLE)).toEqual([
      { line: 2, cells: { name: 'Test Åsa', mailbox: 'asa@haninge.example', role: 'chef', manager: '' } },
    ]);
  });

  it.each([
    ['English headers and commas', 'Name,Email,Role,Nearest manager\nTest Åsa,asa@haninge.example,chef,\n'],
    ['tabs, as it is pasted from a spreadsheet', TABLE.replaceAll(';', '\t')],
    ['Excel’s own first line', `sep=;\r\n${TABLE}`],
    ['a byte order mark', `\ufeff${TABLE}`],
    ['old and new line ends', TABLE.replaceAll('\n', '\r\n')],
    ['quotes', TABLE.replace('Test Åsa', '"Test Åsa"')],
    ['unbroken spaces and a mailto', TABLE.replace('Test Åsa', ' Test\u00a0Åsa ').replace('asa@', 'mailto:asa@')],
    ['empty rows of nothing but separators', `${TABLE};;;\n\n;;;\n`],
    ['letters that are put together', TABLE.normalize('NFD')],
  ])('is the same with %s', (_, text) => {
    expect(rowsOf(text).map(({ cells }) => cells)).toEqual(rowsOf(TABLE).map(({ cells }) => cells));
  });

  it('counts lines as the file does, over line breaks in quotes, empty lines and Excel’s first', () => {
    const text = 'sep=;\nNamn;E-post;Roll\n"Test\nÅsa";a@haninge.example;chef\n\nTest B;b@haninge.example;chef\n';
    expect(rowsOf(text).map(({ line }) => line)).toEqual([4, 6]);
  });

  it.each([
    ['UTF-8', new TextEncoder().encode('Åsa')],
    ['UTF-8 with a mark', new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode('Åsa')])],
    ['Windows-1252', new Uint8Array([0xc5, 0x73, 0x61])],
    ['UTF-16 as Excel calls Unicode text', new Uint8Array([0xff, 0xfe, 0xc5, 0, 0x73, 0, 0x61, 0])],
  ])('is decoded from %s', (_, bytes) => {
    expect(decodeList(bytes)).toBe('Åsa');
  });

  it.each([
    ['nothing', '', 'empty', undefined],
    ['headers alone', 'Namn;E-post;Roll\n', 'empty', undefined],
    ['other columns', 'Ort;Postnummer\nHaninge;13681\n', 'missing-columns', 'name, mailbox, role'],
    ['a column twice', 'Namn;E-post;Roll;Mail\na;b;c;d\n', 'doubled-column', 'Mail'],
    ['a quote that never ends', 'Namn;E-post;Roll\n"Test;a@haninge.example;chef\n', 'not-a-table', '2'],
  ])('is refused as a whole when it is %s', (_, text, because, about) => {
    expect(read(text)).toEqual({ ok: false, because, ...(about && { about }) });
  });

  it.each(['Personnummer', 'Person-nr', 'PNR', 'Personal identity number', 'Samordningsnummer', 'SSN', 'Födelsedatum'])(
    'is refused as a whole, by the column’s name, when it has a column %s',
    (header) => {
      expect(read(`Namn;E-post;Roll;${header}\nTest Åsa;asa@haninge.example;chef;\n`)).toEqual({
        ok: false,
        because: 'identity-number-column',
        about: header,
      });
    },
  );

  it.each(['189001019802', '18900101-9802', '900101+9802', '19140168 2396', 'nr 9001019802'])(
    'a row with an identity number in any column is refused by that column’s name, and the number is not echoed: %#',
    (number) => {
      const list = read(`Namn;E-post;Roll;Anteckning\nTest Åsa;asa@haninge.example;chef;${number}\n`);
      expect(list).toEqual({
        ok: true,
        rows: [{ line: 2, cells: {}, refused: { because: 'identity-number', column: 'Anteckning' } }],
      });
    },
  );

  it('a cell that a spreadsheet would count is kept as it is', () => {
    const [found] = rowsOf('Namn;E-post;Roll\n=1+1;asa@haninge.example;@chef\n');
    expect(found?.cells).toMatchObject({ name: '=1+1', role: '@chef' });
  });

  it('five thousand rows are read in less than two seconds', () => {
    const rows = Array.from(
      { length: 5000 },
      (_, i) => `Test Person;p${i}@haninge.example;handläggare;chef@haninge.example`,
    );
    const started = performance.now();
    expect(rowsOf(`Namn;E-post;Roll;Chef\n${rows.join('\n')}\n`)).toHaveLength(5000);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('more rows than that are refused', () => {
    expect(read(`Namn;E-post;Roll\n${'a;b;c\n'.repeat(5001)}`)).toMatchObject({ ok: false, because: 'too-many-rows' });
  });
});

describe('a SCIM list of users', () => {
  const user = (id: string, more: object = {}) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
    id,
    userName: `${id}@haninge.example`,
    name: { givenName: 'Test', familyName: id },
    roles: [{ value: 'handler', primary: true }],
    active: true,
    meta: { resourceType: 'User', created: '2010-01-23T04:56:22Z', version: 'W/"3694e05e9dff590"' },
    ...more,
  });
  const list = (...Resources: object[]) =>
    JSON.stringify({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: Resources.length,
      Resources,
    });

  it('gives name, mailbox, role, whether active, and the manager by the mailbox of their user', () => {
    const manager = user('2819c223-7f76-453a-919d-413861904646', { userName: 'm@haninge.example' });
    const text = list(manager, user('h', { active: false, [ENTERPRISE]: { manager: { value: manager.id } } }));
    expect(rowsOf(text)[1]).toEqual({
      line: 2,
      cells: {
        name: 'Test h',
        mailbox: 'h@haninge.example',
        role: 'handler',
        active: 'false',
        manager: 'm@haninge.example',
      },
    });
  });

  it('takes the primary e-mail before the user name, and a user name that is no address is no mailbox', () => {
    const emails = [{ value: 'x@haninge.example' }, { value: 'y@haninge.example', primary: true }];
    const rows = rowsOf(list(user('h', { emails }), user('k', { userName: 'k' })));
    expect(rows.map(({ cells }) => cells.mailbox)).toEqual(['y@haninge.example', '']);
  });

  it('a user with two roles is refused: one record, one role', () => {
    const [found] = rowsOf(list(user('h', { roles: [{ value: 'handler' }, { value: 'dpo' }] })));
    expect(found?.refused).toEqual({ because: 'several-roles', column: 'roles' });
  });

  it('a user with an identity number in any attribute, however deep, is refused by its name', () => {
    const [first, second, third] = rowsOf(
      list(
        user('h', { externalId: '189001019802' }),
        user('k', { extra: { deep: [{ note: 'pnr 900101-9802' }] } }),
        user('l', { extra: { personnummer: 'borttaget' } }),
      ),
    );
    expect([first?.refused, second?.refused, third?.refused]).toEqual([
      { because: 'identity-number', column: 'externalId' },
      { because: 'identity-number', column: 'note' },
      { because: 'identity-number', column: 'personnummer' },
    ]);
  });

  it('one page of several is refused: whoever is on the others would seem to have left', () => {
    const page = JSON.stringify({ totalResults: 7, Resources: [user('h')] });
    expect(read(page)).toEqual({ ok: false, because: 'part-of-a-list', about: '1/7' });
  });

  it.each([
    ['broken JSON', '{"Resources": [', 'not-json'],
    ['another JSON', '{"a": 1}', 'not-a-list-of-users'],
    ['nobody', '[]', 'empty'],
  ])('%s is refused', (_, text, because) => {
    expect(read(text)).toEqual({ ok: false, because });
  });
});
