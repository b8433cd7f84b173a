import type { DocumentKind } from './facts.ts';
import type { RoundDocumentKind } from './signing-round.ts';
import type { Act } from './staff.ts';

/** Levels of assurance (tillitsnivå), weakest first; the order is the order of strength. */
export const LEVELS = ['loa1', 'loa2', 'loa3', 'loa4'] as const;
export type Level = (typeof LEVELS)[number];

const SWEDISH = 'http://id.elegnamnden.se/loa/1.0/';
const SWEDEN_CONNECT = 'http://id.swedenconnect.se/loa/1.0/';

export const LOA2 = `${SWEDISH}loa2`;
export const LOA3 = `${SWEDISH}loa3`;
export const LOA4 = `${SWEDISH}loa4`;

/** What a municipality says of its own staff's sign-in, and nobody has reviewed; it counts as the second level. */
export const UNREVIEWED = `${SWEDEN_CONNECT}uncertified-loa3`;

/** What a level URI says: how strong the identification was, and whether a Swedish personal number comes with it. */
export interface Assurance {
  level: Level;
  /** Digg, or another country's authority, has reviewed whoever issued the e-ID. */
  isReviewed: boolean;
  /** The person has a Swedish personal identity number or coordination number in the e-ID. */
  hasSwedishNumber: boolean;
}

const reviewed = (level: Level, hasSwedishNumber = true): Assurance => ({ level, isReviewed: true, hasSwedishNumber });
/** Nobody but the issuer says so: never counted above the second level, whatever it calls itself. */
const unreviewed = (level: 'loa1' | 'loa2', hasSwedishNumber = true): Assurance => ({
  level,
  isReviewed: false,
  hasSwedishNumber,
});

/**
 * The registered level URIs (Sweden Connect technical framework, 03 Registry for identifiers). eIDAS low, substantial and
 * high correspond to the levels two, three and four; `nf` is an eIDAS e-ID that its country has not notified.
 */
const REGISTERED: Readonly<Record<string, Assurance>> = {
  [`${SWEDISH}loa1`]: reviewed('loa1'),
  [LOA2]: reviewed('loa2'),
  [LOA3]: reviewed('loa3'),
  [LOA4]: reviewed('loa4'),
  [`${SWEDISH}eidas-low`]: reviewed('loa2', false),
  [`${SWEDISH}eidas-sub`]: reviewed('loa3', false),
  [`${SWEDISH}eidas-high`]: reviewed('loa4', false),
  [`${SWEDISH}eidas-nf-low`]: unreviewed('loa1', false),
  [`${SWEDISH}eidas-nf-sub`]: unreviewed('loa2', false),
  [`${SWEDISH}eidas-nf-high`]: unreviewed('loa2', false),
  [`${SWEDEN_CONNECT}uncertified-loa2`]: unreviewed('loa1'),
  [UNREVIEWED]: unreviewed('loa2'),
  [`${SWEDEN_CONNECT}loa2-nonresident`]: reviewed('loa2', false),
  [`${SWEDEN_CONNECT}loa3-nonresident`]: reviewed('loa3', false),
  [`${SWEDEN_CONNECT}loa4-nonresident`]: reviewed('loa4', false),
};

/** What a level URI stands for; nothing when it is not registered, and nothing is then below every level. */
export const assuranceOf = (uri: string): Assurance | undefined =>
  Object.hasOwn(REGISTERED, uri) ? REGISTERED[uri] : undefined;

/** The registered level URIs, for a schema. */
export const LEVEL_URIS: readonly string[] = Object.keys(REGISTERED);

const strength = (level: Level): number => LEVELS.indexOf(level);

export const higherOf = (one: Level, other: Level): Level => (strength(one) >= strength(other) ? one : other);

/** Whether an identification at this level URI reaches the level. An unregistered URI reaches none. */
export const reaches = (uri: string, needed: Level): boolean => {
  const assurance = assuranceOf(uri);
  return assurance !== undefined && strength(assurance.level) >= strength(needed);
};

/** What is signed binds a municipality or opens a register, so each kind wants the level that Swedish authorities sign with. */
const OF_DOCUMENT: Readonly<Record<DocumentKind | RoundDocumentKind, Level>> = {
  order: 'loa3',
  acceptance: 'loa3',
  refusal: 'loa3',
  receipt: 'loa3',
  'closing-decision': 'loa3',
  'handling-rules': 'loa3',
  'access-grant': 'loa3',
  'staff-change': 'loa3',
  'certificate-approval': 'loa3',
};

/** The few acts that a session of a municipality's own single sign-on suffices for (D3); everything else wants an e-ID (D2). */
const WEAKER_ACTS: ReadonlyMap<Act, Level> = new Map([
  ['view', 'loa2'],
  ['offer', 'loa2'],
]);

const FLOOR: Level = 'loa3';

/** @param atLeast raises the minimum; there is no way to lower it. */
export const minimumLevelForDocument = (kind: DocumentKind | RoundDocumentKind, atLeast: Level = 'loa1'): Level =>
  higherOf(OF_DOCUMENT[kind], atLeast);

/** @param atLeast raises the minimum; there is no way to lower it. An act that is not named wants the third level. */
export const minimumLevelForAct = (act: Act, atLeast: Level = 'loa1'): Level =>
  higherOf(WEAKER_ACTS.get(act) ?? FLOOR, atLeast);
