import { Hono } from 'hono';
import { z } from 'zod';
import { type GrantStanding, GrantWithdrawalReason, WITHDRAWAL_REASONS } from '#domain/access-grant';
import { NotAuthorised } from '#domain/errors';
import type { RoundId } from '#domain/signing-round';
import type { Staff } from '#domain/staff';
import { writeCsv } from '../../grants/write-csv.ts';
import { ThingNotFound } from '../actions/errors.ts';
import {
  type GrantRow,
  listAccessGrants,
  listRegisterUses,
  readAccessGrant,
  seesAllGrants,
} from '../actions/list-access-grants.ts';
import { downloadSealedRound, sealRoundNow } from '../actions/sealed-copies.ts';
import { withdrawAccessGrant } from '../actions/withdraw-access-grant.ts';
import { type Entered, NOTHING_ENTERED } from '../design/form.tsx';
import { fieldsOf } from '../http/fields.ts';
import { allowStore, type FormTargets } from '../http/form-targets.ts';
import { optionalParagraph, parseForm, withoutIdentityNumbers } from '../http/forms.ts';
import { assignmentIn, personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import { shownAgain } from '../http/shown-again.ts';
import { GrantPage, GrantsPage, type GrantView, grantPathOf } from '../pages/grant-pages.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';
import { findRound } from '../signing/find-round.ts';
import { ROUND_KINDS } from '../signing/round-kinds.ts';
import { roundPathOf } from './round-routes.tsx';

/** Who has access to registers in the reader's own municipality: to read, to fetch for an audit, to take back. */
export const grantRoutes = (deps: PortalDeps, targets: FormTargets) =>
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
        grants: rows.map(
          ({ mayWithdraw: _, grant: { sealedPurpose: __, sealedWithdrawalWords: ___, ...grant }, ...row }) => ({
            ...grant,
            ...row,
          }),
        ),
        uses: uses.map(({ use: { sealedPurpose: _, ...use }, ...row }) => ({ ...use, ...row })),
      };
      return attached(c, 'behorigheter.json', 'application/json', JSON.stringify(exported, undefined, 2));
    })
    .get('/grants/:id/:grant', (c) => showGrant(deps, targets, c, NOTHING_ENTERED))
    .post('/grants/:id/:grant/sealed', async (c) => {
      const { row } = await readAccessGrant(deps, personIn(c).staff, assignmentIn(c), c.req.param('grant'));
      const round = await deps.rounds.find(row.grant.roundId);
      if (!round) throw new ThingNotFound();
      const { url } = await downloadSealedRound(deps, round);
      return c.redirect(url, 303);
    })
    .post('/grants/:id/:grant/withdraw', async (c) => {
      const { staff } = personIn(c);
      const assignmentId = assignmentIn(c);
      const { row } = await readAccessGrant(deps, staff, assignmentId, c.req.param('grant'));
      if (!row.mayWithdraw) throw new NotAuthorised(row.grant.id);
      const form = parseForm(WithdrawForm, await fieldsOf(c));
      if (!form.ok && row.standing.kind !== 'fallen') return showGrant(deps, targets, c, shownAgain(form));
      // Of one that has fallen there is nothing to fill in; what was not told of it is told.
      const withdrawal = form.ok ? form.value : NO_REASON;
      await withdrawAccessGrant(deps, staff, assignmentId, row.grant.id, withdrawal);
      const round = await deps.rounds.find(row.grant.roundId);
      if (round) await sealRoundNow(deps, round);
      return c.redirect(`${grantPathOf(row.grant)}?done=withdrawn`, 303);
    });

const WithdrawForm = z.object({
  reason: z.enum(GrantWithdrawalReason.options, 'not-a-choice'),
  words: withoutIdentityNumbers(optionalParagraph(300).transform((text) => text.replace(/\s+/g, ' '))),
});
const NO_REASON = { reason: 'other', words: '' } as const;

const showGrant = async (deps: PortalDeps, targets: FormTargets, c: PortalContext, entered: Entered) => {
  const { staff } = personIn(c);
  const { row, uses } = await readAccessGrant(deps, staff, assignmentIn(c), c.req.param('grant') ?? '');
  const round = await deps.rounds.find(row.grant.roundId);
  const view: GrantView = {
    row,
    uses,
    isSealed: round !== undefined,
    roundPath: round && (await mayOpen(deps, staff, round.id)) ? roundPathOf(round.id) : undefined,
    entered,
    done: c.req.query('done'),
  };
  if (view.isSealed) await allowStore(c, targets, 'evidence');
  const status = Object.keys(entered.complaints).length > 0 ? 422 : 200;
  return show(c, c.get('texts').grants.one.title, (frame) => <GrantPage frame={frame} view={view} />, status);
};

/** A round's own page is for those who signed it, asked for it or may withdraw it; others fetch the sealed document. */
const mayOpen = async (deps: PortalDeps, staff: Staff, round: RoundId): Promise<boolean> => {
  try {
    await findRound(deps, ROUND_KINDS, staff, round);
    return true;
  } catch (error) {
    if (error instanceof ThingNotFound) return false;
    throw error;
  }
};

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
  'skäl till återkallelsen',
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
  grant.withdrawnFor ? WITHDRAWAL_REASONS[grant.withdrawnFor] : '',
  String(row.uses),
];

const becauseOf = (standing: GrantStanding): string =>
  standing.kind === 'fallen' ? [standing.because, standing.on].filter(Boolean).join(' ') : '';
