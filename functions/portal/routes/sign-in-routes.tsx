import { Hono } from 'hono';
import { z } from 'zod';
import { PartyId } from '#domain/parties';
import { CallbackUsed } from '../actions/errors.ts';
import { findOpenLink, openMessage } from '../actions/open-message.ts';
import { NOTHING_ENTERED } from '../design/form.tsx';
import { fieldsOf } from '../http/fields.ts';
import { allowIdentity, type FormTargets } from '../http/form-targets.ts';
import { choice, parseForm } from '../http/forms.ts';
import { personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import { visitOf } from '../http/visit.ts';
import { NoAuthorityPage, SignInPage } from '../pages/sign-in-page.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';
import { dropSessionToken, sessionTokenOf, setSessionToken } from '../session/cookies.ts';
import { localPath, type Recalled, recall, remember } from '../session/identifications.ts';
import { staffIdentifiedBy, startSession } from '../session/sessions.ts';
import { finishSigning } from '../signing/finish-signing.ts';

const SignInForm = z.object({ party: choice(PartyId.options as [PartyId, ...PartyId[]]) });

/** Signing in and out, and the one place where the e-ID sends people back to. */
export const signInRoutes = (deps: PortalDeps, targets: FormTargets) =>
  new Hono<PortalEnv>()
    .get('/sign-in', async (c) => {
      await allowIdentity(c, targets);
      const returnTo = localPath(c.req.query('returnTo'));
      return show(c, c.get('texts').signIn.title, (frame) => (
        <SignInPage frame={frame} entered={NOTHING_ENTERED} returnTo={returnTo} />
      ));
    })
    .post('/sign-in', async (c) => {
      const typed = await fieldsOf(c);
      const returnTo = localPath(typed.returnTo);
      const form = parseForm(SignInForm, typed);
      if (!form.ok) {
        await allowIdentity(c, targets);
        return show(
          c,
          c.get('texts').signIn.title,
          (frame) => <SignInPage frame={frame} entered={form} returnTo={returnTo} />,
          422,
        );
      }
      const started = await deps.identity.startIdentification({
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
      switch (recalled.purpose.kind) {
        case 'sign-in':
          return finishSignIn(deps, c, url, recalled, recalled.purpose);
        case 'message':
          return finishMessage(deps, c, url, recalled, recalled.purpose.linkHash);
        case 'signing': {
          const { purpose, pending, stateHash } = recalled;
          const { kind } = await finishSigning(deps, personIn(c), { url, stateHash, pending }, purpose);
          const isParked = personIn(c).staff.party === deps.hostParty && kind === 'closing-decision';
          const file = isParked ? await deps.assignments.find(purpose.assignmentId) : undefined;
          const page = file?.assignment.outcome === 'parked' ? '/parked' : `/assignments/${purpose.assignmentId}`;
          return c.redirect(`${page}?done=${kind}`, 303);
        }
      }
    });

const finishSignIn = async (
  deps: PortalDeps,
  c: PortalContext,
  url: URL,
  { pending }: Recalled,
  { party, returnTo }: { party: PartyId; returnTo: string },
) => {
  const { personalIdentityNumber, level } = await deps.identity.finishIdentification(url, pending);
  const staff = await staffIdentifiedBy(deps, party, personalIdentityNumber);
  if (!staff) {
    return show(c, c.get('texts').signIn.noAuthorityTitle, (frame) => <NoAuthorityPage frame={frame} />, 403);
  }
  setSessionToken(c, await startSession(deps, staff, level, c.get('locale'), sessionTokenOf(c)));
  return c.redirect(localPath(returnTo), 303);
};

/** The invited person gets in; anybody else is turned away without a session, and that is noted. */
const finishMessage = async (deps: PortalDeps, c: PortalContext, url: URL, { pending }: Recalled, linkHash: string) => {
  const { personalIdentityNumber, level } = await deps.identity.finishIdentification(url, pending);
  const { link } = await findOpenLink(deps, linkHash);
  const staff = await staffIdentifiedBy(deps, link.to, personalIdentityNumber);
  await openMessage(deps, linkHash, staff);
  if (staff) setSessionToken(c, await startSession(deps, staff, level, c.get('locale'), sessionTokenOf(c)));
  return c.redirect(`/messages/${linkHash}`, 303);
};
