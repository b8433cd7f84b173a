import { z } from 'zod';
import { sha256 } from '#domain/hash';
import type { Visit } from '#ports/identity-provider';
import type { PortalContext } from '../portal-env.ts';

/** What the HTTP API says of the connection. A header that a browser can write is never believed. */
const Connection = z.object({
  event: z.object({ requestContext: z.object({ http: z.object({ sourceIp: z.union([z.ipv4(), z.ipv6()]) }) }) }),
});

/** The browser as the e-ID is to know it. Nothing of it is stored or logged by us. */
export const visitOf = (c: PortalContext): Visit => {
  const seen = Connection.safeParse(c.env);
  const userAgent = c.req.header('User-Agent');
  return {
    ip: seen.success ? seen.data.event.requestContext.http.sourceIp : '127.0.0.1',
    ...(userAgent && { userAgent: userAgent.slice(0, 256) }),
    device: sha256(`device of ${c.get('browser')}`),
  };
};
