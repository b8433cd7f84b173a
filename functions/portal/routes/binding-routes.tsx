import { Hono } from 'hono';
import { minimumLevelForAct, reaches } from '#domain/assurance';
import { LinkNotOpen } from '#domain/errors';
import { sha256 } from '#domain/hash';
import { IdentificationTooWeak } from '#ports/identity-provider';
import { findBindingLink, showEId } from '../../staff/bind-e-id.ts';
import { allowIdentity, type FormTargets } from '../http/form-targets.ts';
import { methodIn } from '../http/identity-method.ts';
import { show } from '../http/show.tsx';
import { visitOf } from '../http/visit.ts';
import { BindingPage, NoBindingPage, ShownEIdPage } from '../pages/binding-pages.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';
import { type Recalled, remember, throughMethod } from '../session/identifications.ts';

/** Runs something that needs an open link; without one there is one page, whatever the reason. */
const withLink = async (c: PortalContext, run: () => Promise<Response>): Promise<Response> => {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof LinkNotOpen)) throw error;
    return show(c, c.get('texts').staff.bind.noTitle, (frame) => <NoBindingPage frame={frame} />, 404);
  }
};

/** The one-time link by which somebody binds their e-ID. Reading it changes nothing (architecture 8). */
export const bindingRoutes = (deps: PortalDeps, targets: FormTargets) =>
  new Hono<PortalEnv>()
    .get('/bind/:token', (c) =>
      withLink(c, async () => {
        const { link } = await findBindingLink(deps, sha256(c.req.param('token')));
        await allowIdentity(c, targets);
        return show(c, c.get('texts').staff.bind.title, (frame) => (
          <BindingPage frame={frame} party={link.party} action={`${c.req.path}/identify`} />
        ));
      }),
    )
    .post('/bind/:token/identify', (c) =>
      withLink(c, async () => {
        const tokenHash = sha256(c.req.param('token'));
        await findBindingLink(deps, tokenHash);
        const { identity } = throughMethod(deps, await methodIn(c, deps));
        const started = await identity.startIdentification({
          visit: visitOf(c),
          userMessage: 'Knyt din e-legitimation till Resursdelning',
          locale: c.get('locale'),
        });
        return c.redirect(await remember(deps, started, c.get('browser'), { kind: 'binding', tokenHash }), 303);
      }),
    );

/**
 * Takes in the e-ID of somebody who came by a link. They are not signed in by it: an administrator has to approve first.
 *
 * @throws IdentificationTooWeak below the third level, whatever the provider was asked for; and then the link is not used up.
 */
export const finishBinding = (
  deps: PortalDeps,
  c: PortalContext,
  url: URL,
  { pending }: Recalled,
  tokenHash: string,
): Promise<Response> =>
  withLink(c, async () => {
    const { personalIdentityNumber, name, level } = await deps.identity.finishIdentification(url, pending);
    if (!reaches(level, minimumLevelForAct('order'))) throw new IdentificationTooWeak();
    const { link } = await findBindingLink(deps, tokenHash);
    const mac = await deps.identityKeys.macOf(link.party, personalIdentityNumber);
    const outcome = await showEId(deps, tokenHash, { mac, name, level });
    return show(
      c,
      c.get('texts').staff.bind[`${outcome}Title`],
      (frame) => <ShownEIdPage frame={frame} outcome={outcome} />,
      outcome === 'taken' ? 403 : 200,
    );
  });
