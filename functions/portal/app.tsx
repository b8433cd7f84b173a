import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { answerError, showTrouble } from './http/error-answers.tsx';
import { formTargets } from './http/form-targets.ts';
import { logRequests } from './http/log-requests.ts';
import { pathOf } from './http/request-parts.ts';
import { securityHeaders } from './http/security-headers.ts';
import type { PortalDeps } from './portal-deps.ts';
import type { PortalEnv } from './portal-env.ts';
import { assignmentRoutes } from './routes/assignment-routes.tsx';
import { bankIdRoutes } from './routes/bankid-routes.tsx';
import { bindingRoutes } from './routes/binding-routes.tsx';
import { cullingRoutes } from './routes/culling-routes.tsx';
import { endingRoutes } from './routes/ending-routes.tsx';
import { grantRoutes } from './routes/grant-routes.tsx';
import { handlingRulesRoutes } from './routes/handling-rules-routes.tsx';
import { inboxRoutes } from './routes/inbox-routes.tsx';
import { inquiryRoutes } from './routes/inquiry-routes.tsx';
import { messageLinkRoutes, messageRoutes } from './routes/message-routes.tsx';
import { ownSignInRoutes } from './routes/own-sign-in-routes.tsx';
import { parkedPathOf, parkedRoutes } from './routes/parked-routes.tsx';
import { designRoutes, keyRoutes, publicRoutes } from './routes/public-routes.tsx';
import { registerAccessRoutes } from './routes/register-access-routes.tsx';
import { roundRoutes } from './routes/round-routes.tsx';
import { signInRoutes } from './routes/sign-in-routes.tsx';
import { showDocument, signingRoutes } from './routes/signing-routes.tsx';
import { LIST_PATHS, MOST_LIST_BYTES, staffImportRoutes } from './routes/staff-import-routes.tsx';
import { staffRoutes } from './routes/staff-routes.tsx';
import { verifyRoutes } from './routes/verify-routes.tsx';
import { workRoutes } from './routes/work-routes.tsx';
import { guardPosts } from './session/guard-posts.ts';
import { knowTheReader, onlySignedIn } from './session/know-the-reader.ts';
import { onlyWithLevel } from './session/only-with-level.ts';

const MAX_FORM = 64 * 1024;

/** Pages that nobody sees without being signed in. */
const SIGNED_IN = [
  '/inbox',
  '/assignments/*',
  '/certificates/*',
  '/parked',
  '/parked/*',
  '/messages/*',
  '/signings',
  '/signings/*',
  '/grants',
  '/grants/*',
  '/handling-rules',
  '/handling-rules/*',
  '/staff',
  '/staff/*',
  '/own-sign-in',
  '/own-sign-in/*',
];

/**
 * The portal: pages that people read, and forms by which they act and sign. Rendered here, without scripts; the same
 * application answers behind Lambda and in Node.
 */
export const createPortal = (deps: PortalDeps): Hono<PortalEnv> => {
  const targets = formTargets(deps);
  const showText = showDocument(deps, targets);
  const app = new Hono<PortalEnv>();

  app.use(securityHeaders, logRequests(deps));
  app.route('/', designRoutes());
  app.route('/', keyRoutes(deps));
  app.use(knowTheReader(deps));
  for (const path of SIGNED_IN) app.use(path, onlySignedIn);
  app.use(onlyWithLevel);
  // A sealed document is larger than any form: the page takes it before the limit of all others.
  app.route('/', verifyRoutes(deps));
  const [formLimit, listLimit] = [bodyLimit({ maxSize: MAX_FORM }), bodyLimit({ maxSize: MOST_LIST_BYTES })];
  app.use((c, next) => (LIST_PATHS.includes(c.req.path) ? listLimit : formLimit)(c, next), guardPosts(deps));

  app.route('/', publicRoutes());
  app.route('/', signInRoutes(deps, targets));
  app.route('/', bankIdRoutes(deps));
  app.route('/', ownSignInRoutes(deps, targets));
  app.route('/', messageLinkRoutes(deps, targets));
  app.route('/', inboxRoutes(deps, targets));
  app.route('/', parkedRoutes(deps, targets, showText));
  app.route('/', cullingRoutes(deps, { under: '/parked', pathOf: parkedPathOf, view: 'view-parked' }));
  app.route('/', assignmentRoutes(deps, targets));
  app.route('/', inquiryRoutes(deps, showText));
  app.route('/', signingRoutes(deps, showText));
  app.route('/', roundRoutes(deps, targets));
  app.route('/', workRoutes(deps, targets));
  app.route('/', registerAccessRoutes(deps));
  app.route('/', grantRoutes(deps, targets));
  app.route('/', handlingRulesRoutes(deps));
  app.route('/', staffImportRoutes(deps));
  app.route('/', staffRoutes(deps));
  app.route('/', bindingRoutes(deps, targets));
  app.route('/', endingRoutes(deps));
  app.route('/', cullingRoutes(deps, { under: '/assignments', pathOf, view: 'view' }));
  app.route('/', messageRoutes(deps, targets));

  app.notFound((c) => showTrouble(c, 'notFound', 404));
  app.onError(answerError(deps));
  return app;
};
