import type { MiddlewareHandler } from 'hono';
import { fieldsOf } from '../http/fields.ts';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';
import { isSame } from './secrets.ts';

/** A POST that did not come from a form of ours, or came from one that is too old. */
class PostNotOurs extends Error {
  override readonly name = 'PostNotOurs';
}

/**
 * Whether the browser says the post comes from our own page. `Referrer-Policy: no-referrer` makes browsers send
 * `Origin: null` even with our own forms, so `Sec-Fetch-Site` is asked first and `Origin` only where that is missing.
 * A post that says neither is refused.
 */
const isFromOurPage = (c: PortalContext, portalUrl: string): boolean => {
  const site = c.req.header('Sec-Fetch-Site');
  return site === undefined ? c.req.header('Origin') === new URL(portalUrl).origin : site === 'same-origin';
};

/** Every post comes from our own page and carries the token of the session, or of the browser where nobody is signed in. */
export const guardPosts =
  ({ portalUrl }: Pick<PortalDeps, 'portalUrl'>): MiddlewareHandler<PortalEnv> =>
  async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    if (!isFromOurPage(c, portalUrl)) throw new PostNotOurs();
    const { csrf = '' } = await fieldsOf(c);
    if (!isSame(csrf, c.get('csrf'))) throw new PostNotOurs();
    return next();
  };
