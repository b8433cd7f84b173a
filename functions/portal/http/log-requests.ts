import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';

/** The pattern of the route that answered: it holds no id, no token and no reference. */
export const routeOf = (c: PortalContext): string =>
  matchedRoutes(c).findLast(({ path }) => !path.endsWith('*'))?.path ?? '(none)';

/** One line a request: method, pattern, status and the opaque id of who asked. */
export const logRequests =
  ({ log }: Pick<PortalDeps, 'log'>): MiddlewareHandler<PortalEnv> =>
  async (c, next) => {
    await next();
    const staff = c.get('person')?.staff.id;
    log({
      event: 'request',
      method: c.req.method,
      route: routeOf(c),
      status: c.res.status,
      ...(staff && { staff }),
    });
  };
