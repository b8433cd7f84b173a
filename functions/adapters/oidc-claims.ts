import { reaches } from '#domain/assurance';
import { IdentificationTooWeak, PersonalIdentityNumber } from '#ports/identity-provider';
import type { OidcSettings } from './oidc-settings.ts';

type Claims = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * The registered level that the provider's own word stands for.
 * @returns undefined when these claims do not state the level
 * @throws IdentificationTooWeak when they do, and it is unknown or below what is needed
 */
export const levelIn = (settings: OidcSettings, claims: Claims): string | undefined => {
  const stated = claims[settings.levelClaim];
  if (stated === undefined || stated === null) return undefined;
  const word = text(stated) ?? '';
  const level = Object.hasOwn(settings.levels, word) ? settings.levels[word] : undefined;
  if (level === undefined || !reaches(level, settings.minimumLevel)) throw new IdentificationTooWeak();
  return level;
};

/** The person in the claims: both number and name, and whatever else must be said beside them. */
export const personIn = (
  settings: OidcSettings,
  claims: Claims,
): { personalIdentityNumber: string; name: string } | undefined => {
  const names = settings.claimNames;
  const number = PersonalIdentityNumber.safeParse(
    claims[names.personalIdentityNumber] ?? claims[names.coordinationNumber],
  ).data;
  const fullName = [text(claims.given_name), text(claims.family_name)].filter((part) => part !== undefined).join(' ');
  const name = text(claims[names.name]) ?? text(fullName);
  const isAsRequired = Object.entries(settings.requiredClaims).every(([claim, value]) => claims[claim] === value);
  return number && name && isAsRequired ? { personalIdentityNumber: number, name } : undefined;
};
