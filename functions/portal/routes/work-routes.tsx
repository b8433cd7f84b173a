import { Hono } from 'hono';
import { z } from 'zod';
import { spell } from '#domain/assignment';
import { dateOf } from '#domain/calendar';
import { Deliverable } from '#domain/facts';
import { mayFly, mayUseRegister } from '#domain/gates';
import { withRegisterAccess } from '../../grants/read-register-access.ts';
import { authorise, ensureAllowed } from '../actions/authorise.ts';
import { deliver, storedAmong } from '../actions/deliver.ts';
import { downloadOwnDeliverable } from '../actions/download.ts';
import { ThingNotFound } from '../actions/errors.ts';
import { givePermit } from '../actions/give-clearance.ts';
import { addDeliverable, removeDeliverable, uploadFormFor } from '../actions/keep-deliverables.ts';
import { type Entered, NOTHING_ENTERED } from '../design/form.tsx';
import { fieldsOf } from '../http/fields.ts';
import { allowStore, type FormTargets } from '../http/form-targets.ts';
import { choice, dayFrom, line, parseForm } from '../http/forms.ts';
import { assignmentIn, pathOf, personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import { DeliverablesPage, type DeliverablesView, UploadPage } from '../pages/deliverables-page.tsx';
import { ClearPage } from '../pages/work-pages.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';

/** From the acceptance to the delivery: gates, deliverables, delivery. */
export const workRoutes = (deps: PortalDeps, targets: FormTargets) =>
  new Hono<PortalEnv>()
    .get('/assignments/:id/clear', (c) => showClear(deps, c, NOTHING_ENTERED))
    .post('/assignments/:id/clear/flight-permit', async (c) => {
      const id = assignmentIn(c);
      const { staff } = personIn(c);
      await authorise(deps.assignments, staff, id, 'clear');
      const form = parseForm(
        z.object({
          ground: choice(['permit', 'exempt', 'not-spread']),
          evidence: line(200),
          permitUntil: dayFrom(dateOf(deps.now())),
        }),
        await fieldsOf(c),
      );
      if (!form.ok) return showClear(deps, c, form);
      const { ground, evidence, permitUntil: until } = form.value;
      await givePermit(deps, staff, id, { ground, evidence, until });
      return c.redirect(`${pathOf(id)}?done=cleared`, 303);
    })

    .get('/assignments/:id/deliverables', (c) => showDeliverables(deps, targets, c, NOTHING_ENTERED))
    .post('/assignments/:id/deliverables', async (c) => {
      const id = assignmentIn(c);
      const { staff } = personIn(c);
      await authorise(deps.assignments, staff, id, 'deliver');
      const typed = await fieldsOf(c);
      const form = parseForm(z.object({ id: Deliverable.shape.id.catch(newSlotId(deps)), title: line(150) }), typed);
      if (!form.ok) return showDeliverables(deps, targets, c, form);
      await addDeliverable(deps, staff, id, form.value);
      return c.redirect(`${pathOf(id)}/deliverables/${form.value.id}`, 303);
    })
    .get('/assignments/:id/deliverables/:deliverable', async (c) => {
      const id = assignmentIn(c);
      const found = await uploadFormFor(deps, personIn(c).staff, id, c.req.param('deliverable'));
      c.get('formTargets').add(new URL(found.form.url).origin);
      return show(c, c.get('texts').deliver.uploadTitle, (frame) => (
        <UploadPage frame={frame} path={pathOf(id)} title={found.deliverable.title} form={found.form} />
      ));
    })
    .post('/assignments/:id/deliverables/:deliverable/download', async (c) => {
      const { staff } = personIn(c);
      const { url } = await downloadOwnDeliverable(deps, staff, assignmentIn(c), c.req.param('deliverable'));
      return c.redirect(url, 303);
    })
    .post('/assignments/:id/deliverables/:deliverable/remove', async (c) => {
      const id = assignmentIn(c);
      const deliverableId = Deliverable.shape.id.safeParse(c.req.param('deliverable'));
      if (!deliverableId.success) throw new ThingNotFound();
      await removeDeliverable(deps, personIn(c).staff, id, deliverableId.data);
      return c.redirect(`${pathOf(id)}/deliverables`, 303);
    })
    .post('/assignments/:id/deliver', async (c) => {
      const id = assignmentIn(c);
      const { outcome } = await deliver(deps, personIn(c).staff, id);
      if (outcome === 'delivered') return c.redirect(`${pathOf(id)}?done=delivered`, 303);
      const problem = outcome === 'nothing-to-deliver' ? 'nothing' : 'notAll';
      return showDeliverables(deps, targets, c, NOTHING_ENTERED, problem);
    });

const newSlotId = ({ random }: Pick<PortalDeps, 'random'>): string => `d-${spell(random(7), 10)}`;

const statusOf = (isWrong: boolean) => (isWrong ? 422 : 200);

const showClear = async (deps: PortalDeps, c: PortalContext, entered: Entered) => {
  const id = assignmentIn(c);
  const { staff } = personIn(c);
  const { file } = await authorise(deps.assignments, staff, id, 'clear');
  ensureAllowed('clearance-given', file);
  const view = {
    path: pathOf(id),
    needs: file.assignment,
    isRegisterOpen: mayUseRegister(await withRegisterAccess(deps, file), deps.now()),
    isFlightOpen: mayFly(file, deps.now()),
    entered,
  };
  return show(
    c,
    c.get('texts').clear.title,
    (frame) => <ClearPage frame={frame} view={view} />,
    statusOf(Object.keys(entered.complaints).length > 0),
  );
};

const showDeliverables = async (
  deps: PortalDeps,
  targets: FormTargets,
  c: PortalContext,
  entered: Entered,
  problem?: DeliverablesView['problem'],
) => {
  const id = assignmentIn(c);
  const { file } = await authorise(deps.assignments, personIn(c).staff, id, 'deliver');
  ensureAllowed('deliverable-added', file);
  await allowStore(c, targets, 'deliverables');
  const stored = await storedAmong(deps, file.deliverables);
  const items = [...file.deliverables]
    .sort((a, b) => (a.addedAt < b.addedAt ? -1 : 1))
    .map((deliverable) => ({ deliverable, isStored: stored.has(deliverable.id) }));
  const view = { path: pathOf(id), items, newId: newSlotId(deps), entered, problem };
  return show(
    c,
    c.get('texts').deliver.title,
    (frame) => <DeliverablesPage frame={frame} view={view} />,
    statusOf(problem !== undefined || Object.keys(entered.complaints).length > 0),
  );
};
