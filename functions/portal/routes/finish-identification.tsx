import type { PartyId } from '#domain/parties';
import { findOpenLink, openMessage } from '../actions/open-message.ts';
import { sealNow, sealRoundNow } from '../actions/sealed-copies.ts';
import { personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import { NoAuthorityPage } from '../pages/sign-in-page.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext } from '../portal-env.ts';
import { sessionTokenOf, setSessionToken } from '../session/cookies.ts';
import { localPath, type Recalled, throughMethod } from '../session/identifications.ts';
import { staffIdentifiedBy, startSession } from '../session/sessions.ts';
import { finishRound } from '../signing/finish-round.ts';
import { finishSigning } from '../signing/finish-signing.ts';
import { finishBinding } from './binding-routes.tsx';
import { finishOwnSignIn, finishOwnSignInBinding } from './own-sign-in-routes.tsx';

/**
 * What follows when an e-ID or a municipality's own sign-in has answered, whichever it was and however its answer came: the one place that knows what each
 * identification was for. What was recalled is already taken out of the store, so that this happens once.
 */
export const finishIdentification = async (
  portal: PortalDeps,
  c: PortalContext,
  url: URL,
  recalled: Recalled,
): Promise<Response> => {
  const deps = throughMethod(portal, recalled.method);
  switch (recalled.purpose.kind) {
    case 'sign-in':
      return finishSignIn(deps, c, url, recalled, recalled.purpose);
    case 'own-sign-in':
      return finishOwnSignIn(deps, c, url, recalled, recalled.purpose);
    case 'own-sign-in-binding':
      return finishOwnSignInBinding(deps, c, url, recalled, recalled.purpose.sessionHash);
    case 'message':
      return finishMessage(deps, c, url, recalled, recalled.purpose.linkHash);
    case 'binding':
      return finishBinding(deps, c, url, recalled, recalled.purpose.tokenHash);
    case 'signing': {
      const { purpose, pending, stateHash } = recalled;
      const { kind } = await finishSigning(deps, personIn(c), { url, stateHash, pending }, purpose);
      await sealNow(deps, purpose.assignmentId);
      const isParked = personIn(c).staff.party === deps.hostParty && kind === 'closing-decision';
      const file = isParked ? await deps.assignments.find(purpose.assignmentId) : undefined;
      const page = file?.assignment.outcome === 'parked' ? '/parked' : `/assignments/${purpose.assignmentId}`;
      return c.redirect(`${page}?done=${kind}`, 303);
    }
    case 'round': {
      const { purpose, pending, stateHash } = recalled;
      const { redirectTo } = await finishRound(deps, personIn(c), { url, stateHash, pending }, purpose);
      const round = await deps.rounds.find(purpose.roundId);
      if (round?.ending?.kind === 'complete') await sealRoundNow(deps, round);
      return c.redirect(redirectTo, 303);
    }
  }
};

const finishSignIn = async (
  deps: PortalDeps,
  c: PortalContext,
  url: URL,
  { pending }: Recalled,
  { party, returnTo }: { party: PartyId; returnTo: string },
) => {
  const { personalIdentityNumber, level } = await deps.identity.finishIdentification(url, pending);
  const staff = await staffIdentifiedBy(deps, party, personalIdentityNumber);
  if (!staff) {
    return show(c, c.get('texts').signIn.noAuthorityTitle, (frame) => <NoAuthorityPage frame={frame} />, 403);
  }
  setSessionToken(
    c,
    await startSession(deps, staff, { level, personalIdentityNumber }, c.get('locale'), sessionTokenOf(c)),
  );
  return c.redirect(localPath(returnTo), 303);
};

/** The invited person gets in; anybody else is turned away without a session, and that is noted. */
const finishMessage = async (deps: PortalDeps, c: PortalContext, url: URL, { pending }: Recalled, linkHash: string) => {
  const { personalIdentityNumber, level } = await deps.identity.finishIdentification(url, pending);
  const { link } = await findOpenLink(deps, linkHash);
  const staff = await staffIdentifiedBy(deps, link.to, personalIdentityNumber);
  await openMessage(deps, linkHash, staff);
  if (staff)
    setSessionToken(
      c,
      await startSession(deps, staff, { level, personalIdentityNumber }, c.get('locale'), sessionTokenOf(c)),
    );
  return c.redirect(`/messages/${linkHash}`, 303);
};
