import { Hono } from 'hono';
import { z } from 'zod';
import { DeclineReason } from '#domain/assignment';
import { answerInquiry } from '../actions/answer-inquiry.ts';
import { authorise, ensureAllowed } from '../actions/authorise.ts';
import { choicesFor, type ReviewChoice, reviewMaterial, withheldIn } from '../actions/review-material.ts';
import { type Entered, NOTHING_ENTERED } from '../design/form.tsx';
import { fieldsOf } from '../http/fields.ts';
import { type Complaints, choice, optionalParagraph, parseForm } from '../http/forms.ts';
import { assignmentIn, pathOf, personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import { OfferPage, ReasonPage, ReviewPage } from '../pages/inquiry-pages.tsx';
import { OrderPage } from '../pages/order-page.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';
import { payloadFrom } from '../signing/payload-forms.ts';
import { readText } from '../views/read-text.ts';
import type { ShowDocument } from './signing-routes.tsx';

const Reason = z.object({
  reason: choice(DeclineReason.options as [DeclineReason, ...DeclineReason[]]),
  text: optionalParagraph(2000),
});

/** From the inquiry to the order: review, answer, order, refuse. */
export const inquiryRoutes = (deps: PortalDeps, showDocument: ShowDocument) =>
  new Hono<PortalEnv>()
    .get('/assignments/:id/review', (c) => showReview(deps, c, NOTHING_ENTERED))
    .post('/assignments/:id/review', async (c) => {
      const id = assignmentIn(c);
      const { staff } = personIn(c);
      const { file } = await authorise(deps.assignments, staff, id, 'review-material');
      const typed = await fieldsOf(c);
      const choices = new Map<string, ReviewChoice>();
      const complaints: Complaints = {};
      for (const material of withheldIn(file)) {
        const options = choicesFor(material);
        const chosen = options.length === 1 ? options[0] : options.find((option) => option === typed[material.id]);
        if (chosen) choices.set(material.id, chosen);
        else complaints[material.id] = 'not-a-choice';
      }
      if (Object.keys(complaints).length > 0) return showReview(deps, c, { typed, complaints });
      const { outcome } = await reviewMaterial(deps, staff, id, choices);
      return c.redirect(`${pathOf(id)}?done=${outcome}`, 303);
    })

    .get('/assignments/:id/offer', async (c) => {
      const id = assignmentIn(c);
      await mayStill(deps, c, 'offer', 'answered');
      return show(c, c.get('texts').offer.title, (frame) => <OfferPage frame={frame} path={pathOf(id)} />);
    })
    .post('/assignments/:id/offer', async (c) => {
      const id = assignmentIn(c);
      const { outcome } = await answerInquiry(deps, personIn(c).staff, id, { answer: 'offered' });
      return c.redirect(`${pathOf(id)}?done=${outcome === 'answered' ? 'offered' : outcome}`, 303);
    })
    .get('/assignments/:id/decline', async (c) => {
      await mayStill(deps, c, 'offer', 'answered');
      return showDecline(c, NOTHING_ENTERED);
    })
    .post('/assignments/:id/decline', async (c) => {
      const id = assignmentIn(c);
      await mayStill(deps, c, 'offer', 'answered');
      const form = parseForm(Reason, await fieldsOf(c));
      if (!form.ok) return showDecline(c, form);
      const { staff } = personIn(c);
      const { outcome } = await answerInquiry(deps, staff, id, { answer: 'declined', ...form.value });
      // The last one to decline ends the inquiry, which is then no longer this municipality's to see.
      const file = await deps.assignments.find(id);
      if (file?.assignment.status !== 'circulated') return c.redirect('/inbox', 303);
      return c.redirect(`${pathOf(id)}?done=${outcome === 'answered' ? 'declined' : outcome}`, 303);
    })

    .get('/assignments/:id/order', (c) => showOrder(deps, c, NOTHING_ENTERED))
    .post('/assignments/:id/order', async (c) => {
      const id = assignmentIn(c);
      await mayStill(deps, c, 'order', 'ordered');
      const typed = await fieldsOf(c);
      if (typed.change) return showOrder(deps, c, { typed, complaints: {} });
      const form = payloadFrom('order', typed, deps.now());
      if (!form.ok) return showOrder(deps, c, form);
      return showDocument(c, id, form.value, { change: { action: `${pathOf(id)}/order` } });
    })

    .get('/assignments/:id/refuse', async (c) => {
      await mayStill(deps, c, 'accept', 'refused');
      return showRefuse(c, NOTHING_ENTERED);
    })
    .post('/assignments/:id/refuse', async (c) => {
      const id = assignmentIn(c);
      await mayStill(deps, c, 'accept', 'refused');
      const typed = await fieldsOf(c);
      if (typed.change) return showRefuse(c, { typed, complaints: {} });
      const form = payloadFrom('refusal', typed, deps.now());
      if (!form.ok) return showRefuse(c, form);
      return showDocument(c, id, form.value, { change: { action: `${pathOf(id)}/refuse` } });
    });

/** Whether the person may do it and the time for it has not passed: asked before a form is shown, and again when it is sent. */
const mayStill = async (
  { assignments }: PortalDeps,
  c: PortalContext,
  act: Parameters<typeof authorise>[3],
  event: Parameters<typeof ensureAllowed>[0],
) => {
  const authorised = await authorise(assignments, personIn(c).staff, assignmentIn(c), act);
  ensureAllowed(event, authorised.file);
  return authorised;
};

const statusOf = ({ complaints }: Entered) => (Object.keys(complaints).length > 0 ? 422 : 200);

const showReview = async (deps: PortalDeps, c: PortalContext, entered: Entered) => {
  const { file } = await mayStill(deps, c, 'review-material', 'reviewed');
  const pieces = await Promise.all(
    withheldIn(file).map(async (material) => ({
      material,
      text: await readText(deps, 'material', material.circulatedKey),
      choices: choicesFor(material),
    })),
  );
  const path = pathOf(file.assignment.id);
  return show(
    c,
    c.get('texts').review.title,
    (frame) => <ReviewPage frame={frame} path={path} pieces={pieces} entered={entered} />,
    statusOf(entered),
  );
};

const showDecline = (c: PortalContext, entered: Entered) => {
  const { offer } = c.get('texts');
  const path = pathOf(assignmentIn(c));
  const words = { title: offer.declineTitle, lead: offer.lead, submit: offer.decline };
  return show(
    c,
    words.title,
    (frame) => <ReasonPage frame={frame} path={path} action={`${path}/decline`} words={words} entered={entered} />,
    statusOf(entered),
  );
};

const showRefuse = (c: PortalContext, entered: Entered) => {
  const { accept } = c.get('texts');
  const path = pathOf(assignmentIn(c));
  const words = { title: accept.refuseTitle, lead: accept.refuseLead, submit: accept.refuse };
  return show(
    c,
    words.title,
    (frame) => <ReasonPage frame={frame} path={path} action={`${path}/refuse`} words={words} entered={entered} />,
    statusOf(entered),
  );
};

const showOrder = async (deps: PortalDeps, c: PortalContext, entered: Entered) => {
  const { file } = await mayStill(deps, c, 'order', 'ordered');
  const offers = file.parties.filter(({ standing }) => standing.answer === 'offered').map(({ party }) => party);
  return show(
    c,
    c.get('texts').order.title,
    (frame) => <OrderPage frame={frame} path={pathOf(file.assignment.id)} offers={offers} entered={entered} />,
    statusOf(entered),
  );
};
