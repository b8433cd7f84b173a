import type { BasicConstraints, Extension, ExtKeyUsage } from 'pkijs';
import { type ReadCertificate, readCertificate } from './certificate-chain.ts';
import { isSignedBy, signatureAlgorithmIn } from './verify-algorithms.ts';
import { childrenOf, type DerNode, readDer, TAG } from './verify-der.ts';
import { Fault } from './verify-findings.ts';

export type { ReadCertificate } from './certificate-chain.ts';

const EXTENSION = { basicConstraints: '2.5.29.19', keyUsage: '2.5.29.15', extKeyUsage: '2.5.29.37' };
/** Critical extensions that are understood here; RFC 5280 §4.2 forbids to use a certificate with another. */
const UNDERSTOOD: readonly string[] = [...Object.values(EXTENSION), '2.5.29.32'];

const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
/** E-mail protection and document signing (RFC 9336), in Adobe's spelling too. */
const SEALING: readonly string[] = ['1.3.6.1.5.5.7.3.4', '1.3.6.1.5.5.7.3.36', '1.2.840.113583.1.1.5'];
/** Digital signature or content commitment, the first bits of keyUsage. */
const MAY_SIGN = 0xc0;
/** cRLSign. */
const MAY_REVOKE = 0x02;
const LONGEST_PATH = 5;

/** Reads a certificate in strict DER. @throws Error when it is none. */
export const strictCertificate = (der: Uint8Array): ReadCertificate => {
  readDer(Buffer.from(der));
  return readCertificate(der);
};

const extension = ({ parsed }: ReadCertificate, id: string): Extension | undefined =>
  parsed.extensions?.find(({ extnID }) => extnID === id);

const purposesOf = (certificate: ReadCertificate): readonly string[] | undefined =>
  (extension(certificate, EXTENSION.extKeyUsage)?.parsedValue as ExtKeyUsage | undefined)?.keyPurposes;

const isUnderstood = ({ parsed }: ReadCertificate): boolean =>
  (parsed.extensions ?? []).every(({ critical, extnID }) => !critical || UNDERSTOOD.includes(extnID));

const mayCertify = (certificate: ReadCertificate, certificatesBetween: number): boolean => {
  const constraints = extension(certificate, EXTENSION.basicConstraints)?.parsedValue as BasicConstraints | undefined;
  const most = constraints?.pathLenConstraint;
  return certificate.x509.ca && isUnderstood(certificate) && (typeof most !== 'number' || most >= certificatesBetween);
};

/** Whether the issuer's key signed the certificate, with an accepted algorithm, and their names say so too. */
export const isIssuedBy = (certificate: ReadCertificate, issuer: ReadCertificate): boolean => {
  if (!certificate.x509.checkIssued(issuer.x509)) return false;
  const [toBeSigned, algorithm, signature] = childrenOf(readDer(Buffer.from(certificate.der)), TAG.sequence, 3);
  // Version, serial number, and then the algorithm once more: inside what is signed.
  if (!toBeSigned || !algorithm?.bytes.equals(toBeSigned.children[2]?.bytes ?? Buffer.alloc(0))) return false;
  return bearsSignatureOf(issuer, toBeSigned, algorithm, signature);
};

/** Whether a certificate's key signed a value, as X.509 has it beside an algorithm and a bit string. @throws Fault */
export const bearsSignatureOf = (
  { x509 }: ReadCertificate,
  toBeSigned: DerNode,
  algorithm: DerNode | undefined,
  signature: DerNode | undefined,
): boolean => {
  if (signature?.tag !== TAG.bitString || signature.contents[0] !== 0) return false;
  return isSignedBy(x509.publicKey, signatureAlgorithmIn(algorithm), toBeSigned.bytes, signature.contents.subarray(1));
};

const isIn = (certificates: readonly ReadCertificate[], { der }: ReadCertificate): boolean =>
  certificates.some((one) => Buffer.compare(one.der, der) === 0);

type IsIssuedBy = typeof isIssuedBy;
/** Asks once about each pair: certificates that issue one another in circles are then no more work than others. */
const askedOnce = (): IsIssuedBy => {
  const known = new Map<ReadCertificate, Map<ReadCertificate, boolean>>();
  return (certificate, issuer) => {
    const ofThis = known.get(certificate) ?? new Map<ReadCertificate, boolean>();
    known.set(certificate, ofThis);
    const answer = ofThis.get(issuer) ?? isIssuedBy(certificate, issuer);
    ofThis.set(issuer, answer);
    return answer;
  };
};

/** Every way from a certificate to one that is pinned, its own certificate first. */
function* pathsFrom(
  path: readonly ReadCertificate[],
  carried: readonly ReadCertificate[],
  pinned: readonly ReadCertificate[],
  isIssued: IsIssuedBy,
): Generator<readonly ReadCertificate[]> {
  const last = path.at(-1);
  if (!last || path.length > LONGEST_PATH) return;
  const issues = (issuer: ReadCertificate) => mayCertify(issuer, path.length - 1) && isIssued(last, issuer);
  for (const issuer of pinned) if (issues(issuer)) yield [...path, issuer];
  for (const issuer of carried)
    if (!isIn(path, issuer) && !isIn(pinned, issuer) && issues(issuer))
      yield* pathsFrom([...path, issuer], carried, pinned, isIssued);
}

export const isInForce = ({ parsed }: ReadCertificate, at: Date): boolean =>
  parsed.notBefore.value <= at && at <= parsed.notAfter.value;

/**
 * The way from a certificate to a pinned issuer, all of it in force at a time. A certificate that a signature carries can
 * help on the way but is never believed for itself.
 *
 * @throws Fault `untrusted` when there is no way; certificate-not-in-force when there is one, at another time.
 */
export const pathToPinned = (
  leaf: ReadCertificate,
  o: {
    carried: readonly ReadCertificate[];
    pinned: readonly ReadCertificate[];
    at: Date;
    untrusted: 'issuer-not-trusted' | 'timestamp-not-trusted';
  },
): readonly ReadCertificate[] => {
  let isLate = false;
  for (const path of pathsFrom([leaf], o.carried, o.pinned, askedOnce())) {
    if (path.every((certificate) => isInForce(certificate, o.at))) return path;
    isLate = true;
  }
  throw new Fault(isLate ? 'certificate-not-in-force' : o.untrusted);
};

/**
 * A certificate that a signature carries stands outside the signature: changed, nobody would notice. So each is one of the
 * path, byte for byte, or pinned.
 *
 * @throws Fault stray-certificate
 */
export const expectNoStray = (
  carried: readonly ReadCertificate[],
  path: readonly ReadCertificate[],
  pinned: readonly ReadCertificate[],
): void => {
  const known = [...path, ...pinned];
  const isRepeated = carried.some((one, index) => isIn(carried.slice(0, index), one));
  if (isRepeated || !carried.every((one) => isIn(known, one))) throw new Fault('stray-certificate');
};

const allows = (certificate: ReadCertificate, bits: number): boolean => {
  const usage = extension(certificate, EXTENSION.keyUsage)?.extnValue.valueBlock.valueHexView;
  return !usage || (((usage[3] ?? 0) & bits) !== 0 && usage[0] === TAG.bitString);
};
const maySign = (certificate: ReadCertificate): boolean => allows(certificate, MAY_SIGN);

/** Whether an issuer's key may sign revocation lists. */
export const mayRevoke = (issuer: ReadCertificate): boolean => allows(issuer, MAY_REVOKE);

/** Whether a certificate lets its holder answer for the issuer on what is revoked. */
export const mayAnswerOnRevocation = (responder: ReadCertificate): boolean =>
  !responder.x509.ca &&
  maySign(responder) &&
  isUnderstood(responder) &&
  purposesOf(responder)?.includes(OCSP_SIGNING) === true;

/** @throws Fault certificate-not-for-sealing */
export const expectForSealing = (leaf: ReadCertificate): void => {
  const purposes = purposesOf(leaf);
  const isFit = purposes === undefined || purposes.some((purpose) => SEALING.includes(purpose));
  if (leaf.x509.ca || !maySign(leaf) || !isFit || !isUnderstood(leaf)) throw new Fault('certificate-not-for-sealing');
};

/** Time stamping, that alone, and critical (RFC 3161 §2.3). @throws Fault timestamp-not-trusted */
export const expectForTimestamps = (leaf: ReadCertificate): void => {
  const purposes = purposesOf(leaf);
  const isFit =
    purposes?.length === 1 && purposes[0] === TIME_STAMPING && extension(leaf, EXTENSION.extKeyUsage)?.critical;
  if (leaf.x509.ca || !maySign(leaf) || !isFit || !isUnderstood(leaf)) throw new Fault('timestamp-not-trusted');
};

const ORGANISATION = '2.5.4.10';
const COMMON_NAME = '2.5.4.3';
type Name = ReadCertificate['parsed']['subject'];
const partOf = (name: Name, wanted: string): string | undefined => {
  const part: unknown = name.typesAndValues.find(({ type }) => type === wanted)?.value.valueBlock.value;
  return typeof part === 'string' && part !== '' ? part : undefined;
};

const ORGANISATION_IDENTIFIER = '2.5.4.97';
/** Organisation and its identifier as a certificate states them; neither where it states none, or more than one. */
export const organisationStatedIn = ({ typesAndValues }: Name): Partial<Record<'name' | 'identifier', string>> => {
  const only = (wanted: string): string | undefined => {
    const values: unknown[] = typesAndValues
      .filter(({ type }) => type === wanted)
      .map(({ value }): unknown => value.valueBlock.value);
    const [first] = values;
    return values.length === 1 && typeof first === 'string' && first !== '' ? first : undefined;
  };
  const [name, identifier] = [only(ORGANISATION), only(ORGANISATION_IDENTIFIER)];
  return { ...(name !== undefined && { name }), ...(identifier !== undefined && { identifier }) };
};

/** The organisation that a certificate names, or else its common name. */
export const organisationIn = (name: Name): string => partOf(name, ORGANISATION) ?? partOf(name, COMMON_NAME) ?? '–';
/** What an issuer or an authority calls itself. */
export const nameIn = (name: Name): string => partOf(name, COMMON_NAME) ?? organisationIn(name);
