import { Hono } from 'hono';
import { AssignmentNotFound } from '#domain/errors';
import { PARTIES } from '#domain/parties';
import { authorise } from '../actions/authorise.ts';
import { downloadOriginal } from '../actions/download.ts';
import { ThingNotFound } from '../actions/errors.ts';
import { allowStore, type FormTargets } from '../http/form-targets.ts';
import { assignmentIn, pathOf, personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import { AssignmentPage } from '../pages/assignment-page.tsx';
import { DocumentPage } from '../pages/ending-pages.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';
import { assignmentView, documentsFor } from '../views/assignment-view.ts';
import { readText } from '../views/read-text.ts';

/** The assignment's own page, its originals and its signed documents. */
export const assignmentRoutes = (deps: PortalDeps, targets: FormTargets) =>
  new Hono<PortalEnv>()
    .get('/assignments/:id', async (c) => {
      const { staff } = personIn(c);
      try {
        const authorised = await authorise(deps.assignments, staff, assignmentIn(c), 'view');
        await allowStore(c, targets, 'material');
        const view = await assignmentView(deps, authorised, staff, c.req.query('done'));
        const title = c.get('texts').assignment.title(view.reference);
        return show(c, title, (frame) => <AssignmentPage frame={frame} view={view} />);
      } catch (error) {
        if (error instanceof AssignmentNotFound) return toCertificate(deps, c, error);
        throw error;
      }
    })
    .post('/assignments/:id/material/:piece/download', async (c) => {
      const { url } = await downloadOriginal(deps, personIn(c).staff, assignmentIn(c), c.req.param('piece'));
      return c.redirect(url, 303);
    })
    .get('/assignments/:id/documents/:document', async (c) => {
      const { staff } = personIn(c);
      const id = assignmentIn(c);
      const { file, side } = await authorise(deps.assignments, staff, id, 'view');
      const found = documentsFor(file, side, staff).find((document) => document.id === c.req.param('document'));
      const text = await readText(deps, 'evidence', found?.textKey);
      if (!found || text === undefined) throw new ThingNotFound();
      const document = {
        ...found,
        text,
        title: c.get('texts').documentKinds[found.documentKind],
        signedBy: PARTIES[found.signedByParty],
      };
      return show(c, document.title, (frame) => <DocumentPage frame={frame} path={pathOf(id)} document={document} />);
    });

/** Of a culled assignment the certificate is left, for the two municipalities; to others it never was. */
const toCertificate = async ({ records }: PortalDeps, c: PortalContext, notFound: AssignmentNotFound) => {
  const certificate = await records.certificateOf(assignmentIn(c));
  const { party } = personIn(c).staff;
  if (certificate?.orderer !== party && certificate?.performer !== party) throw notFound;
  return c.redirect(`/certificates/${certificate.id}`, 303);
};
