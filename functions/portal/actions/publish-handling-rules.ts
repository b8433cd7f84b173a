import type { CalendarDate } from '#domain/calendar';
import { NotAuthorised, WriteConflict } from '#domain/errors';
import {
  earliestValidFrom,
  type HandlingRules,
  mayPublishRules,
  newest,
  type RulesDraft,
} from '#domain/handling-rules';
import { sha256 } from '#domain/hash';
import type { Staff } from '#domain/staff';
import type { PortalDeps } from '../portal-deps.ts';
import type { RoundDeps } from '../signing/round-kind.ts';
import { askFormerSigners } from './ask-for-rules-signature.ts';
import { NotNow } from './errors.ts';

/** @throws NotAuthorised for whoever does not lay down rules. */
export const ensureMayPublish = ({ id, role }: Staff): void => {
  if (!mayPublishRules(role)) throw new NotAuthorised(id);
};

/** The draft of the next version; one that was saved before the newest version was published is no draft any more. */
export const draftOf = async (
  { handlingRules }: Pick<PortalDeps, 'handlingRules'>,
  { party }: Staff,
): Promise<RulesDraft | undefined> => {
  const draft = await handlingRules.draft(party);
  const published = newest(await handlingRules.versions(party))?.version ?? 0;
  return draft?.follows === published ? draft : undefined;
};

/** Saves the text of the version that is being written. @throws NotAuthorised */
export const saveRulesDraft = async (
  { handlingRules, now }: Pick<PortalDeps, 'handlingRules' | 'now'>,
  staff: Staff,
  text: string,
): Promise<void> => {
  ensureMayPublish(staff);
  const { id: savedBy, party } = staff;
  const follows = newest(await handlingRules.versions(party))?.version ?? 0;
  await handlingRules.saveDraft({ party, follows, text, savedBy, savedAt: now().toISOString() });
};

/**
 * Publishes the draft as the next version, and begins to ask those who had signed the former one to sign this one.
 *
 * @param shownHash the hash of the draft that was shown.
 * @throws NotAuthorised; NotNow when the draft is another than the one shown, or the day is too early; WriteConflict when
 * somebody else published meanwhile.
 */
export const publishHandlingRules = async (
  deps: RoundDeps,
  staff: Staff,
  { shownHash, validFrom }: { shownHash: string; validFrom: CalendarDate },
): Promise<{ rules: HandlingRules; asked: number; remaining: number }> => {
  ensureMayPublish(staff);
  const { party } = staff;
  const versions = await deps.handlingRules.versions(party);
  const draft = await draftOf(deps, staff);
  const now = deps.now();
  if (!draft || sha256(draft.text) !== shownHash || validFrom < earliestValidFrom(versions, now)) throw new NotNow();
  const rules: HandlingRules = {
    party,
    version: (newest(versions)?.version ?? 0) + 1,
    text: draft.text,
    textHash: shownHash,
    validFrom,
    publishedBy: staff.id,
    publishedAt: now.toISOString(),
  };
  if ((await deps.handlingRules.publish(rules)) === 'taken') throw new WriteConflict(party);
  return { rules, ...(await askFormerSigners(deps, staff)) };
};
