import { bearsSignatureOf, mayRevoke, type ReadCertificate } from './verify-certificates.ts';
import { childrenOf, type DerNode, expectTag, readDer, TAG, timeIn } from './verify-der.ts';

/** What an issuer said, at a time, of a certificate of its own. */
export interface IssuersWord {
  /** When it was revoked, if it was. */
  revokedFrom?: Date;
  /** From when on the word holds, and until when; without an end nobody knows how long. */
  thisUpdate: Date;
  nextUpdate?: Date;
}

/** A certificate, and the one whose key signed it. */
export interface Certified {
  leaf: ReadCertificate;
  issuer: ReadCertificate;
}

const VERSION_2 = 1;

/** The fields of a certificate that names it to its issuer, as they are encoded. */
export const namingOf = ({ der }: ReadCertificate): Record<'serial' | 'issuer' | 'subject' | 'key', DerNode> => {
  const [toBeSigned] = readDer(Buffer.from(der)).children;
  const [, serial, , issuer, , subject, key] = childrenOf(toBeSigned, TAG.sequence, 7, 10);
  const sequence = (node: DerNode | undefined) => expectTag(node, TAG.sequence);
  return {
    serial: expectTag(serial, TAG.integer),
    issuer: sequence(issuer),
    subject: sequence(subject),
    key: sequence(key),
  };
};

/** A critical extension makes a list one of something else: of a part of the certificates, of changes alone. */
const isOrdinary = (extensions: DerNode | undefined): boolean => {
  if (!extensions) return true;
  const [list] = childrenOf(extensions, TAG.context0, 1);
  return expectTag(list, TAG.sequence).children.every(({ children }) => children[1]?.tag !== TAG.boolean);
};

/**
 * What a certificate revocation list (RFC 5280 §5) says of a certificate: the issuer's own, whole and signed by it.
 *
 * @returns undefined when the list is another's, or is one of a part only.
 * @throws NotDer; Fault when it is signed with what is not accepted.
 */
export const wordInList = (der: Uint8Array, { leaf, issuer }: Certified): IssuersWord | undefined => {
  const [toBeSigned, algorithm, signature] = childrenOf(readDer(Buffer.from(der)), TAG.sequence, 3);
  const [version, inner, name, thisUpdate, nextUpdate, ...rest] = childrenOf(toBeSigned, TAG.sequence, 5, 7);
  if (!toBeSigned || expectTag(version, TAG.integer).contents[0] !== VERSION_2) return undefined;
  const { serial, issuer: issuerName } = namingOf(leaf);
  if (!name?.bytes.equals(issuerName.bytes) || !algorithm?.bytes.equals(inner?.bytes ?? Buffer.alloc(0)))
    return undefined;
  if (!mayRevoke(issuer) || !bearsSignatureOf(issuer, toBeSigned, algorithm, signature)) return undefined;
  const entries = rest.find(({ tag }) => tag === TAG.sequence);
  if (!isOrdinary(rest.find(({ tag }) => tag === TAG.context0))) return undefined;
  const entry = entries?.children.find(({ children }) => children[0]?.bytes.equals(serial.bytes));
  return {
    thisUpdate: timeIn(thisUpdate),
    nextUpdate: timeIn(nextUpdate),
    ...(entry && { revokedFrom: timeIn(entry.children[1]) }),
  };
};
