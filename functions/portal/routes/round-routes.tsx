import { Hono } from 'hono';
import { z } from 'zod';
import { dateOf } from '#domain/calendar';
import { NotCounted, type RoundId, SigningDeclineReason, WithdrawalReason } from '#domain/signing-round';
import { absentFor } from '../../signing/stand-ins.ts';
import { downloadSealedRound } from '../actions/sealed-copies.ts';
import { type Entered, NOTHING_ENTERED } from '../design/form.tsx';
import { fieldsOf } from '../http/fields.ts';
import { allowIdentity, allowStore, type FormTargets } from '../http/form-targets.ts';
import { optionalParagraph, parseForm } from '../http/forms.ts';
import { methodIn } from '../http/identity-method.ts';
import { personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import { visitOf } from '../http/visit.ts';
import { type RoundNews, RoundPage, RoundsPage, WithdrawRoundPage } from '../pages/round-pages.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';
import { throughMethod } from '../session/identifications.ts';
import { beginRound } from '../signing/begin-round.ts';
import { declineRound, withdrawRound } from '../signing/end-round.ts';
import { findRound } from '../signing/find-round.ts';
import { ROUND_KINDS, type RoundKinds } from '../signing/round-kinds.ts';
import { lineOf, viewRound } from '../signing/view-round.ts';

const DeclineForm = z.object({
  reason: z.enum(SigningDeclineReason.options, 'not-a-choice'),
  words: optionalParagraph(2000),
});
const WithdrawForm = z.object({
  reason: z.enum(WithdrawalReason.options, 'not-a-choice'),
  words: optionalParagraph(2000),
});

/** A round's page. */
export const roundPathOf = (id: RoundId): string => `/signings/${id}`;

/** How many of the rounds that somebody opened are listed. */
const LISTED = 50;

/** Signing rounds: what waits for the reader, a round with its whole text, and what a reader can do in it. */
export const roundRoutes = (deps: PortalDeps, targets: FormTargets, kinds: RoundKinds = ROUND_KINDS) =>
  new Hono<PortalEnv>()
    .get('/signings', async (c) => {
      const { staff } = personIn(c);
      const signsFor = [staff.id, ...(await absentFor(deps.register, staff, dateOf(deps.now())))];
      const [mine, opened] = await Promise.all([
        deps.rounds.waitingFor(staff.party, signsFor),
        deps.rounds.openedBy(staff.id, LISTED),
      ]);
      const theirs = opened.filter(({ party }) => party === staff.party);
      return show(c, c.get('texts').rounds.title, (frame) => (
        <RoundsPage frame={frame} mine={mine.map(lineOf)} opened={theirs.map(lineOf)} />
      ));
    })
    .get('/signings/:round', (c) => showRound(deps, targets, kinds, c, newsIn(c)))
    .get('/signings/:round/withdraw', (c) => showWithdrawal(deps, kinds, c, NOTHING_ENTERED))
    .post('/signings/:round/sign', async (c) => {
      const person = personIn(c);
      const found = await findRound(deps, kinds, person.staff, c.req.param('round'));
      const { textHash = '' } = await fieldsOf(c);
      const through = throughMethod(deps, await methodIn(c, deps));
      const begun = await beginRound(through, person, c.get('browser'), found, textHash, c.get('locale'), visitOf(c));
      if (begun.kind === 'begun') return c.redirect(begun.url, 303);
      return showRound(deps, targets, kinds, c, { done: undefined, notCounted: begun.because }, NOTHING_ENTERED, 409);
    })
    .post('/signings/:round/decline', async (c) => {
      const { staff } = personIn(c);
      const found = await findRound(deps, kinds, staff, c.req.param('round'));
      const form = parseForm(DeclineForm, await fieldsOf(c));
      if (!form.ok) return showRound(deps, targets, kinds, c, NO_NEWS, form, 422);
      await declineRound(deps, staff, found, form.value.reason, form.value.words);
      return c.redirect(`${roundPathOf(found.round.id)}?done=declined`, 303);
    })
    .post('/signings/:round/sealed', async (c) => {
      const { round } = await findRound(deps, kinds, personIn(c).staff, c.req.param('round'));
      const { url } = await downloadSealedRound(deps, round);
      return c.redirect(url, 303);
    })
    .post('/signings/:round/withdraw', async (c) => {
      const { staff } = personIn(c);
      const found = await findRound(deps, kinds, staff, c.req.param('round'));
      const form = parseForm(WithdrawForm, await fieldsOf(c));
      if (!form.ok) return showWithdrawal(deps, kinds, c, form);
      await withdrawRound(deps, staff, found, form.value.reason, form.value.words);
      return c.redirect(`${roundPathOf(found.round.id)}?done=withdrawn`, 303);
    });

const NO_NEWS: RoundNews = { done: undefined, notCounted: undefined };

const newsIn = (c: PortalContext): RoundNews => {
  const done: Record<string, string> = c.get('texts').rounds.done;
  const because = NotCounted.safeParse(c.req.query('notCounted'));
  const did = c.req.query('done') ?? '';
  return {
    done: Object.hasOwn(done, did) ? done[did] : undefined,
    notCounted: because.success ? because.data : undefined,
  };
};

const showRound = async (
  deps: PortalDeps,
  targets: FormTargets,
  kinds: RoundKinds,
  c: PortalContext,
  news: RoundNews,
  entered: Entered = NOTHING_ENTERED,
  status: 200 | 409 | 422 = 200,
) => {
  const person = personIn(c);
  const found = await findRound(deps, kinds, person.staff, c.req.param('round'));
  const view = await viewRound(deps, person, found);
  if (view.maySign) await allowIdentity(c, targets);
  if (view.state === 'complete') await allowStore(c, targets, 'evidence');
  const title = c.get('texts').rounds.kinds[view.kind];
  return show(c, title, (frame) => <RoundPage frame={frame} view={view} news={news} entered={entered} />, status);
};

const showWithdrawal = async (deps: PortalDeps, kinds: RoundKinds, c: PortalContext, entered: Entered) => {
  const person = personIn(c);
  const found = await findRound(deps, kinds, person.staff, c.req.param('round'));
  const view = await viewRound(deps, person, found);
  if (!view.mayWithdraw) return showNothingToWithdraw(c, view.path);
  const status = Object.keys(entered.complaints).length > 0 ? 422 : 200;
  return show(
    c,
    c.get('texts').rounds.withdrawTitle,
    (frame) => <WithdrawRoundPage frame={frame} view={view} entered={entered} />,
    status,
  );
};

const showNothingToWithdraw = (c: PortalContext, path: string) => c.redirect(path, 303);
