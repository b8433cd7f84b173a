import { Hono } from 'hono';
import type { AssignmentId } from '#domain/assignment';
import { NotNow } from '../actions/errors.ts';
import { fieldsOf } from '../http/fields.ts';
import { allowIdentity, type FormTargets } from '../http/form-targets.ts';
import { methodIn } from '../http/identity-method.ts';
import { assignmentIn, pathOf, personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import { visitOf } from '../http/visit.ts';
import { ReceiptPage } from '../pages/ending-pages.tsx';
import { SignPage, type SignView } from '../pages/sign-page.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';
import { throughMethod } from '../session/identifications.ts';
import { beginSigning } from '../signing/begin-signing.ts';
import { openOrderRound } from '../signing/open-order-round.ts';
import { fieldsFrom, payloadFrom } from '../signing/payload-forms.ts';
import { prepareDocument } from '../signing/prepare-document.ts';
import { manifestOf } from '../signing/receipt.ts';
import type { SigningPayload } from '../signing/signable.ts';

/** Shows a document in full, with the form that leads to signing it. */
export type ShowDocument = (
  c: PortalContext,
  id: AssignmentId,
  payload: SigningPayload,
  more?: Pick<SignView, 'others' | 'change' | 'title'> & { back?: SignView['back'] },
) => Promise<Response>;

export const showDocument =
  (deps: PortalDeps, targets: FormTargets): ShowDocument =>
  async (c, id, payload, more = {}) => {
    const prepared = await prepareDocument(deps, personIn(c).staff, id, payload);
    await allowIdentity(c, targets);
    const t = c.get('texts');
    const view: SignView = {
      kind: payload.kind,
      text: prepared.text,
      textHash: prepared.textHash,
      action: `${pathOf(id)}/sign`,
      fields: fieldsFrom(payload),
      back: { href: pathOf(id), label: t.nav.back },
      needsCountersignature: prepared.needsCountersignature,
      ...more,
    };
    const title = view.title ?? t.sign.title(t.documentKinds[payload.kind]);
    if (payload.kind !== 'receipt') return show(c, title, (frame) => <SignPage frame={frame} view={view} />);
    const titles = new Map(prepared.file.deliverables.map((deliverable) => [deliverable.id, deliverable.title]));
    const manifest = manifestOf(prepared.file).map((entry) => ({ ...entry, title: titles.get(entry.id) ?? entry.id }));
    return show(c, title, (frame) => <ReceiptPage frame={frame} view={{ path: pathOf(id), manifest, sign: view }} />);
  };

/** From the text that was read to the e-ID; the signature comes back to /callback. */
export const signingRoutes = (deps: PortalDeps, showText: ShowDocument) =>
  new Hono<PortalEnv>()
    .get('/assignments/:id/accept', (c) => {
      const t = c.get('texts');
      const id = assignmentIn(c);
      const others = [{ href: `${pathOf(id)}/refuse`, label: t.accept.toRefuse }];
      return showText(c, id, { kind: 'acceptance' }, { title: t.accept.title, others });
    })
    .get('/assignments/:id/receipt', (c) => {
      const t = c.get('texts');
      const id = assignmentIn(c);
      const others = [{ href: `${pathOf(id)}/object`, label: t.receive.toObject }];
      return showText(c, id, { kind: 'receipt' }, { title: t.receive.title, others });
    })
    .get('/assignments/:id/close', (c) =>
      showText(c, assignmentIn(c), { kind: 'closing-decision' }, { title: c.get('texts').close.title }),
    )
    .post('/assignments/:id/sign', async (c) => {
      const id = assignmentIn(c);
      const typed = await fieldsOf(c);
      const form = payloadFrom(typed.kind, typed, deps.now());
      // These fields were hidden and had passed when the text was shown; now they no longer do.
      if (!form.ok) throw new NotNow();
      const person = personIn(c);
      const shownHash = typed.textHash ?? '';
      if (form.value.kind === 'order') {
        const prepared = await prepareDocument(deps, person.staff, id, form.value);
        if (prepared.needsCountersignature) {
          const round = await openOrderRound(deps, person.staff, prepared, form.value, shownHash);
          return c.redirect(`/signings/${round}?done=opened`, 303);
        }
      }
      const { url } = await beginSigning(
        throughMethod(deps, await methodIn(c, deps)),
        person,
        c.get('browser'),
        id,
        form.value,
        shownHash,
        c.get('locale'),
        visitOf(c),
      );
      return c.redirect(url, 303);
    });
