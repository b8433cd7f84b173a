import type { PartyId } from '#domain/parties';
import { bindingOf } from '#ports/party-sign-in';
import { type Browser, backFrom, type TestPortal } from './portal.ts';

const originOf = (party: PartyId): string => `https://sign-in.${party}.example`;

/** Lets a municipality bind a provider for its staff. */
export const giveProvider = (portal: TestPortal, party: PartyId): void =>
  void portal.deps.partySignIn.providers.set(party, originOf(party));

/** The keyed MAC of a subject of a municipality's provider. */
export const ownSignInOf = (portal: TestPortal, party: PartyId, subject: string): Promise<string> =>
  portal.deps.identityKeys.macOf(party, bindingOf({ issuer: originOf(party), subject }));

/** The way back from the provider of somebody who has begun to connect theirs. */
export const beginConnecting = async (browser: Browser): Promise<string> => {
  await browser.get('/own-sign-in');
  return backFrom((await browser.post('/own-sign-in/connect')).headers.get('location') ?? '');
};

/** Somebody who is signed in connects what the provider calls them; without a subject they cancel there. */
export const connectOwn = async (
  portal: TestPortal,
  browser: Browser,
  subject: string | undefined,
): Promise<Response> => {
  const back = await beginConnecting(browser);
  portal.deps.partySignIn.subject = subject;
  return browser.follow(await browser.get(back));
};

/** The way back from the provider of somebody who has begun to sign in by it. */
export const beginThroughOwn = async (browser: Browser, party: PartyId): Promise<string> => {
  await browser.get(`/sign-in/own/${party}`);
  return backFrom((await browser.post(`/sign-in/own/${party}`)).headers.get('location') ?? '');
};

/** Somebody signs in by a municipality's own sign-in. @returns the page they end at. */
export const throughOwn = async (
  portal: TestPortal,
  browser: Browser,
  party: PartyId,
  subject: string,
): Promise<Response> => {
  const back = await beginThroughOwn(browser, party);
  portal.deps.partySignIn.subject = subject;
  return browser.follow(await browser.get(back));
};
