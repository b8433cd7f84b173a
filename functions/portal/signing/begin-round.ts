import { referenceOf } from '#domain/assignment';
import { dateOf } from '#domain/calendar';
import { SignatureNotValid } from '#domain/errors';
import { partyName } from '#domain/parties';
import type { NotCounted, SigningRound } from '#domain/signing-round';
import type { Visit } from '#ports/identity-provider';
import { settledRound } from '../../signing/change-round.ts';
import { followRound } from '../../signing/conclude-round.ts';
import { endIfVoid } from '../../signing/end-if-void.ts';
import { seatOf } from '../../signing/stand-ins.ts';
import type { PortalDeps } from '../portal-deps.ts';
import type { Person } from '../portal-env.ts';
import { remember } from '../session/identifications.ts';
import { type FoundRound, textOf } from './find-round.ts';
import { whyNotNow } from './may-sign-round.ts';
import { editionToldOf } from './round-kind.ts';

/** What the signer reads in the e-ID: what it is, which edition of it, and the hash of the text. */
const messageOf = ({ subject, party, textHash }: SigningRound, edition: number, summary: string): string =>
  [
    subject.scope === 'assignment' ? `Uppdrag ${referenceOf(subject.assignmentId)}` : partyName(party),
    summary,
    `Utgåva ${edition}`,
    `Handlingens kontrollsumma (SHA-256): ${textHash}`,
  ].join('\n');

export type BegunRound = { kind: 'begun'; url: string } | { kind: 'not-now'; because: NotCounted };

/**
 * Sends the browser to the e-ID with the text of the round that the person has just read in full. What the round has become
 * meanwhile is looked at first: nobody is asked to sign what could not count.
 *
 * @param shownHash the hash of the text that was shown.
 * @throws SignatureNotValid when the text is another.
 */
export const beginRound = async (
  deps: PortalDeps,
  { staff, session, signer }: Person,
  browser: string,
  { round: read, kind, payload }: FoundRound,
  shownHash: string,
  locale: 'sv' | 'en',
  visit: Visit,
): Promise<BegunRound> => {
  if (shownHash !== read.textHash) throw new SignatureNotValid(read.id);
  const settled = await settledRound(deps, read.id);
  if (settled.version !== read.version) await followRound(deps, kind, settled);
  const round = await endIfVoid(deps, kind, settled);
  const seat = await seatOf(deps.register, staff, round, dateOf(deps.now()));
  if (!seat) return { kind: 'not-now', because: 'not-authorised' };
  const because = await whyNotNow(deps, kind, staff, round, seat.place, payload);
  if (because) return { kind: 'not-now', because };
  const started = await deps.identity.startSigning({
    visit,
    document: await textOf(deps, round),
    message: messageOf(round, await editionToldOf(deps, kind, round, payload), kind.summary(payload)),
    locale,
    ...(signer && { signer }),
  });
  const purpose = { kind: 'round', sessionHash: session.tokenHash, roundId: round.id, place: seat.place } as const;
  const assignmentId = round.subject.scope === 'assignment' ? round.subject.assignmentId : undefined;
  return { kind: 'begun', url: await remember(deps, started, browser, purpose, assignmentId) };
};
