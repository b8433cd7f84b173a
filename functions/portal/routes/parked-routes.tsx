import { Hono } from 'hono';
import { type AssignmentId, referenceOf } from '#domain/assignment';
import { dateOf } from '#domain/calendar';
import type { AssignmentFile } from '#domain/facts';
import { may } from '#domain/staff';
import { mayHappen } from '#domain/transitions';
import { authorise } from '../actions/authorise.ts';
import { listParked } from '../actions/list-parked.ts';
import { downloadParked, mayFetchParked, type ParkedText, parkedBecause, readParked } from '../actions/read-parked.ts';
import { allowStore, type FormTargets } from '../http/form-targets.ts';
import { assignmentIn, personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import { ParkedMailPage, type ParkedMailView, ParkedPage } from '../pages/parked-page.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';
import type { ShowDocument } from './signing-routes.tsx';

/** A parked mail's place among the pages. */
export const parkedPathOf = (id: AssignmentId): string => `/parked/${id}`;

/**
 * The mail that could not be placed, for the host municipality, whose it is: the list, and each mail to be read and decided
 * about. A page that is only opened shows nothing of a mail; reading it is a post of its own, and is written down.
 */
export const parkedRoutes = (deps: PortalDeps, targets: FormTargets, showDocument: ShowDocument) =>
  new Hono<PortalEnv>()
    .get('/parked', async (c) => {
      const { staff } = personIn(c);
      const lines = (await listParked(deps, staff)).map((mail) => ({ ...mail, reference: referenceOf(mail.id) }));
      return show(c, c.get('texts').parked.title, (frame) => (
        <ParkedPage
          frame={frame}
          lines={lines}
          done={c.req.query('done') !== undefined}
          mayClose={may(staff.role, 'host', 'close')}
        />
      ));
    })
    .get('/parked/:id', async (c) => {
      const { file } = await authorise(deps.assignments, personIn(c).staff, assignmentIn(c), 'view-parked');
      return showParked(c, targets, file);
    })
    .post('/parked/:id/reveal', async (c) => {
      const { file, text } = await readParked(deps, personIn(c).staff, assignmentIn(c));
      return showParked(c, targets, file, text);
    })
    .post('/parked/:id/download', async (c) => {
      const { url } = await downloadParked(deps, personIn(c).staff, assignmentIn(c));
      return c.redirect(url, 303);
    })
    .get('/parked/:id/close', async (c) => {
      const id = assignmentIn(c);
      const back = { href: parkedPathOf(id), label: c.get('texts').nav.back };
      return showDocument(c, id, { kind: 'closing-decision' }, { back });
    });

const showParked = async (c: PortalContext, targets: FormTargets, file: AssignmentFile, text?: ParkedText) => {
  const { staff } = personIn(c);
  const { id, openedAt, status, closing, hold } = file.assignment;
  await allowStore(c, targets, 'mail');
  const view: ParkedMailView = {
    path: parkedPathOf(id),
    reference: referenceOf(id),
    openedAt,
    verdict: parkedBecause(file),
    heldSince: hold && dateOf(new Date(hold.at)),
    mayClose: may(staff.role, 'host', 'close') && mayHappen('closed', status) && !closing,
    mayFetch: mayFetchParked(file),
    hasCulling: mayHappen('held', status),
    done: c.req.query('done'),
    text,
  };
  const title = c.get('texts').parked.one(view.reference);
  return show(c, title, (frame) => <ParkedMailPage frame={frame} view={view} />);
};
