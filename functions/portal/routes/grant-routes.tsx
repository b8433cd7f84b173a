import { Hono } from 'hono';
import { GrantId, type GrantStanding } from '#domain/access-grant';
import { writeCsv } from '../../grants/write-csv.ts';
import { ThingNotFound } from '../actions/errors.ts';
import {
  type GrantRow,
  listAccessGrants,
  listRegisterUses,
  readAccessGrant,
  seesAllGrants,
} from '../actions/list-access-grants.ts';
import { withdrawAccessGrant } from '../actions/withdraw-access-grant.ts';
import { assignmentIn, personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import { GrantPage, GrantsPage, grantPathOf } from '../pages/grant-pages.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';

/** Who has access to registers in the reader's own municipality: to read, to fetch for an audit, to take back. */
export const grantRoutes = (deps: PortalDeps) =>
  new Hono<PortalEnv>()
    .get('/grants', async (c) => {
      const { staff } = personIn(c);
      const view = { ...(await listAccessGrants(deps, staff)), isWhole: seesAllGrants(staff.role) };
      return show(c, c.get('texts').grants.overview.title, (frame) => <GrantsPage frame={frame} view={view} />);
    })
    .get('/grants/export.csv', async (c) => {
      const { rows } = await listAccessGrants(deps, personIn(c).staff);
      return attached(c, 'behorigheter.csv', 'text/csv; charset=utf-8', writeCsv(CSV_HEAD, rows.map(csvRow)));
    })
    .get('/grants/export.json', async (c) => {
      const { staff } = personIn(c);
      const [{ rows }, uses] = await Promise.all([listAccessGrants(deps, staff), listRegisterUses(deps, staff)]);
      const exported = {
        party: staff.party,
        at: deps.now().toISOString(),
        grants: rows.map(({ mayWithdraw: _, grant: { sealedPurpose: __, ...grant }, ...row }) => ({
          ...grant,
          ...row,
        })),
        uses: uses.map(({ use: { sealedPurpose: _, ...use }, ...row }) => ({ ...use, ...row })),
      };
      return attached(c, 'behorigheter.json', 'application/json', JSON.stringify(exported, undefined, 2));
    })
    .get('/grants/:id/:grant', async (c) => {
      const found = await readAccessGrant(deps, personIn(c).staff, assignmentIn(c), c.req.param('grant'));
      const view = { ...found, done: c.req.query('done') };
      return show(c, c.get('texts').grants.one.title, (frame) => <GrantPage frame={frame} view={view} />);
    })
    .post('/grants/:id/:grant/withdraw', async (c) => {
      const id = GrantId.safeParse(c.req.param('grant'));
      if (!id.success) throw new ThingNotFound();
      const assignmentId = assignmentIn(c);
      await withdrawAccessGrant(deps, personIn(c).staff, assignmentId, id.data);
      return c.redirect(`${grantPathOf({ assignmentId, id: id.data })}?done=withdrawn`, 303);
    });

const attached = (c: PortalContext, name: string, mediaType: string, body: string): Response =>
  c.body(body, 200, { 'Content-Type': mediaType, 'Content-Disposition': `attachment; filename="${name}"` });

/** The words of the export are fixed, whatever language the reader has chosen: an audit compares files. */
const CSV_HEAD = [
  'behörighet',
  'medarbetare',
  'namn',
  'register',
  'uppdrag',
  'ändamål',
  'från och med',
  'till och med',
  'beviljad av',
  'beviljad',
  'hanteringsregler vid beviljandet',
  'underskrivna hanteringsregler',
  'läge',
  'orsak',
  'användningar',
] as const;

const csvRow = ({ grant, ...row }: GrantRow): string[] => [
  grant.id,
  grant.grantee,
  row.granteeName,
  grant.register,
  grant.assignmentId,
  row.purpose.kind === 'known' ? row.purpose.text : 'gallrat',
  grant.from,
  grant.until,
  row.grantedByName,
  grant.grantedAt,
  String(grant.rulesVersion),
  row.signedVersion === undefined ? '' : String(row.signedVersion),
  row.standing.kind,
  becauseOf(row.standing),
  String(row.uses),
];

const becauseOf = (standing: GrantStanding): string =>
  standing.kind === 'fallen' ? [standing.because, standing.on].filter(Boolean).join(' ') : '';
