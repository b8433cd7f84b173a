import { findIdentityNumbers } from '#documents/identity-numbers/find-identity-numbers';
import type { ImportField, ImportRow } from '#domain/staff-import';

/** More than a municipality has; a list this long is of something else. */
export const MOST_ROWS = 5000;

export type ListRefusal =
  | 'empty'
  | 'not-a-table'
  | 'not-json'
  | 'not-a-list-of-users'
  | 'part-of-a-list'
  | 'missing-columns'
  | 'doubled-column'
  | 'identity-number-column'
  | 'too-many-rows';

/** A list of staff as its reader found it, or why the whole of it is refused. */
export type StaffList =
  | { ok: true; rows: ImportRow[] }
  | {
      ok: false;
      because: ListRefusal;
      /** Names of columns, or the line, that it is about; never what stood in them. */
      about?: string;
    };

/** Headers under which lists carry identity numbers, without spaces and punctuation. */
const NUMBER_HEADER =
  /^(person(al)?(id(entity)?)?(nummer|number|nr|no)?|pnr|pno|ssn|nin|social(security)?(number|nummer)|samordnings(nummer|nr)|födelse(nummer|datum|tid)|coordinationnumber|national(id|identity)?(number)?|birth(date|day)|dateofbirth)$/;

const bare = (header: string): string => header.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Whether a column is meant for identity numbers: refused by its name, whatever stands in it. */
export const isForIdentityNumbers = (header: string): boolean => NUMBER_HEADER.test(bare(header));

/** Whether a value looks like an identity number, also a mistyped one. */
export const looksLikeIdentityNumber = (value: string): boolean =>
  /\d/.test(value) && findIdentityNumbers(value).length > 0;

/** What headers mean, without spaces and punctuation. */
const HEADERS: Readonly<Record<ImportField, readonly string[]>> = {
  name: ['namn', 'name', 'förochefternamn', 'fullname', 'displayname', 'visningsnamn'],
  mailbox: [
    'epost',
    'epostadress',
    'mejl',
    'mejladress',
    'mail',
    'email',
    'emailaddress',
    'mailbox',
    'brevlåda',
    'username',
    'användarnamn',
  ],
  role: ['roll', 'role', 'roller', 'roles'],
  manager: ['chef', 'närmastechef', 'manager', 'nearestmanager', 'chefepost', 'chefensepost', 'manageremail'],
  deputy: ['ställföreträdare', 'ersättare', 'deputy', 'vikarie'],
  awayFrom: ['frånvarandefrån', 'frånvarofrån', 'ledigfrån', 'awayfrom', 'leavefrom'],
  awayUntil: ['frånvarandetill', 'frånvarotill', 'frånvarandetillochmed', 'ledigtill', 'awayuntil', 'leaveuntil'],
  active: ['aktiv', 'active', 'anställd', 'status'],
};

const FIELDS = new Map(
  (Object.entries(HEADERS) as [ImportField, readonly string[]][]).flatMap(([field, names]) =>
    names.map((name) => [name, field] as const),
  ),
);

/** The field a header means; nothing where the list tells more than we want to know. */
export const fieldOfHeader = (header: string): ImportField | undefined => FIELDS.get(bare(header));
