import type { DocumentStatement } from './verification.ts';
import { organisationStatedIn, type ReadCertificate } from './verify-certificates.ts';
import type { FindingCode } from './verify-findings.ts';

/** An organisation whose seals count. An issuer certifies whoever asks and pays: that it is trusted is not enough. */
export interface KnownSealer {
  /** As in *Haninge kommun*; capitals and a word in brackets at the end make no difference. */
  name: string;
  /** `NTRSE-…`; where it is given, the certificate must have exactly it. */
  organisationIdentifier?: string | undefined;
}

/** Certificates name an organisation in capitals or not, and with a word in brackets where they are for tests. */
const bare = (name: string): string =>
  name
    .replace(/\s*\([^)]*\)\s*$/, '')
    .toLocaleLowerCase('sv')
    .trim();
const isSameOrganisation = (one: string, other: string): boolean => bare(one) === bare(other);

/** Whether the seal's certificate is for one whose seals count; nobody said who: a note. */
export const sealerFindings = (
  { parsed }: ReadCertificate,
  sealers: readonly KnownSealer[] | 'not-checked',
): FindingCode[] => {
  if (sealers === 'not-checked') return ['sealer-not-checked'];
  const { name, identifier } = organisationStatedIn(parsed.subject);
  const isKnown = sealers.some(
    (known) =>
      name !== undefined &&
      isSameOrganisation(known.name, name) &&
      (known.organisationIdentifier === undefined || known.organisationIdentifier === identifier),
  );
  return isKnown ? [] : ['sealer-not-known'];
};

/**
 * Whether the document, and every signature in it, is said to be of the organisation that sealed it: a seal vouches for
 * its own organisation's people and for nobody else's.
 */
export const organisationFindings = (
  { organisation, signatures }: DocumentStatement,
  sealedBy: string,
): FindingCode[] => [
  ...(isSameOrganisation(organisation, sealedBy) ? [] : (['other-organisation'] as const)),
  ...(signatures.every((signature) => isSameOrganisation(signature.organisation, sealedBy))
    ? []
    : (['signature-of-another-organisation'] as const)),
];
