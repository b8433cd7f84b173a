import { NotAuthorised } from '#domain/errors';
import type { SignedAs } from '#domain/signer-then';
import { decideSignature, type NotCounted, type RoundId, type SignatureAttempt } from '#domain/signing-round';
import type { Pending } from '#ports/access-store';
import type { SignatureEvidence } from '#ports/identity-provider';
import { changeRound, type KeptSignature, settledRound } from '../../signing/change-round.ts';
import { followRound } from '../../signing/conclude-round.ts';
import { endIfVoid } from '../../signing/end-if-void.ts';
import { documentIdOf, evidenceHashOf, keepJson, keepNotCounted } from '../../signing/keep-signature.ts';
import { folderOf, keptKeyOf, ownerOf } from '../../signing/round-keys.ts';
import { ThingNotFound } from '../actions/errors.ts';
import type { PortalDeps } from '../portal-deps.ts';
import type { Person } from '../portal-env.ts';
import { staffIdentifiedBy } from '../session/sessions.ts';
import { textOf } from './find-round.ts';
import { authorisedSeat, isStrongEnough } from './may-sign-round.ts';
import { kindOf, ROUND_KINDS, type RoundKinds } from './round-kinds.ts';
import { whoSigns } from './who-signs.ts';

type RoundPurpose = Extract<Pending['purpose'], { kind: 'round' }>;

/**
 * Takes a signature in a round back from the e-ID: the signer is the one who is signed in, and what was signed is the text
 * that lies in the vault. It is noted, its evidence is kept, and then it is written into the round; from the moment the
 * evidence is kept, whoever looks at the round next writes it if this run dies. A signature that does not count is kept too,
 * apart, and the signer is told why.
 *
 * @returns where the browser goes: the round, which says what became of the signature.
 * @throws NotAuthorised when the session or the signer is another; SignatureNotValid when the stored text is another; the
 * errors of the e-ID.
 */
export const finishRound = async (
  deps: PortalDeps,
  person: Person,
  callback: { url: URL; stateHash: string; pending: unknown },
  purpose: RoundPurpose,
  kinds: RoundKinds = ROUND_KINDS,
): Promise<{ redirectTo: string }> => {
  const { staff, session } = person;
  const { roundId, place } = purpose;
  if (session.tokenHash !== purpose.sessionHash) throw new NotAuthorised(roundId);
  const read = await deps.rounds.find(roundId);
  if (!read) throw new ThingNotFound();
  const kind = kindOf(kinds, read.documentKind);
  const text = await textOf(deps, read);

  const signed = await deps.identity.finishSigning(callback.url, callback.pending, text);
  const signer = await staffIdentifiedBy(deps, staff.party, signed.person.personalIdentityNumber);
  if (signer?.id !== staff.id) throw new NotAuthorised(roundId);

  const payload = kind.payload.parse(await deps.rounds.payloadOf(read));
  const round = await endIfVoid(deps, kind, read);
  const seat = await authorisedSeat(deps, kind, staff, round, place, payload);
  const { evidence } = signed;
  const documentId = documentIdOf(callback.stateHash);
  const attempt: SignatureAttempt = {
    by: staff.id,
    ...(seat?.onBehalfOf && { onBehalfOf: seat.onBehalfOf }),
    at: evidence.signedAt,
    level: evidence.level,
    documentId,
    evidenceKey: `${folderOf(round)}${documentId}.json`,
    evidenceHash: evidenceHashOf(evidence),
    place,
    textHash: read.textHash,
    isAuthorised: seat !== undefined,
    isStrongEnough: isStrongEnough(evidence.level, round.documentKind),
  };
  const hours = kind.hours?.(payload);
  const signedAs = await whoSigns(deps, staff, round.documentKind, { hours, onBehalfOf: seat?.onBehalfOf });
  const because = await writeSignature(deps, round.id, attempt, signedAs, evidence);
  if (!because) {
    const newest = await deps.rounds.find(roundId);
    if (newest) await followRound(deps, kind, newest);
  }
  return { redirectTo: `/signings/${roundId}?${because ? `notCounted=${because}` : 'done=signed'}` };
};

/** Keeps the signature where it belongs and, when it counts, writes it into the round. @returns why it does not count. */
const writeSignature = async (
  deps: PortalDeps,
  id: RoundId,
  attempt: SignatureAttempt,
  signedAs: SignedAs,
  evidence: SignatureEvidence,
): Promise<NotCounted | undefined> => {
  const { vault, now } = deps;
  let round = await settledRound(deps, id);
  const party = ownerOf(round.subject);
  if (decideSignature(round, attempt, now()).kind === 'counts') {
    const { isAuthorised: _, isStrongEnough: __, ...kept } = attempt;
    // The note first: the evidence is what makes it stand, and a note without evidence stands for nothing.
    await keepJson(vault, { party, key: keptKeyOf(round, attempt.documentId) }, {
      ...kept,
      ...signedAs,
    } satisfies KeptSignature);
    await keepJson(vault, { party, key: attempt.evidenceKey }, evidence);
    const changed = await changeRound(deps, id, (newest) => {
      const decision = decideSignature(newest, attempt, now());
      return decision.kind === 'counts' ? decision.round : undefined;
    });
    if (changed.isChanged) return undefined;
    round = changed.round;
  }
  const decision = decideSignature(round, attempt, now());
  if (decision.kind !== 'does-not-count') return undefined;
  const { because } = decision;
  const { documentId, by, textHash } = attempt;
  const refused = { because, documentId, by, textHash, receivedAt: now().toISOString() };
  await keepNotCounted(vault, { party, folder: folderOf(round) }, refused, evidence);
  return because;
};
