import type { MiddlewareHandler } from 'hono';
import { sha256 } from '#domain/hash';
import { SignedOut } from '../http/request-parts.ts';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalEnv } from '../portal-env.ts';
import { textsIn } from '../texts/texts.ts';
import { browserSecretOf, localeOf, sessionTokenOf } from './cookies.ts';
import { personOf } from './sessions.ts';

/** Finds out the reader's language, browser and session, and the token that forms of this reader carry. */
export const knowTheReader =
  (
    deps: Pick<
      PortalDeps,
      'access' | 'register' | 'staffBindings' | 'now' | 'random' | 'hostParty' | 'identityMethods'
    >,
  ): MiddlewareHandler<PortalEnv> =>
  async (c, next) => {
    const locale = localeOf(c);
    const browser = browserSecretOf(c, deps.random);
    c.set('locale', locale);
    c.set('texts', textsIn(locale));
    c.set('browser', browser);
    c.set('hostParty', deps.hostParty);
    c.set('methods', await deps.identityMethods.offered());
    // Of one who is not signed in the token follows from the browser's secret, which no other site can read.
    c.set('csrf', sha256(`form token of ${browser}`));
    const token = sessionTokenOf(c);
    const person = token ? await personOf(deps, token) : undefined;
    c.set('person', person);
    if (person) c.set('csrf', person.session.csrf);
    await next();
  };

/** Only for those who are signed in: others are shown the way, and come back to where they were going. */
export const onlySignedIn: MiddlewareHandler<PortalEnv> = async (c, next) => {
  if (c.get('person')) return next();
  if (c.req.method !== 'GET') throw new SignedOut();
  return c.redirect(`/sign-in?returnTo=${encodeURIComponent(c.req.path)}`, 303);
};
