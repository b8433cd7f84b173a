import { Hono } from 'hono';
import { referenceOf } from '#domain/assignment';
import { may } from '#domain/staff';
import { listParked } from '../actions/list-parked.ts';
import { readCertificate } from '../actions/read-certificate.ts';
import { assignmentIn, personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import { CertificatePage } from '../pages/certificate-page.tsx';
import { InboxPage, ParkedPage } from '../pages/inbox-page.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalEnv } from '../portal-env.ts';
import { inboxView } from '../views/inbox-view.ts';
import type { ShowDocument } from './signing-routes.tsx';

/** The lists: a municipality's assignments, its certificates, and for the host the mail that was parked. */
export const inboxRoutes = (deps: PortalDeps, showDocument: ShowDocument) =>
  new Hono<PortalEnv>()
    .get('/inbox', async (c) => {
      const view = await inboxView(deps, personIn(c).staff);
      return show(c, c.get('texts').inbox.title, (frame) => <InboxPage frame={frame} view={view} />);
    })
    .get('/certificates/:certificate', async (c) => {
      const certificate = await readCertificate(deps, personIn(c).staff, c.req.param('certificate'));
      // The same certificate for another program: an archive, or whoever checks it.
      if (c.req.query('format') === 'json') return c.json(certificate);
      return show(c, c.get('texts').certificate.title, (frame) => (
        <CertificatePage frame={frame} certificate={certificate} />
      ));
    })
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
    .get('/parked/:id/close', async (c) => {
      const id = assignmentIn(c);
      const back = { href: '/parked', label: c.get('texts').nav.parked };
      return showDocument(c, id, { kind: 'closing-decision' }, { back });
    });
