import { Hono } from 'hono';
import { AssignmentNotFound } from '#domain/errors';
import { sideOf } from '#domain/facts';
import { PARTIES } from '#domain/parties';
import { may } from '#domain/staff';
import { authorise } from '../actions/authorise.ts';
import { downloadOriginal } from '../actions/download.ts';
import { ThingNotFound } from '../actions/errors.ts';
import { copyOf, downloadSealedCopy } from '../actions/sealed-copies.ts';
import { allowStore, type FormTargets } from '../http/form-targets.ts';
import { assignmentIn, pathOf, personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import { AssignmentPage } from '../pages/assignment-page.tsx';
import { DocumentPage } from '../pages/ending-pages.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';
import { assignmentView, documentsFor } from '../views/assignment-view.ts';
import { readText } from '../views/read-text.ts';
import { parkedPathOf } from './parked-routes.tsx';

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
        if (error instanceof AssignmentNotFound) return elsewhere(deps, c, error);
        throw error;
      }
    })
    .post('/assignments/:id/material/:piece/download', async (c) => {
      const { url } = await downloadOriginal(deps, personIn(c).staff, assignmentIn(c), c.req.param('piece'));
      return c.redirect(url, 303);
    })
    .post('/assignments/:id/documents/:document/sealed', async (c) => {
      const { url } = await downloadSealedCopy(deps, personIn(c).staff, assignmentIn(c), c.req.param('document'));
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
        isWithdrawn: copyOf(file, found)?.status === 'withdrawn',
      };
      await allowStore(c, targets, 'evidence');
      return show(c, document.title, (frame) => <DocumentPage frame={frame} path={pathOf(id)} document={document} />);
    });

/**
 * Letters lead here whatever the file is. A parked mail has a page of its own; of a culled assignment the certificate is
 * left, for the two municipalities; to others it never was.
 */
const elsewhere = async ({ assignments, records }: PortalDeps, c: PortalContext, notFound: AssignmentNotFound) => {
  const id = assignmentIn(c);
  const { party, role } = personIn(c).staff;
  const assignment = await assignments.head(id);
  const side = assignment && sideOf({ assignment, parties: [] }, party);
  if (side === 'host' && may(role, 'host', 'view-parked')) return c.redirect(parkedPathOf(id), 303);
  const certificate = await records.certificateOf(id);
  if (certificate?.orderer !== party && certificate?.performer !== party) throw notFound;
  return c.redirect(`/certificates/${certificate.id}`, 303);
};
