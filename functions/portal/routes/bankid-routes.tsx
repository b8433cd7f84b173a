import { Hono } from 'hono';
import { sha256 } from '#domain/hash';
import type { Pending } from '#ports/access-store';
import { IdentificationCancelled, type InPageIdentification } from '#ports/identity-provider';
import { CallbackUsed } from '../actions/errors.ts';
import { show } from '../http/show.tsx';
import { visitOf } from '../http/visit.ts';
import { BankIdFailedPage, BankIdPage, bankIdTitle } from '../pages/bankid-page.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';
import { type InPagePending, lookFor, recall } from '../session/identifications.ts';
import { finishIdentification } from './finish-identification.tsx';

/** The page refreshes itself so often, which is as often as BankID may be asked. */
const REFRESH_SECONDS = 2;

/**
 * The page of an identification or signing with BankID. Looking at it asks BankID how it goes, and goes on when it is done,
 * in this very request: like the callback of another e-ID it is good once, and only for the browser that began.
 */
export const bankIdRoutes = (deps: PortalDeps) =>
  new Hono<PortalEnv>()
    .get('/bankid/:state', async (c) => {
      // A HEAD reaches this route too, and must neither ask nor use up the one answer there is.
      if (c.req.method !== 'GET') return c.body(null, 405);
      const { state, held, page } = await here(deps, c);
      const returned = c.req.query('back');
      const visit = visitOf(c);
      const { look, pending } = await page.look(
        { state, pending: held.current().pending, visit, ...(returned && { returned }) },
        held.replace,
      );
      if (look.kind === 'complete') return finish(deps, c, state, look.pending);
      if (pending !== held.current().pending) await held.replace(pending);
      if (look.kind === 'failed') {
        const again = beginningOf(held.current().purpose);
        return show(c, c.get('texts').bankId.failedTitle, (frame) => (
          <BankIdFailedPage frame={frame} message={look.message} again={again} />
        ));
      }
      const isStill = c.req.query('still') === 'yes';
      if (!isStill && !look.startUrl) c.header('Refresh', `${REFRESH_SECONDS}; url=${pathOf(state)}`);
      const verb = verbOf(held.current().purpose);
      const { kind: _kind, ...shown } = look;
      return show(c, bankIdTitle(c.get('texts'), verb), (frame) => (
        <BankIdPage frame={frame} view={{ path: pathOf(state), verb, isStill, ...shown }} />
      ));
    })
    .post('/bankid/:state/here', (c) => choose(deps, c, 'this'))
    .post('/bankid/:state/elsewhere', (c) => choose(deps, c, 'other'))
    .post('/bankid/:state/cancel', async (c) => {
      const { state, page } = await here(deps, c);
      const recalled = await recall(deps, state, c.get('browser'));
      if (recalled) await page.cancel(recalled.pending);
      throw new IdentificationCancelled();
    });

const pathOf = (state: string): string => `/bankid/${state}`;

/** @throws CallbackUsed for a state that never was, has been used, is too old, or belongs to another browser: all alike. */
const here = async (
  deps: PortalDeps,
  c: PortalContext,
): Promise<{ state: string; held: InPagePending; page: InPageIdentification }> => {
  const state = c.req.param('state') ?? '';
  const held = await lookFor(deps, state, c.get('browser'));
  const page = held && deps.identityMethods.of(held.current().method ?? 'eid').inPage;
  if (!held || !page) throw new CallbackUsed();
  return { state, held, page };
};

/** Taken out first: of two who see that it is done only one goes on. What has come is used here and never stored. */
const finish = async (deps: PortalDeps, c: PortalContext, state: string, pending: unknown) => {
  const recalled = await recall(deps, state, c.get('browser'));
  if (!recalled) throw new CallbackUsed();
  const url = new URL(pathOf(state), deps.portalUrl);
  return finishIdentification(deps, c, url, { ...recalled, stateHash: sha256(state), pending });
};

const choose = async (deps: PortalDeps, c: PortalContext, device: 'this' | 'other') => {
  const { state, held, page } = await here(deps, c);
  const { pending } = held.current();
  // The turn is taken before the order is exchanged, so that nobody who looks meanwhile writes the former one back.
  if (await held.replace(pending)) {
    await held.replace(await page.choose({ state, pending, visit: visitOf(c) }, device));
  }
  return c.redirect(pathOf(state), 303);
};

const verbOf = ({ kind }: Pending['purpose']): 'identify' | 'sign' =>
  kind === 'signing' || kind === 'round' ? 'sign' : 'identify';

/** Where it was begun, if an address can tell: the link of a letter is known to its reader alone. */
const beginningOf = (purpose: Pending['purpose']): string | undefined => {
  switch (purpose.kind) {
    case 'sign-in':
      return '/sign-in';
    case 'signing':
      return `/assignments/${purpose.assignmentId}`;
    case 'round':
      return `/signings/${purpose.roundId}`;
    default:
      return undefined;
  }
};
