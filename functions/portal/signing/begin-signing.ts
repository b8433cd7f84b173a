import type { AssignmentId } from '#domain/assignment';
import { NotAuthorised, SignatureNotValid } from '#domain/errors';
import type { Visit } from '#ports/identity-provider';
import type { PortalDeps } from '../portal-deps.ts';
import type { Person } from '../portal-env.ts';
import { remember } from '../session/identifications.ts';
import { prepareDocument } from './prepare-document.ts';
import type { SigningPayload, SigningRequest } from './signable.ts';

/**
 * Sends the browser to the e-ID with the document that the person has just read.
 *
 * @param shownHash the hash of the text that was shown; when the file has changed since, the text has to be read anew.
 * What is to be signed waits for the signature sealed with the assignment's data key.
 *
 * @throws SignatureNotValid when the text is not the one that was shown; NotAuthorised when one signature is not enough.
 */
export const beginSigning = async (
  deps: Pick<PortalDeps, 'assignments' | 'access' | 'delegations' | 'identity' | 'now'>,
  { staff, session, signer }: Person,
  browser: string,
  id: AssignmentId,
  payload: SigningPayload,
  shownHash: string,
  locale: 'sv' | 'en',
  visit: Visit,
): Promise<{ url: string }> => {
  const { text, textHash, message, needsCountersignature } = await prepareDocument(deps, staff, id, payload);
  if (needsCountersignature) throw new NotAuthorised(id);
  if (textHash !== shownHash) throw new SignatureNotValid(id);
  const started = await deps.identity.startSigning({
    visit,
    document: new TextEncoder().encode(text),
    message,
    locale,
    ...(signer && { signer }),
  });
  const request: SigningRequest = { payload, text, textHash };
  const purpose = {
    kind: 'signing',
    sessionHash: session.tokenHash,
    assignmentId: id,
    request: await deps.assignments.seal(id, request),
  } as const;
  return { url: await remember(deps, started, browser, purpose, id) };
};
