import type { MiddlewareHandler } from 'hono';
import type { PortalEnv } from '../portal-env.ts';

const PERMISSIONS = ['camera', 'geolocation', 'microphone', 'payment', 'usb'].map((name) => `${name}=()`).join(', ');

/**
 * No script at all, nothing from elsewhere, no framing, no caching, no referrer. Forms may lead to ourselves and to the
 * origins that the page itself named: browsers hold a form to this also through redirects, so the e-ID and the object
 * store must be named by the pages whose forms end there.
 */
export const securityHeaders: MiddlewareHandler<PortalEnv> = async (c, next) => {
  c.set('formTargets', new Set());
  await next();
  const targets = ["'self'", ...c.get('formTargets')].join(' ');
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    `form-action ${targets}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  c.header('Content-Security-Policy', policy.join('; '));
  c.header('Strict-Transport-Security', 'max-age=63072000; includeSubDomains');
  c.header('X-Content-Type-Options', 'nosniff');
  c.header('X-Frame-Options', 'DENY');
  c.header('Referrer-Policy', 'no-referrer');
  c.header('Permissions-Policy', PERMISSIONS);
  c.header('Cross-Origin-Opener-Policy', 'same-origin');
  c.header('Cross-Origin-Resource-Policy', 'same-origin');
  if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
};
