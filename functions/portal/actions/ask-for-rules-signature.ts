import { dateOf, plusDays } from '#domain/calendar';
import {
  DAYS_TO_SIGN_RULES,
  type HandlingRules,
  hasSigned,
  newest,
  rulesInForce,
  versionToSign,
} from '#domain/handling-rules';
import { PARTY_IDS, type PartyId } from '#domain/parties';
import type { RoundId, RoundSubject } from '#domain/signing-round';
import { isInService, type Staff, type StaffId } from '#domain/staff';
import { handlingRules } from '../signing/handling-rules.ts';
import { openRound } from '../signing/open-round.ts';
import type { RoundDeps } from '../signing/round-kind.ts';
import { NotNow } from './errors.ts';

const subjectOf = ({ party, version }: HandlingRules, staff: StaffId): RoundSubject => ({
  scope: 'party',
  party,
  about: `rules-${version}-${staff}`,
});

/** The round in which a person signs a version: the one that is open, or a new one. */
const roundFor = async (deps: RoundDeps, opener: Staff, staff: StaffId, rules: HandlingRules): Promise<RoundId> => {
  const subject = subjectOf(rules, staff);
  const open = (await deps.rounds.ofSubject(subject, 'handling-rules')).find(({ ending }) => !ending);
  if (open) return open.id;
  const dueOn = plusDays(dateOf(deps.now()), DAYS_TO_SIGN_RULES);
  return openRound(deps, handlingRules, {
    opener,
    party: rules.party,
    subject,
    signatories: [{ party: rules.party, staff, dueOn }],
    payload: { staff, version: rules.version },
  });
};

/** A person wants to sign the rules: the version in force, else the one that is coming. @throws NotNow when there is none. */
export const signRules = async (deps: RoundDeps, person: Staff): Promise<RoundId> => {
  const versions = await deps.handlingRules.versions(person.party);
  const signatures = await deps.handlingRules.signaturesOf(person.party, person.id);
  const wanted = versionToSign(versions, signatures, person.id, deps.now());
  if (!wanted) throw new NotNow();
  return roundFor(deps, person, person.id, wanted);
};

/**
 * So many people are asked at a time: each is a text, a round and a letter, and a request has half a minute. The rest are
 * asked by the daily look, or by a second press.
 */
export const ASKED_AT_ONCE = 20;

/** How many people's rounds are looked up at the same time. */
const LOOKED_UP_AT_ONCE = 20;

/** Somebody who had signed the former rules and has not been asked for the newest, or was and did not sign in time. */
interface OwedSignature {
  staff: StaffId;
  rules: HandlingRules;
  /** Whether a round about it has ended without a signature: asked again only when somebody wants that. */
  wasAsked: boolean;
}

/** Whose signature of the newest version is owed, and has no open round. */
const owedSignatures = async (
  { handlingRules: stored, register, rounds, now }: Pick<RoundDeps, 'handlingRules' | 'register' | 'rounds' | 'now'>,
  party: PartyId,
): Promise<OwedSignature[]> => {
  const versions = await stored.versions(party);
  const wanted = newest(versions);
  if (!wanted) return [];
  const earlier = versions.filter(({ version }) => version < wanted.version);
  const former = [rulesInForce(earlier, now()), newest(earlier)].filter((one) => one !== undefined);
  const [signatures, all] = await Promise.all([stored.signatures(party), register.staffOf(party)]);
  const unsigned = all.filter(
    (person) =>
      isInService(person, dateOf(now())) &&
      former.some((rules) => hasSigned(signatures, person.id, rules)) &&
      !hasSigned(signatures, person.id, wanted),
  );
  const owed: OwedSignature[] = [];
  for (let i = 0; i < unsigned.length; i += LOOKED_UP_AT_ONCE) {
    const some = unsigned.slice(i, i + LOOKED_UP_AT_ONCE);
    const editions = await Promise.all(some.map(({ id }) => rounds.ofSubject(subjectOf(wanted, id), 'handling-rules')));
    some.forEach(({ id: staff }, at) => {
      const theirs = editions[at] ?? [];
      if (theirs.every(({ ending }) => ending)) owed.push({ staff, rules: wanted, wasAsked: theirs.length > 0 });
    });
  }
  // Those who have never been asked first: a second press must not ask the same people over and over.
  return owed.sort((a, b) => Number(a.wasAsked) - Number(b.wasAsked));
};

/** How many of those who had signed the former rules have no request to sign the newest. */
export const countOwedSignatures = async (
  deps: Pick<RoundDeps, 'handlingRules' | 'register' | 'rounds' | 'now'>,
  party: PartyId,
): Promise<number> => (await owedSignatures(deps, party)).length;

/**
 * Asks those who had signed the rules before to sign the newest version too: so many of them, and the rest later. It may be
 * done again: who has signed, and who has a round that is open, is not asked twice.
 */
export const askFormerSigners = async (
  deps: RoundDeps,
  publisher: Staff,
  limit = ASKED_AT_ONCE,
): Promise<{ asked: number; remaining: number }> => {
  const owed = await owedSignatures(deps, publisher.party);
  const some = owed.slice(0, limit);
  for (const { staff, rules } of some) await roundFor(deps, publisher, staff, rules);
  return { asked: some.length, remaining: owed.length - some.length };
};

/**
 * What the daily look does for each municipality: asks those whom the publication had no time to ask, on behalf of who
 * published. Who let the time run out or declined has been asked, and is asked again only by a person.
 *
 * @param limit how many are asked in all; the others the next day.
 */
export const askOwedSignatures = async (
  deps: RoundDeps,
  limit = ASKED_AT_ONCE,
): Promise<{ asked: number; remaining: number }> => {
  let [asked, remaining] = [0, 0];
  for (const party of PARTY_IDS) {
    const owed = (await owedSignatures(deps, party)).filter(({ wasAsked }) => !wasAsked);
    remaining += owed.length;
    const some = owed.slice(0, limit - asked);
    const publisher = some[0] && (await deps.register.staff(party, some[0].rules.publishedBy));
    if (!publisher) continue;
    for (const { staff, rules } of some) await roundFor(deps, publisher, staff, rules);
    asked += some.length;
    remaining -= some.length;
  }
  return { asked, remaining };
};
