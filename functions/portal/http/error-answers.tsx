import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ErrorPage, type Trouble } from '../pages/error-page.tsx';
import { NoMessagePage, NotTheInvitedPage } from '../pages/message-pages.tsx';
import { StepUpPage } from '../pages/step-up-page.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext } from '../portal-env.ts';
import { SessionTooWeak } from '../session/only-with-level.ts';
import { routeOf } from './log-requests.ts';
import { show } from './show.tsx';

/** What people are told about an error, by its name: names survive bundling, classes of other bundles do not. */
const ANSWERS: Readonly<Record<string, readonly [Trouble, ContentfulStatusCode]>> = {
  AssignmentNotFound: ['notFound', 404],
  ThingNotFound: ['notFound', 404],
  ObjectNotFound: ['notFound', 404],
  NotAuthorised: ['notAuthorised', 403],
  EventNotAllowed: ['eventNotAllowed', 409],
  NotNow: ['eventNotAllowed', 409],
  SignatureNotValid: ['textChanged', 409],
  WriteConflict: ['conflict', 409],
  SealNotMade: ['sealNotMade', 503],
  DataKeyCulled: ['culled', 410],
  PostNotOurs: ['postNotOurs', 403],
  SignedOut: ['signedOut', 401],
  CallbackUsed: ['callbackUsed', 400],
  IdentificationCancelled: ['cancelled', 200],
  IdentificationTooWeak: ['tooWeak', 403],
  IdentificationRefused: ['refused', 403],
  IdentificationUnavailable: ['unavailable', 503],
  SignatureMismatch: ['mismatch', 403],
};

const troubleOf = (error: Error): readonly [Trouble, ContentfulStatusCode] => {
  if (error instanceof HTTPException && error.status === 413) return ['tooLarge', 413];
  return ANSWERS[error.name] ?? ['unexpected', 500];
};

/** Turns whatever was thrown into a page: what happened, what was kept, what to do. */
export const answerError =
  ({ log }: Pick<PortalDeps, 'log'>) =>
  (error: Error, c: PortalContext): Response | Promise<Response> => {
    const t = c.get('texts');
    if (error.name === 'LinkNotOpen')
      return show(c, t.message.noTitle, (frame) => <NoMessagePage frame={frame} />, 404);
    if (error.name === 'NotTheInvited') {
      return show(c, t.message.wrongTitle, (frame) => <NotTheInvitedPage frame={frame} />, 403);
    }
    if (error instanceof SessionTooWeak) return showStepUp(c, error);
    const [trouble, status] = troubleOf(error);
    if (status === 500) {
      const staff = c.get('person')?.staff.id;
      log({
        event: 'failure',
        method: c.req.method,
        route: routeOf(c),
        status,
        error: error.name,
        ...(staff && { staff }),
      });
    }
    return showTrouble(c, trouble, status);
  };

/** A page is come back to; what was posted is not done again by itself. */
const showStepUp = (c: PortalContext, { needed }: SessionTooWeak) => {
  const returnTo = c.req.method === 'GET' ? c.req.path : '/inbox';
  const href = `/sign-in?returnTo=${encodeURIComponent(returnTo)}`;
  const title = c.get('texts').assurance.stepUpTitle;
  return show(c, title, (frame) => <StepUpPage frame={frame} needed={needed} href={href} />, 403);
};

export const showTrouble = (c: PortalContext, trouble: Trouble, status: ContentfulStatusCode) => {
  const t = c.get('texts');
  const next = c.get('person')
    ? { href: '/inbox', label: t.nav.backToInbox }
    : trouble === 'signedOut'
      ? { href: '/sign-in', label: t.nav.signIn }
      : { href: '/', label: t.nav.start };
  return show(c, t.errors[trouble].title, (frame) => <ErrorPage frame={frame} trouble={trouble} next={next} />, status);
};
