import { Hono } from 'hono';
import { readCertificate } from '../actions/read-certificate.ts';
import { downloadCertificate } from '../actions/sealed-copies.ts';
import { allowStore, type FormTargets } from '../http/form-targets.ts';
import { personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import { CertificatePage } from '../pages/certificate-page.tsx';
import { InboxPage } from '../pages/inbox-page.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalEnv } from '../portal-env.ts';
import { mayApprove } from '../signing/certificate-approval.ts';
import { openApproval } from '../signing/open-approval.ts';
import { inboxView } from '../views/inbox-view.ts';
import { hasOwnSignIn } from './own-sign-in-routes.tsx';
import { roundPathOf } from './round-routes.tsx';

/** The lists: a municipality's assignments and its certificates. */
export const inboxRoutes = (deps: PortalDeps, targets: FormTargets) =>
  new Hono<PortalEnv>()
    .get('/inbox', async (c) => {
      const { staff } = personIn(c);
      const [lists, own] = await Promise.all([inboxView(deps, staff), hasOwnSignIn(deps, staff.party)]);
      const view = { ...lists, hasOwnSignIn: own };
      return show(c, c.get('texts').inbox.title, (frame) => <InboxPage frame={frame} view={view} />);
    })
    .post('/certificates/:certificate/sealed', async (c) => {
      const { url } = await downloadCertificate(deps, personIn(c).staff, c.req.param('certificate'));
      return c.redirect(url, 303);
    })
    .get('/certificates/:certificate', async (c) => {
      const certificate = await readCertificate(deps, personIn(c).staff, c.req.param('certificate'));
      // The same certificate for another program: an archive, or whoever checks it.
      if (c.req.query('format') === 'json') return c.json(certificate);
      await allowStore(c, targets, 'evidence');
      const approval = await deps.records.approvalOf(certificate.id);
      const view = { approval, mayApprove: await mayApprove(deps, personIn(c).staff, certificate) };
      return show(c, c.get('texts').certificate.title, (frame) => (
        <CertificatePage frame={frame} certificate={certificate} view={view} />
      ));
    })
    .post('/certificates/:certificate/approval', async (c) => {
      const { staff } = personIn(c);
      const certificate = await readCertificate(deps, staff, c.req.param('certificate'));
      return c.redirect(`${roundPathOf(await openApproval(deps, staff, certificate))}?done=opened`, 303);
    });
