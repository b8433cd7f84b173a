import { z } from 'zod';
import type { ImportRow } from '#domain/staff-import';
import { isForIdentityNumbers, looksLikeIdentityNumber, MOST_ROWS, type StaffList } from './staff-list.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** A user as SCIM writes one (RFC 7643 §4.1, §4.3); more may stand there, which is not read. */
const ScimUser = z.looseObject({
  id: z.string().optional(),
  externalId: z.string().optional(),
  userName: z.string().optional(),
  displayName: z.string().optional(),
  name: z
    .looseObject({
      formatted: z.string().optional(),
      givenName: z.string().optional(),
      familyName: z.string().optional(),
    })
    .optional(),
  emails: z.array(z.looseObject({ value: z.string(), primary: z.boolean().optional() })).optional(),
  active: z.boolean().optional(),
  roles: z.array(z.union([z.string(), z.looseObject({ value: z.string() })])).optional(),
  [ENTERPRISE]: z.looseObject({ manager: z.looseObject({ value: z.string().optional() }).optional() }).optional(),
});
type ScimUser = z.infer<typeof ScimUser>;

const ScimList = z.looseObject({
  totalResults: z.int().optional(),
  Resources: z.array(ScimUser),
});

/** Reads a SCIM list of users: a ListResponse (RFC 7644 §3.4.2), or its bare array. */
export const readStaffScim = (text: string): StaffList => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, because: 'not-json' };
  }
  const list = ScimList.safeParse(Array.isArray(json) ? { Resources: json } : json);
  if (!list.success) return { ok: false, because: 'not-a-list-of-users' };
  const { Resources: users, totalResults = users.length } = list.data;
  if (users.length === 0) return { ok: false, because: 'empty' };
  // One page of several: with the others missing, whoever stands on them would seem to have left.
  if (totalResults !== users.length)
    return { ok: false, because: 'part-of-a-list', about: `${users.length}/${totalResults}` };
  if (users.length > MOST_ROWS) return { ok: false, because: 'too-many-rows', about: String(MOST_ROWS) };
  const mailboxes = new Map(
    users.flatMap((user) =>
      [user.id, user.externalId, user.userName].flatMap((id) => (id ? [[id, mailboxOf(user)] as const] : [])),
    ),
  );
  return { ok: true, rows: users.map((user, place) => rowOf(user, place + 1, mailboxes)) };
};

/** The mailbox that a user is reached at; the user name only where it is an address. */
const mailboxOf = ({ emails = [], userName = '' }: ScimUser): string => {
  const address = emails.find(({ primary }) => primary)?.value ?? emails[0]?.value;
  return address ?? (userName.includes('@') ? userName : '');
};

const nameOf = ({ displayName, name }: ScimUser): string =>
  displayName ?? name?.formatted ?? [name?.givenName, name?.familyName].filter(Boolean).join(' ');

const rowOf = (user: ScimUser, line: number, mailboxes: ReadonlyMap<string, string>): ImportRow => {
  const attribute = attributeWithNumber(user, '');
  if (attribute) return { line, cells: {}, refused: { because: 'identity-number', column: attribute } };
  const roles = (user.roles ?? []).map((role) => (typeof role === 'string' ? role : role.value));
  if (roles.length > 1) return { line, cells: {}, refused: { because: 'several-roles', column: 'roles' } };
  const manager = user[ENTERPRISE]?.manager?.value;
  return {
    line,
    cells: {
      name: nameOf(user),
      mailbox: mailboxOf(user),
      ...(roles[0] !== undefined && { role: roles[0] }),
      ...(user.active !== undefined && { active: user.active ? 'true' : 'false' }),
      // A manager by an id of the list; one that is not in it may still be a mailbox that the register knows.
      ...(manager !== undefined && { manager: mailboxes.get(manager) ?? manager }),
    },
  };
};

/** Ids and times of a directory are full of digits that are nobody's number. */
const UUID_OR_TIME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/i;

/** The name of the first attribute that carries an identity number, or is meant for one; however deep it lies. */
const attributeWithNumber = (value: unknown, name: string): string | undefined => {
  if (typeof value === 'string' || typeof value === 'number') {
    return !UUID_OR_TIME.test(String(value)) && looksLikeIdentityNumber(String(value)) ? name : undefined;
  }
  if (value === null || typeof value !== 'object') return undefined;
  for (const [key, inner] of Object.entries(value)) {
    // Of a list the name stands above it.
    const called = Array.isArray(value) ? name : key;
    if (inner !== null && isForIdentityNumbers(called)) return called;
    const found = attributeWithNumber(inner, called);
    if (found) return found;
  }
  return undefined;
};
