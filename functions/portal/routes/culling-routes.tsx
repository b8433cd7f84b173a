import { Hono } from 'hono';
import { z } from 'zod';
import type { AssignmentId } from '#domain/assignment';
import { dateOf } from '#domain/calendar';
import { type Act, may } from '#domain/staff';
import { authorise, ensureAllowed } from '../actions/authorise.ts';
import { holdCulling, isCullingProposed, letCull, releaseHold } from '../actions/decide-culling.ts';
import { type Entered, NOTHING_ENTERED } from '../design/form.tsx';
import { fieldsOf } from '../http/fields.ts';
import { choice, parseForm } from '../http/forms.ts';
import { assignmentIn, personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import { CullingPage } from '../pages/ending-pages.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';

const HoldForm = z.object({ ground: choice(['disclosure-request', 'supervision', 'dispute', 'other']) });

/** Among whose pages the culling stands: an assignment's, or a parked mail's; and the act that lets its page be read. */
interface Place {
  under: '/assignments' | '/parked';
  pathOf(id: AssignmentId): string;
  view: Act;
}

/** What may stop the culling of a file, or let it go on (K3). */
export const cullingRoutes = (deps: PortalDeps, place: Place) =>
  new Hono<PortalEnv>()
    .get(`${place.under}/:id/culling`, (c) => showCulling(deps, place, c, NOTHING_ENTERED))
    .post(`${place.under}/:id/hold`, async (c) => {
      const id = assignmentIn(c);
      const { staff } = personIn(c);
      await authorise(deps.assignments, staff, id, 'hold');
      const form = parseForm(HoldForm, await fieldsOf(c));
      if (!form.ok) return showCulling(deps, place, c, form);
      const { outcome } = await holdCulling(deps, staff, id, form.value.ground);
      return c.redirect(`${place.pathOf(id)}?done=${outcome}`, 303);
    })
    .post(`${place.under}/:id/release`, async (c) => {
      const id = assignmentIn(c);
      const { outcome } = await releaseHold(deps, personIn(c).staff, id);
      return c.redirect(`${place.pathOf(id)}?done=${outcome}`, 303);
    })
    .post(`${place.under}/:id/let-go`, async (c) => {
      const id = assignmentIn(c);
      const { outcome } = await letCull(deps, personIn(c).staff, id);
      return c.redirect(`${place.pathOf(id)}?done=${outcome}`, 303);
    });

const showCulling = async (deps: PortalDeps, place: Place, c: PortalContext, entered: Entered) => {
  const id = assignmentIn(c);
  const { staff } = personIn(c);
  const { file, side } = await authorise(deps.assignments, staff, id, place.view);
  ensureAllowed('held', file);
  const { hold, lettingGo } = file.assignment;
  const isProposed = isCullingProposed(file);
  const view = {
    path: place.pathOf(id),
    heldSince: hold && dateOf(new Date(hold.at)),
    isProposed,
    hasLetGo: lettingGo !== undefined,
    mayHold: may(staff.role, side, 'hold'),
    mayRelease: may(staff.role, side, 'release-hold'),
    mayLetGo: may(staff.role, side, 'let-cull') && isProposed && !hold && !lettingGo,
    entered,
  };
  const status = Object.keys(entered.complaints).length > 0 ? 422 : 200;
  return show(c, c.get('texts').culling.title, (frame) => <CullingPage frame={frame} view={view} />, status);
};
