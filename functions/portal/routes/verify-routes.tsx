import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Verification } from '#documents/sealing/verification';
import { verifyPdf } from '#documents/sealing/verify-pdf';
import { show } from '../http/show.tsx';
import { type VerifyComplaint, VerifyPage } from '../pages/verify-page.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';
import { guardPosts } from '../session/guard-posts.ts';

/** A function is given six megabytes at most, and bytes come to it as base64: four megabytes of file fit. */
const MOST_BYTES = 4 * 1024 * 1024;
/** The form round the file: its boundaries, its token. */
const FORM_BYTES = 8 * 1024;

const STATUSES = { missing: 422, tooLarge: 413 } as const;

const asksForJson = (c: PortalContext): boolean =>
  c.req.header('Accept') === 'application/json' || c.req.query('format') === 'json';

const showPage = (c: PortalContext, about: { result?: Verification; complaint?: VerifyComplaint } = {}) =>
  show(
    c,
    c.get('texts').verify.title,
    (frame) => <VerifyPage frame={frame} {...about} />,
    about.complaint ? STATUSES[about.complaint] : 200,
  );

const complain = (c: PortalContext, complaint: VerifyComplaint) =>
  asksForJson(c)
    ? c.json({ error: complaint, message: c.get('texts').verify[complaint] }, STATUSES[complaint])
    : showPage(c, { complaint });

/**
 * Posts come from our own page, as everywhere. A program that asks for JSON has no page: its header is one that no other
 * site's form can send, and nothing here is kept, changed or known of who asks.
 */
const guardUnlessProgram =
  (guard: MiddlewareHandler<PortalEnv>): MiddlewareHandler<PortalEnv> =>
  (c, next) =>
    c.req.header('Accept') === 'application/json' ? next() : guard(c, next);

const fileIn = async (c: PortalContext): Promise<Uint8Array | undefined> => {
  const { file } = await c.req.parseBody().catch(() => ({ file: undefined }));
  if (!(file instanceof File) || file.size === 0) return undefined;
  return new Uint8Array(await file.arrayBuffer());
};

/** Where anybody checks a sealed document: the file is read, answered about, and forgotten. */
export const verifyRoutes = (deps: Pick<PortalDeps, 'sealKeys' | 'now' | 'portalUrl'>) =>
  new Hono<PortalEnv>()
    .get('/verify', (c) => showPage(c))
    .post(
      '/verify',
      bodyLimit({ maxSize: MOST_BYTES + FORM_BYTES, onError: (c) => complain(c, 'tooLarge') }),
      guardUnlessProgram(guardPosts(deps)),
      async (c) => {
        const bytes = await fileIn(c);
        if (!bytes) return complain(c, 'missing');
        if (bytes.length > MOST_BYTES) return complain(c, 'tooLarge');
        const result = await verifyPdf(bytes, { ...(await deps.sealKeys.trust()), now: deps.now() });
        return asksForJson(c) ? c.json(result) : showPage(c, { result });
      },
    );
