import { connectOwn, giveProvider, throughOwn } from '#test/own-sign-ins';
import { testPortal } from '#test/portal';
import { ORDERER } from '#test/portal-files';

/** The pages about a municipality's own sign-in in each of their shapes, each with what it is. */
export const pagesOfOwnSignIn = async (locale: 'sv' | 'en'): Promise<[string, Response][]> => {
  const portal = testPortal();
  giveProvider(portal, ORDERER);
  const stranger = portal.browser();
  stranger.cookies.set('__Host-language', locale);
  const choice = await stranger.get('/sign-in');
  const through = await stranger.get(`/sign-in/own/${ORDERER}`);
  const unknown = await throughOwn(portal, stranger, ORDERER, 'subject-of-nobody');
  const handler = await portal.signedIn(ORDERER, 'handler');
  handler.cookies.set('__Host-language', locale);
  const inbox = await handler.get('/inbox');
  const before = await handler.get('/own-sign-in');
  const after = await connectOwn(portal, handler, 'subject-of-handler');
  const manager = await portal.signedIn(ORDERER, 'manager');
  manager.cookies.set('__Host-language', locale);
  const taken = await connectOwn(portal, manager, 'subject-of-handler');
  portal.deps.partySignIn.providers.clear();
  const ended = await handler.get('/own-sign-in');
  const disconnected = await handler.follow(await handler.post('/own-sign-in/disconnect'));
  return Object.entries({ choice, through, unknown, inbox, before, after, taken, ended, disconnected }).map(
    ([name, page]) => [`own sign-in: ${name}`, page],
  );
};
