import { dateOf, plusDays } from '#domain/calendar';
import {
  DAYS_TO_SIGN_RULES,
  type HandlingRules,
  hasSigned,
  newest,
  rulesInForce,
  versionToSign,
} from '#domain/handling-rules';
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
 * Asks everybody who had signed the rules before to sign the newest version too. It may be done again: who has signed, and
 * who has a round that is open, is not asked twice.
 */
export const askFormerSigners = async (deps: RoundDeps, publisher: Staff): Promise<number> => {
  const { party } = publisher;
  const versions = await deps.handlingRules.versions(party);
  const wanted = newest(versions);
  if (!wanted) return 0;
  const earlier = versions.filter(({ version }) => version < wanted.version);
  const former = [rulesInForce(earlier, deps.now()), newest(earlier)].filter((one) => one !== undefined);
  const [signatures, staff] = await Promise.all([deps.handlingRules.signatures(party), deps.register.staffOf(party)]);
  const asked = staff.filter(
    (person) =>
      isInService(person, dateOf(deps.now())) &&
      former.some((rules) => hasSigned(signatures, person.id, rules)) &&
      !hasSigned(signatures, person.id, wanted),
  );
  for (const { id } of asked) await roundFor(deps, publisher, id, wanted);
  return asked.length;
};
