import { dateOf } from '#domain/calendar';
import { NotAuthorised } from '#domain/errors';
import { sha256 } from '#domain/hash';
import type { PartyId } from '#domain/parties';
import { isInService, type Staff } from '#domain/staff';
import type { Session } from '#ports/access-store';
import type { PortalDeps } from '../portal-deps.ts';
import type { Person } from '../portal-env.ts';
import type { Locale } from '../texts/texts.ts';
import { openNumber, sealNumber } from './sealed-number.ts';
import { newSecret } from './secrets.ts';

const HOUR = 60 * 60 * 1000;
/** A session ends after so long without a request … */
const IDLE = 2 * HOUR;
/** … and never lives longer than this. */
const LONGEST = 12 * HOUR;
/** How often the time of the last request is written down: reading a page is no reason to write every time. */
const TOUCH_AFTER = 5 * 60 * 1000;

type Deps = Pick<PortalDeps, 'access' | 'register' | 'staffBindings' | 'now' | 'random'>;

const isAlive = (session: Session, now: Date): boolean =>
  now.getTime() - Date.parse(session.seenAt) < IDLE && now.getTime() - Date.parse(session.startedAt) < LONGEST;

/** How somebody was identified: the level, and the number an e-ID states; or by their municipality's own sign-in. */
export type SignedIn = { level: string } & ({ personalIdentityNumber: string } | { via: 'own-sign-in' });

/**
 * Starts a session for an identified member of staff. Always with a new token, and any session the browser had is ended,
 * so that a token somebody planted or kept from before is worth nothing.
 *
 * @returns the token for the cookie; only its hash is stored.
 * @throws NotAuthorised when the e-ID has been taken from them since they were identified.
 */
export const startSession = async (
  deps: Deps & Pick<PortalDeps, 'identityKeys'>,
  staff: Staff,
  signedIn: SignedIn,
  locale: Locale,
  formerToken: string | undefined,
): Promise<string> => {
  if (formerToken) await deps.access.endSession(sha256(formerToken));
  const eIdSince = 'via' in signedIn ? undefined : await sinceWhenTheirs(deps, staff, signedIn);
  const token = newSecret(deps.random);
  const at = deps.now().toISOString();
  await deps.access.putSession({
    tokenHash: sha256(token),
    staffId: staff.id,
    party: staff.party,
    csrf: newSecret(deps.random),
    level: signedIn.level,
    role: staff.role,
    ...(staff.standing && { standing: staff.standing }),
    ...(eIdSince && { eIdSince }),
    startedAt: at,
    seenAt: at,
    locale,
    ...('via' in signedIn
      ? { via: signedIn.via }
      : { sealedNumber: sealNumber(token, signedIn.personalIdentityNumber) }),
  });
  return token;
};

/**
 * Since when the e-ID is bound that they were identified by. Whether it is theirs is asked after that was read: one that is
 * replaced at this very moment then leads either to a refusal or to a session that ends at once.
 */
const sinceWhenTheirs = async (
  deps: Pick<PortalDeps, 'register' | 'staffBindings' | 'identityKeys'>,
  { party, id }: Staff,
  { personalIdentityNumber }: { personalIdentityNumber: string },
): Promise<string | undefined> => {
  const since = await deps.staffBindings.boundSince(party, id);
  if ((await staffIdentifiedBy(deps, party, personalIdentityNumber))?.id !== id) throw new NotAuthorised(id);
  return since;
};

/** The e-ID by which this session was begun is forgotten, or another is bound since. */
const isOfFormerEId = async ({ staffBindings }: Deps, session: Session): Promise<boolean> =>
  session.via !== 'own-sign-in' &&
  (await staffBindings.boundSince(session.party, session.staffId)) !== session.eIdSince;

/** The municipality's own sign-in by which this session was begun is connected no more, or was connected anew since. */
const isDisconnected = async ({ register }: Pick<Deps, 'register'>, session: Session): Promise<boolean> => {
  if (session.via !== 'own-sign-in') return false;
  const since = await register.ownSignInSince(session.party, session.staffId);
  return !since || Date.parse(since) > Date.parse(session.startedAt);
};

/**
 * Who is signed in with this token. The person is read anew each time: somebody who has left is out at once, somebody who
 * has got another role signs in again in that one (D4), be it the one they had before, and so does somebody whose e-ID was
 * replaced. Such a session is ended for good, so that it does not come back to life with the role.
 */
export const personOf = async (deps: Deps, token: string): Promise<Person | undefined> => {
  const session = await deps.access.findSession(sha256(token));
  const now = deps.now();
  if (!session || !isAlive(session, now)) return undefined;
  const staff = await deps.register.staff(session.party, session.staffId);
  if (
    !staff ||
    !isInService(staff, dateOf(now)) ||
    staff.role !== session.role ||
    staff.standing !== session.standing ||
    (await isOfFormerEId(deps, session)) ||
    (await isDisconnected(deps, session))
  ) {
    await deps.access.endSession(session.tokenHash);
    return undefined;
  }
  if (now.getTime() - Date.parse(session.seenAt) >= TOUCH_AFTER) await deps.access.touchSession(session.tokenHash, now);
  return { staff, session, signer: session.sealedNumber && openNumber(token, session.sealedNumber) };
};

/** The active member of staff to whom the identified person's e-ID is bound, compared as a keyed MAC. */
export const staffIdentifiedBy = async (
  deps: Pick<PortalDeps, 'register' | 'identityKeys'>,
  party: PartyId,
  personalIdentityNumber: string,
): Promise<Staff | undefined> =>
  deps.register.staffByIdentity(party, await deps.identityKeys.macOf(party, personalIdentityNumber));
