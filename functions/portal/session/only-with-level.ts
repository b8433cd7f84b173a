import type { MiddlewareHandler } from 'hono';
import { type Level, minimumLevelForAct, reaches } from '#domain/assurance';
import type { Act } from '#domain/staff';
import type { PortalEnv } from '../portal-env.ts';

/** The session began with a weaker identification than this needs; a stronger one opens it. */
export class SessionTooWeak extends Error {
  override readonly name = 'SessionTooWeak';
  readonly needed: Level;
  constructor(needed: Level) {
    super(`the session is below ${needed}`);
    this.needed = needed;
  }
}

/** What somebody who is signed in may ask for whatever their level: what everybody may read, leaving, signing in anew. */
const ALWAYS = [
  '/',
  '/accessibility',
  '/cookies',
  '/about-personal-data',
  '/verify',
  '/language',
  '/sign-in',
  '/sign-out',
];
/**
 * The pages of and the way back from an e-ID or a municipality's own sign-in, and the links of secure messages and of
 * bindings, which lead to an e-ID.
 */
const TOWARDS_IDENTIFICATION = [
  /^\/callback$/,
  /^\/sign-in\/own\/[^/]+$/,
  /^\/bankid\/[^/]+(\/[a-z]+)?$/,
  /^\/(m|bind)\/[^/]+(\/identify)?$/,
];

/** The pages of the acts that a weaker session suffices for (D3), each with the act whose minimum it has. */
const BY_ACT: readonly { path: RegExp; methods: readonly string[]; act: Act }[] = [
  { path: /^\/inbox$/, methods: ['GET'], act: 'view' },
  { path: /^\/assignments\/[^/]+$/, methods: ['GET'], act: 'view' },
  { path: /^\/assignments\/[^/]+\/(offer|decline)$/, methods: ['GET', 'POST'], act: 'offer' },
];

/** Any act with the ordinary minimum: what a page that is not named here needs. */
const ORDINARY: Act = 'order';

/** The level that a request needs of a session; nothing for what everybody may ask. A page that is not named needs the ordinary. */
export const levelNeededFor = (method: string, path: string): Level | undefined => {
  if (ALWAYS.includes(path) || TOWARDS_IDENTIFICATION.some((pattern) => pattern.test(path))) return undefined;
  const known = BY_ACT.find(
    (page) => page.path.test(path) && page.methods.includes(method === 'HEAD' ? 'GET' : method),
  );
  return minimumLevelForAct(known?.act ?? ORDINARY);
};

/**
 * Single sign-on opens what its level opens and nothing more (D2, K6). Asked of every request before its route, so that a
 * page nobody thought of is closed to a weak session.
 * @throws SessionTooWeak
 */
export const onlyWithLevel: MiddlewareHandler<PortalEnv> = async (c, next) => {
  const person = c.get('person');
  const needed = person && levelNeededFor(c.req.method, c.req.path);
  if (person && needed && !reaches(person.session.level, needed)) throw new SessionTooWeak(needed);
  return next();
};
