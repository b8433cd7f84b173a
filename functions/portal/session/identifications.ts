import type { AssignmentId } from '#domain/assignment';
import { sha256 } from '#domain/hash';
import type { Pending } from '#ports/access-store';
import type { IdentificationStart, IdentityMethod } from '#ports/identity-provider';
import type { PortalDeps } from '../portal-deps.ts';
import { isSame } from './secrets.ts';

/** An identification or signing that was begun must come back within this time. */
const MINUTES = 10;

/** Remembers an identification that the browser is now sent away for. @returns where to send it. */
export const remember = async (
  deps: Pick<PortalDeps, 'access' | 'now'>,
  started: IdentificationStart,
  browser: string,
  purpose: Pending['purpose'],
  assignmentId?: AssignmentId,
): Promise<string> => {
  await deps.access.putPending({
    stateHash: sha256(started.state),
    browserHash: sha256(browser),
    pending: started.pending,
    method: started.method ?? 'eid',
    turn: 0,
    purpose,
    ...(assignmentId && { assignmentId }),
    expiresAt: new Date(deps.now().getTime() + MINUTES * 60_000).toISOString(),
  });
  return started.url;
};

export interface Recalled {
  pending: unknown;
  purpose: Pending['purpose'];
  stateHash: string;
  method: IdentityMethod;
}

/** The same portal with another e-ID for the request under way. */
export const throughMethod = <T extends Pick<PortalDeps, 'identity' | 'identityMethods'>>(
  deps: T,
  method: IdentityMethod,
): T => ({ ...deps, identity: deps.identityMethods.of(method) });

/**
 * Takes out what a callback belongs to: once, in time, and only for the browser that began it. Nothing when it was used
 * before, is too old, or comes from another browser.
 */
export const recall = async (
  deps: Pick<PortalDeps, 'access' | 'now'>,
  state: string,
  browser: string,
): Promise<Recalled | undefined> => {
  const stateHash = sha256(state);
  const held = await deps.access.takePending(stateHash);
  if (!held || !isSame(held.browserHash, sha256(browser))) return undefined;
  if (deps.now() >= new Date(held.expiresAt)) return undefined;
  return { pending: held.pending, purpose: held.purpose, stateHash, method: held.method ?? 'eid' };
};

/** Only a path of our own may be returned to after signing in. */
export const localPath = (path: string | undefined): string =>
  path && /^\/(?![/\\])[\w\-./]*$/.test(path) ? path : '/inbox';

/** An identification that is looked at on a page of ours until it is done. */
export interface InPagePending {
  current(): Pending;
  /** Keeps what is to be remembered. @returns false when somebody else has meanwhile, or it was taken out. */
  replace(pending: unknown): Promise<boolean>;
}

/** What is looked for with the same rules as in `recall`, but left where it is. */
export const lookFor = async (
  deps: Pick<PortalDeps, 'access' | 'now'>,
  state: string,
  browser: string,
): Promise<InPagePending | undefined> => {
  const found = await deps.access.findPending(sha256(state));
  if (!found || !isSame(found.browserHash, sha256(browser))) return undefined;
  if (deps.now() >= new Date(found.expiresAt)) return undefined;
  let held = found;
  return {
    current: () => held,
    async replace(pending) {
      const next = { ...held, pending, turn: (held.turn ?? 0) + 1 };
      const isKept = await deps.access.replacePending(next);
      if (isKept) held = next;
      return isKept;
    },
  };
};
