import { Hono } from 'hono';
import { z } from 'zod';
import { authorise, ensureAllowed } from '../actions/authorise.ts';
import { objectToDelivery } from '../actions/object-to-delivery.ts';
import { revokeMessage } from '../actions/revoke-message.ts';
import { withdraw } from '../actions/withdraw.ts';
import { type Entered, NOTHING_ENTERED } from '../design/form.tsx';
import { fieldsOf } from '../http/fields.ts';
import { choice, optionalParagraph, paragraph, parseForm } from '../http/forms.ts';
import { assignmentIn, pathOf, personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import { RevokePage } from '../pages/message-pages.tsx';
import { ObjectPage, WithdrawPage } from '../pages/work-pages.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';

const Withdrawal = z.object({ text: optionalParagraph(2000) });
const Objection = z.object({ remedy: choice(['redeliver', 'end']), text: paragraph(2000) });

/** How an assignment ends otherwise than by a receipt. */
export const endingRoutes = (deps: PortalDeps) =>
  new Hono<PortalEnv>()
    .get('/assignments/:id/withdraw', (c) => showWithdraw(deps, c, NOTHING_ENTERED))
    .post('/assignments/:id/withdraw', async (c) => {
      const id = assignmentIn(c);
      const { staff } = personIn(c);
      await authorise(deps.assignments, staff, id, 'withdraw');
      const form = parseForm(Withdrawal, await fieldsOf(c));
      if (!form.ok) return showWithdraw(deps, c, form);
      const { outcome } = await withdraw(deps, staff, id, form.value.text);
      return c.redirect(`${pathOf(id)}?done=${outcome}`, 303);
    })
    .get('/assignments/:id/revoke', async (c) => {
      const id = assignmentIn(c);
      const { file } = await authorise(deps.assignments, personIn(c).staff, id, 'revoke-message');
      ensureAllowed('message-revoked', file);
      return show(c, c.get('texts').revoke.title, (frame) => <RevokePage frame={frame} path={pathOf(id)} />);
    })
    .post('/assignments/:id/revoke', async (c) => {
      const id = assignmentIn(c);
      const { outcome } = await revokeMessage(deps, personIn(c).staff, id);
      return c.redirect(`${pathOf(id)}?done=${outcome}`, 303);
    })
    .get('/assignments/:id/object', (c) => showObject(deps, c, NOTHING_ENTERED))
    .post('/assignments/:id/object', async (c) => {
      const id = assignmentIn(c);
      const { staff } = personIn(c);
      await authorise(deps.assignments, staff, id, 'receive');
      const form = parseForm(Objection, await fieldsOf(c));
      if (!form.ok) return showObject(deps, c, form);
      const { outcome } = await objectToDelivery(deps, staff, id, form.value);
      return c.redirect(`${pathOf(id)}?done=${outcome}`, 303);
    });

const statusOf = ({ complaints }: Entered) => (Object.keys(complaints).length > 0 ? 422 : 200);

const showWithdraw = async (deps: PortalDeps, c: PortalContext, entered: Entered) => {
  const id = assignmentIn(c);
  const { file } = await authorise(deps.assignments, personIn(c).staff, id, 'withdraw');
  ensureAllowed('withdrawn', file);
  return show(
    c,
    c.get('texts').withdraw.title,
    (frame) => <WithdrawPage frame={frame} path={pathOf(id)} entered={entered} />,
    statusOf(entered),
  );
};

const showObject = async (deps: PortalDeps, c: PortalContext, entered: Entered) => {
  const id = assignmentIn(c);
  const { file } = await authorise(deps.assignments, personIn(c).staff, id, 'receive');
  ensureAllowed('objected', file);
  return show(
    c,
    c.get('texts').receive.objectTitle,
    (frame) => <ObjectPage frame={frame} path={pathOf(id)} entered={entered} />,
    statusOf(entered),
  );
};
