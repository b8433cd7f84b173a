import { type AccessGrant, type GrantStanding, type RegisterUse, standingOf } from '#domain/access-grant';
import type { AssignmentId } from '#domain/assignment';
import { dateOf } from '#domain/calendar';
import { DataKeyCulled } from '#domain/errors';
import { actsFor, type Role, type Staff, type StaffId } from '#domain/staff';
import { readRegisterAccess } from '../../grants/read-register-access.ts';
import type { PortalDeps } from '../portal-deps.ts';
import { ThingNotFound } from './errors.ts';
import { mayWithdrawGrant } from './withdraw-access-grant.ts';

type Deps = Pick<PortalDeps, 'assignments' | 'register' | 'accessGrants' | 'handlingRules' | 'now'>;

/** What a purpose says, or that it went with its assignment. */
export type Purpose = { kind: 'known'; text: string } | { kind: 'culled' };

/** Who has what, until when, why, and whether it stands. */
export interface GrantRow {
  grant: AccessGrant;
  granteeName: string;
  grantedByName: string;
  purpose: Purpose;
  standing: GrantStanding;
  /** The newest version of the handling rules that the person has signed. */
  signedVersion: number | undefined;
  uses: number;
  /** What the manager added in words when they took it back. */
  withdrawalWords: Purpose | undefined;
  mayWithdraw: boolean;
}

export interface UseRow {
  use: RegisterUse;
  name: string;
  purpose: Purpose;
}

export interface GrantOverview {
  rows: GrantRow[];
  /** Attempts to use a register that were refused. */
  refused: UseRow[];
}

/** Those who follow up the whole municipality: they read, and withdraw nothing. */
const WHOLE: readonly Role[] = ['registrar', 'administrator', 'dpo'];

export const seesAllGrants = (role: Role): boolean => WHOLE.includes(role);

/** Whose grants a person sees: everybody's, one's own staff's and those of whom one stands in for, or one's own. */
const sees = (reader: Staff, all: readonly Staff[], now: Date): ((grantee: StaffId, manager?: StaffId) => boolean) => {
  if (seesAllGrants(reader.role)) return () => true;
  if (reader.role !== 'manager') return (grantee) => grantee === reader.id;
  const managers = new Set([reader.id, ...actsFor(reader, all, dateOf(now)).map(({ id }) => id)]);
  const own = new Set(all.flatMap((one) => (one.nearestManager && managers.has(one.nearestManager) ? [one.id] : [])));
  return (grantee, manager) =>
    grantee === reader.id || own.has(grantee) || (manager !== undefined && managers.has(manager));
};

/** What a reader may see of their own municipality; of another's, nothing. */
const readFor = async (deps: Deps, reader: Staff) => {
  const [access, uses] = await Promise.all([
    readRegisterAccess(deps, reader.party),
    deps.accessGrants.uses(reader.party),
  ]);
  const maySee = sees(reader, access.staff, deps.now());
  const grants = access.grants
    .filter(({ grantee, manager }) => maySee(grantee, manager))
    .sort((a, b) => (a.grantedAt < b.grantedAt ? 1 : -1));
  return {
    access,
    uses,
    maySee,
    grants,
    nameOf: (id: StaffId) => access.staff.find((one) => one.id === id)?.name ?? id,
  };
};
type Read = Awaited<ReturnType<typeof readFor>>;

const rowsOf = async (
  deps: Deps,
  reader: Staff,
  { access, uses, nameOf }: Read,
  grants: readonly AccessGrant[],
): Promise<GrantRow[]> => {
  const now = deps.now();
  const heads = await headsOf(deps, grants);
  return Promise.all(
    grants.map(async (grant) => ({
      grant,
      granteeName: nameOf(grant.grantee),
      grantedByName: nameOf(grant.grantedBy),
      purpose: await purposeOf(deps, grant),
      standing: standingOf(grant, { ...access, assignment: heads.get(grant.assignmentId), now }),
      signedVersion: access.signatures
        .filter(({ staff }) => staff === grant.grantee)
        .reduce<number | undefined>((most, { version }) => Math.max(most ?? 0, version), undefined),
      uses: uses.filter(({ grantId }) => grantId === grant.id).length,
      withdrawalWords: grant.sealedWithdrawalWords
        ? await textOf(deps, grant.assignmentId, grant.sealedWithdrawalWords)
        : undefined,
      mayWithdraw: mayWithdrawGrant(reader, grant, access.staff, now),
    })),
  );
};

/** The grants of the reader's own municipality that the reader may see, newest first, and the attempts that were refused. */
export const listAccessGrants = async (deps: Deps, reader: Staff): Promise<GrantOverview> => {
  const read = await readFor(deps, reader);
  const refused = read.uses.filter(({ by, outcome }) => outcome === 'refused' && read.maySee(by));
  return {
    rows: await rowsOf(deps, reader, read, read.grants),
    refused: await withPurposes(deps, refused, read.nameOf),
  };
};

/** Every use and every refused attempt that the reader may see, oldest first. */
export const listRegisterUses = async (deps: Deps, reader: Staff): Promise<UseRow[]> => {
  const read = await readFor(deps, reader);
  const uses = read.uses.filter(({ by, grantId }) => read.maySee(by) || read.grants.some(({ id }) => id === grantId));
  return withPurposes(deps, uses, read.nameOf);
};

/** One grant with the log of its use. @throws ThingNotFound also for those who may not see it. */
export const readAccessGrant = async (
  deps: Deps,
  reader: Staff,
  assignmentId: AssignmentId,
  id: string,
): Promise<{ row: GrantRow; uses: UseRow[] }> => {
  const read = await readFor(deps, reader);
  const found = read.grants.filter((grant) => grant.id === id && grant.assignmentId === assignmentId);
  const [row] = await rowsOf(deps, reader, read, found);
  if (!row) throw new ThingNotFound();
  const uses = read.uses.filter(({ grantId }) => grantId === id);
  return { row, uses: await withPurposes(deps, uses, read.nameOf) };
};

/** The grants of one assignment that the reader may see, and what the reader has used registers for in it. */
export const grantsIn = async (
  deps: Deps,
  reader: Staff,
  id: AssignmentId,
): Promise<{ rows: GrantRow[]; uses: UseRow[] }> => {
  const read = await readFor(deps, reader);
  const grants = read.grants.filter(({ assignmentId }) => assignmentId === id);
  const uses = read.uses.filter(
    ({ assignmentId, by, outcome }) => assignmentId === id && by === reader.id && outcome === 'used',
  );
  return { rows: await rowsOf(deps, reader, read, grants), uses: await withPurposes(deps, uses, read.nameOf) };
};

const headsOf = async ({ assignments }: Pick<Deps, 'assignments'>, grants: readonly AccessGrant[]) => {
  const ids = [...new Set(grants.map(({ assignmentId }) => assignmentId))];
  return new Map(await Promise.all(ids.map(async (id) => [id, await assignments.head(id)] as const)));
};

const withPurposes = (
  deps: Pick<Deps, 'assignments'>,
  uses: readonly RegisterUse[],
  nameOf: (id: StaffId) => string,
): Promise<UseRow[]> =>
  Promise.all(uses.map(async (use) => ({ use, name: nameOf(use.by), purpose: await purposeOf(deps, use) })));

const purposeOf = (
  deps: Pick<Deps, 'assignments'>,
  { assignmentId, sealedPurpose }: Pick<AccessGrant, 'assignmentId' | 'sealedPurpose'>,
): Promise<Purpose> => textOf(deps, assignmentId, sealedPurpose);

/** What was sealed can be read for as long as its assignment can. */
const textOf = async (
  { assignments }: Pick<Deps, 'assignments'>,
  assignmentId: AssignmentId,
  sealed: string,
): Promise<Purpose> => {
  try {
    return { kind: 'known', text: String(await assignments.unseal(assignmentId, sealed)) };
  } catch (error) {
    if (error instanceof DataKeyCulled) return { kind: 'culled' };
    throw error;
  }
};
