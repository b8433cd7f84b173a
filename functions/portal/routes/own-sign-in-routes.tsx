import { Hono } from 'hono';
import { minimumLevelForAct } from '#domain/assurance';
import { NotAuthorised } from '#domain/errors';
import { PARTY_IDS, PartyId } from '#domain/parties';
import { bindingOf } from '#ports/party-sign-in';
import { connectOwnSignIn, disconnectOwnSignIn } from '../../staff/bind-own-sign-in.ts';
import { ThingNotFound } from '../actions/errors.ts';
import { fieldsOf } from '../http/fields.ts';
import { allowOwnSignIn, type FormTargets } from '../http/form-targets.ts';
import { personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import {
  OwnSignInPage,
  OwnSignInTakenPage,
  ThroughOwnSignInPage,
  UnknownOwnSignInPage,
} from '../pages/own-sign-in-page.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';
import { sessionTokenOf, setSessionToken } from '../session/cookies.ts';
import { localPath, type Recalled, remember } from '../session/identifications.ts';
import { SessionTooWeak } from '../session/only-with-level.ts';
import { startSession } from '../session/sessions.ts';

type Deps = Pick<PortalDeps, 'partySignIn'>;

/** Whether the municipality has bound a provider for its staff. */
export const hasOwnSignIn = async ({ partySignIn }: Deps, party: PartyId): Promise<boolean> =>
  (await partySignIn.signInMethodsOf(party)).includes('own');

/** The municipalities that have bound a provider for their staff, in the order of the register. */
export const partiesWithOwnSignIn = async (deps: Deps): Promise<PartyId[]> => {
  const has = await Promise.all(PARTY_IDS.map((party) => hasOwnSignIn(deps, party)));
  return PARTY_IDS.filter((_, place) => has[place]);
};

/** The municipality that the address names. @throws ThingNotFound also when it has no sign-in of its own. */
const partyIn = async (deps: Deps, c: PortalContext): Promise<PartyId> => {
  const party = PartyId.safeParse(c.req.param('party'));
  if (!party.success || !(await hasOwnSignIn(deps, party.data))) throw new ThingNotFound();
  return party.data;
};

/** Signing in by a municipality's own provider (D3), and the page on which somebody connects theirs. */
export const ownSignInRoutes = (deps: PortalDeps, targets: FormTargets) =>
  new Hono<PortalEnv>()
    .get('/sign-in/own/:party', async (c) => {
      const party = await partyIn(deps, c);
      await allowOwnSignIn(c, targets, party);
      const returnTo = localPath(c.req.query('returnTo'));
      return show(c, c.get('texts').ownSignIn.signIn.title, (frame) => (
        <ThroughOwnSignInPage frame={frame} party={party} action={c.req.path} returnTo={returnTo} />
      ));
    })
    .post('/sign-in/own/:party', async (c) => {
      const party = await partyIn(deps, c);
      const returnTo = localPath((await fieldsOf(c)).returnTo);
      const started = await deps.partySignIn.start(party, { locale: c.get('locale') });
      const purpose = { kind: 'own-sign-in', party, returnTo } as const;
      return c.redirect(await remember(deps, started, c.get('browser'), purpose), 303);
    })
    .get('/own-sign-in', async (c) => {
      const { party, id } = personIn(c).staff;
      const [isOffered, since] = await Promise.all([
        hasOwnSignIn(deps, party),
        deps.register.ownSignInSince(party, id),
      ]);
      if (!isOffered && !since) throw new ThingNotFound();
      if (isOffered) await allowOwnSignIn(c, targets, party);
      const view = { party, isOffered, since, done: c.req.query('done') };
      return show(c, c.get('texts').ownSignIn.title, (frame) => <OwnSignInPage frame={frame} view={view} />);
    })
    .post('/own-sign-in/connect', async (c) => {
      const { staff, session } = personIn(c);
      // Whatever level the municipality's map gives its own word: who somebody is, an e-ID says.
      if (session.via === 'own-sign-in') throw new SessionTooWeak(minimumLevelForAct('order'));
      if (!(await hasOwnSignIn(deps, staff.party))) throw new ThingNotFound();
      const started = await deps.partySignIn.start(staff.party, { locale: c.get('locale') });
      const purpose = { kind: 'own-sign-in-binding', sessionHash: session.tokenHash } as const;
      return c.redirect(await remember(deps, started, c.get('browser'), purpose), 303);
    })
    .post('/own-sign-in/disconnect', async (c) => {
      const { staff } = personIn(c);
      await disconnectOwnSignIn(deps, staff);
      return c.redirect((await hasOwnSignIn(deps, staff.party)) ? '/own-sign-in?done=disconnected' : '/inbox', 303);
    });

/**
 * Lets in whoever a subject of the municipality's provider is bound to, on the level that its word stands for: mostly one
 * that opens little.
 */
export const finishOwnSignIn = async (
  deps: PortalDeps,
  c: PortalContext,
  url: URL,
  { pending }: Recalled,
  { party, returnTo }: { party: PartyId; returnTo: string },
): Promise<Response> => {
  const { level, ...subject } = await deps.partySignIn.finish(party, url, pending);
  const mac = await deps.identityKeys.macOf(party, bindingOf(subject));
  const staff = await deps.register.staffByOwnSignIn(party, mac);
  if (!staff) {
    return show(c, c.get('texts').signIn.noAuthorityTitle, (frame) => <UnknownOwnSignInPage frame={frame} />, 403);
  }
  const signedIn = { level, via: 'own-sign-in' } as const;
  setSessionToken(c, await startSession(deps, staff, signedIn, c.get('locale'), sessionTokenOf(c)));
  return c.redirect(localPath(returnTo), 303);
};

/**
 * Connects the subject that came back to the one who is signed in, in the very session that asked for it.
 * @throws NotAuthorised in another session
 */
export const finishOwnSignInBinding = async (
  deps: PortalDeps,
  c: PortalContext,
  url: URL,
  { pending }: Recalled,
  sessionHash: string,
): Promise<Response> => {
  const { staff, session } = personIn(c);
  if (session.tokenHash !== sessionHash) throw new NotAuthorised(staff.id);
  const subject = await deps.partySignIn.finish(staff.party, url, pending);
  const outcome = await connectOwnSignIn(deps, staff, await deps.identityKeys.macOf(staff.party, bindingOf(subject)));
  if (outcome === 'taken') {
    return show(c, c.get('texts').ownSignIn.takenTitle, (frame) => <OwnSignInTakenPage frame={frame} />, 403);
  }
  return c.redirect('/own-sign-in?done=connected', 303);
};
