import { Hono } from 'hono';
import { dateOf, plusDays } from '#domain/calendar';
import { LinkNotOpen } from '#domain/errors';
import { sha256 } from '#domain/hash';
import { passedIn } from '#domain/secure-message';
import { downloadFromMessage, findOpenLink, readMessage, revealMessage } from '../actions/open-message.ts';
import { allowIdentity, allowStore, type FormTargets } from '../http/form-targets.ts';
import { methodIn } from '../http/identity-method.ts';
import { pathOf, personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import { visitOf } from '../http/visit.ts';
import { ClosedMessagePage, OpenMessagePage } from '../pages/message-pages.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';
import { remember, throughMethod } from '../session/identifications.ts';

/**
 * The link that a letter carries. Reading it changes nothing, so that a mail scanner can neither use it up nor count as a
 * reader (architecture 8).
 */
export const messageLinkRoutes = (deps: PortalDeps, targets: FormTargets) =>
  new Hono<PortalEnv>()
    .get('/m/:token', async (c) => {
      const { link } = await findOpenLink(deps, sha256(c.req.param('token')));
      await allowIdentity(c, targets);
      return show(c, c.get('texts').message.title, (frame) => (
        <ClosedMessagePage frame={frame} from={link.from} action={`${c.req.path}/identify`} />
      ));
    })
    .post('/m/:token/identify', async (c) => {
      const linkHash = sha256(c.req.param('token'));
      const { link } = await findOpenLink(deps, linkHash);
      const { identity } = throughMethod(deps, await methodIn(c, deps));
      const started = await identity.startIdentification({
        visit: visitOf(c),
        userMessage: 'Öppna säkert meddelande',
        locale: c.get('locale'),
      });
      const purpose = { kind: 'message', linkHash } as const;
      return c.redirect(await remember(deps, started, c.get('browser'), purpose, link.assignmentId), 303);
    });

/** The message itself, after the identification: opened, revealed and downloaded are happenings apart. */
export const messageRoutes = (deps: PortalDeps, targets: FormTargets) =>
  new Hono<PortalEnv>()
    .get('/messages/:link', async (c) => {
      const linkHash = linkIn(c);
      const { link, file, isRevealed } = await readMessage(deps, linkHash, personIn(c).staff);
      await allowStore(c, targets, 'deliverables');
      const view = {
        from: link.from,
        path: `/messages/${linkHash}`,
        // The link dies at midnight; its last whole day is the one before.
        lastDay: plusDays(dateOf(new Date(link.expiresAt)), -1),
        isRevealed,
        assignmentPath: pathOf(link.assignmentId),
        items: passedIn(file).map(({ id, title, size, sha256: hash }) => ({ id, title, size, sha256: hash })),
      };
      return show(c, c.get('texts').message.openTitle, (frame) => <OpenMessagePage frame={frame} view={view} />);
    })
    .post('/messages/:link/reveal', async (c) => {
      const linkHash = linkIn(c);
      await revealMessage(deps, linkHash, personIn(c).staff);
      return c.redirect(`/messages/${linkHash}`, 303);
    })
    .post('/messages/:link/download/:deliverable', async (c) => {
      const { staff } = personIn(c);
      const { url } = await downloadFromMessage(deps, linkIn(c), staff, c.req.param('deliverable'));
      return c.redirect(url, 303);
    });

const linkIn = (c: PortalContext): string => {
  const hash = c.req.param('link') ?? '';
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new LinkNotOpen();
  return hash;
};
