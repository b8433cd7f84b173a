import { z } from 'zod';
import { CalendarDate, dateOf } from './calendar.ts';
import { Sha256 } from './manifest.ts';
import { PARTIES, PartyId } from './parties.ts';
import type { Role } from './staff.ts';
import { StaffId } from './staff.ts';

/** The longest text that rules may have: they are read in full before they are signed. */
export const MAX_RULES_LENGTH = 30_000;

/** A published version of a municipality's handling rules (hanteringsregler, R3.2). It never changes. */
export const HandlingRules = z.strictObject({
  party: PartyId,
  /** 1, 2, …: counted by the municipality. */
  version: z.int().min(1),
  text: z.string().min(1).max(MAX_RULES_LENGTH),
  textHash: Sha256,
  /** The first day on which this version, and no earlier one, is in force. */
  validFrom: CalendarDate,
  publishedBy: StaffId,
  publishedAt: z.iso.datetime(),
});
export type HandlingRules = z.infer<typeof HandlingRules>;

/** The version that is being written; each municipality has one at most. */
export const RulesDraft = z.strictObject({
  party: PartyId,
  /** The newest published version when it was saved, 0 before the first: a draft becomes the next one, and no other. */
  follows: z.int().min(0),
  text: z.string().min(1).max(MAX_RULES_LENGTH),
  savedBy: StaffId,
  savedAt: z.iso.datetime(),
});
export type RulesDraft = z.infer<typeof RulesDraft>;

/** That a person has signed a version: ids, a hash and a date; the signature itself lies with the signing round. */
export const RulesSignature = z.strictObject({
  party: PartyId,
  staff: StaffId,
  version: z.int().min(1),
  /** SHA-256 of the rules' own text, not of the whole signed document. */
  textHash: Sha256,
  documentId: z.string(),
  signedAt: z.iso.datetime(),
});
export type RulesSignature = z.infer<typeof RulesSignature>;

/** How long a person has to sign a version when they are asked to. */
export const DAYS_TO_SIGN_RULES = 30;

const PUBLISHERS: readonly Role[] = ['manager', 'management-group'];

/** Rules are laid down by those who answer for the work, not by who runs the system (D7). */
export const mayPublishRules = (role: Role): boolean => PUBLISHERS.includes(role);

/** The version in force on the day of `now`: the newest of those that have begun. */
export const rulesInForce = (versions: readonly HandlingRules[], now: Date): HandlingRules | undefined =>
  newest(versions.filter(({ validFrom }) => validFrom <= dateOf(now)));

/** The newest version, in force or published for a day to come. */
export const newest = (versions: readonly HandlingRules[]): HandlingRules | undefined =>
  versions.reduce<HandlingRules | undefined>(
    (found, one) => (found && found.version > one.version ? found : one),
    undefined,
  );

/**
 * The first day from which a new version may be valid: not in the past, and not before the version it follows, so that
 * which rules were in force on a day never changes afterwards.
 */
export const earliestValidFrom = (versions: readonly HandlingRules[], now: Date): CalendarDate => {
  const today = dateOf(now);
  const last = newest(versions)?.validFrom;
  return last !== undefined && last > today ? last : today;
};

export const hasSigned = (
  signatures: readonly RulesSignature[],
  staff: StaffId,
  { party, version, textHash }: Pick<HandlingRules, 'party' | 'version' | 'textHash'>,
): boolean =>
  signatures.some(
    (one) => one.staff === staff && one.party === party && one.version === version && one.textHash === textHash,
  );

/** Which version a person should sign now: the one in force first, then the one that is coming. */
export const versionToSign = (
  versions: readonly HandlingRules[],
  signatures: readonly RulesSignature[],
  staff: StaffId,
  now: Date,
): HandlingRules | undefined =>
  [rulesInForce(versions, now), newest(versions)].find((one) => one && !hasSigned(signatures, staff, one));

/** The whole text that is signed: whose rules, which version, every word of them. */
export const rulesText = ({
  party,
  version,
  validFrom,
  text,
}: Pick<HandlingRules, 'party' | 'version' | 'validFrom' | 'text'>): string =>
  [
    'HANTERINGSREGLER FÖR REGISTER',
    `Kommun: ${PARTIES[party]}`,
    `Version: ${version}`,
    `Gäller från och med: ${validFrom}`,
    '',
    text.trim(),
    '',
    'Jag har läst hanteringsreglerna ovan och följer dem när jag använder fastighetsregistret eller kommuninvånarregistret.',
    '',
  ].join('\n');
