import { Hono } from 'hono';
import { z } from 'zod';
import { PartyId } from '#domain/parties';
import { CallbackUsed } from '../actions/errors.ts';
import { NOTHING_ENTERED } from '../design/form.tsx';
import { fieldsOf } from '../http/fields.ts';
import { allowIdentity, type FormTargets } from '../http/form-targets.ts';
import { choice, parseForm } from '../http/forms.ts';
import { methodIn } from '../http/identity-method.ts';
import { show } from '../http/show.tsx';
import { visitOf } from '../http/visit.ts';
import { SignInPage } from '../pages/sign-in-page.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';
import { dropSessionToken } from '../session/cookies.ts';
import { localPath, recall, remember, throughMethod } from '../session/identifications.ts';
import { finishIdentification } from './finish-identification.tsx';
import { partiesWithOwnSignIn } from './own-sign-in-routes.tsx';

const SignInForm = z.object({ party: choice(PartyId.options as [PartyId, ...PartyId[]]) });

/** Signing in and out, and the one place where the e-ID sends people back to. */
export const signInRoutes = (deps: PortalDeps, targets: FormTargets) => {
  // Whoever is signed in already comes here for an e-ID, which no other sign-in takes the place of.
  const ownSignInsFor = async (c: PortalContext) => (c.get('person') ? [] : partiesWithOwnSignIn(deps));
  return new Hono<PortalEnv>()
    .get('/sign-in', async (c) => {
      await allowIdentity(c, targets);
      const returnTo = localPath(c.req.query('returnTo'));
      const own = await ownSignInsFor(c);
      return show(c, c.get('texts').signIn.title, (frame) => (
        <SignInPage frame={frame} entered={NOTHING_ENTERED} returnTo={returnTo} own={own} />
      ));
    })
    .post('/sign-in', async (c) => {
      const typed = await fieldsOf(c);
      const returnTo = localPath(typed.returnTo);
      const form = parseForm(SignInForm, typed);
      if (!form.ok) {
        await allowIdentity(c, targets);
        const own = await ownSignInsFor(c);
        return show(
          c,
          c.get('texts').signIn.title,
          (frame) => <SignInPage frame={frame} entered={form} returnTo={returnTo} own={own} />,
          422,
        );
      }
      const { identity } = throughMethod(deps, await methodIn(c, deps));
      const started = await identity.startIdentification({
        visit: visitOf(c),
        userMessage: 'Logga in i Resursdelning',
        locale: c.get('locale'),
      });
      const purpose = { kind: 'sign-in', party: form.value.party, returnTo } as const;
      return c.redirect(await remember(deps, started, c.get('browser'), purpose), 303);
    })
    .post('/sign-out', async (c) => {
      const person = c.get('person');
      if (person) await deps.access.endSession(person.session.tokenHash);
      dropSessionToken(c);
      return c.redirect('/', 303);
    })
    .get('/callback', async (c) => {
      // A HEAD reaches this route too, and must not use up the one answer there is.
      if (c.req.method !== 'GET') return c.body(null, 405);
      const url = new URL(new URL(c.req.url).search, `${deps.portalUrl}/callback`);
      const recalled = await recall(deps, url.searchParams.get('state') ?? '', c.get('browser'));
      if (!recalled) throw new CallbackUsed();
      return finishIdentification(deps, c, url, recalled);
    });
};
