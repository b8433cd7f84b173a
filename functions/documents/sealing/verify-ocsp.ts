import { digestOf, hashIn } from './verify-algorithms.ts';
import {
  bearsSignatureOf,
  isInForce,
  isIssuedBy,
  mayAnswerOnRevocation,
  type ReadCertificate,
  strictCertificate,
} from './verify-certificates.ts';
import { childrenOf, type DerNode, expectTag, objectIdentifierOf, readDer, TAG, timeIn } from './verify-der.ts';
import { type Certified, type IssuersWord, namingOf } from './verify-revocation-list.ts';

const OID = { basicResponse: '1.3.6.1.5.5.7.48.1.1', sha1: '1.3.14.3.2.26' };
const TAG_OCSP = { enumerated: 0x0a, good: 0x80, revoked: 0xa1 } as const;
const MOST_CERTIFICATES = 5;

/** The BasicOCSPResponse of a successful response (RFC 6960 §4.2.1). */
const basicResponseIn = (der: Uint8Array): DerNode | undefined => {
  const [status, wrapped] = childrenOf(readDer(Buffer.from(der)), TAG.sequence, 1, 2);
  if (expectTag(status, TAG_OCSP.enumerated).contents[0] !== 0) return undefined;
  const [response] = childrenOf(wrapped, TAG.context0, 1);
  const [type, bytes] = childrenOf(response, TAG.sequence, 2);
  if (objectIdentifierOf(type) !== OID.basicResponse) return undefined;
  return readDer(expectTag(bytes, TAG.octetString).contents);
};

/** Whether a CertID names the certificate: by hashes of its issuer's name and key. SHA-1 does, for nobody trusts it here. */
const names = (certId: DerNode | undefined, { leaf, issuer }: Certified): boolean => {
  const [algorithm, nameHash, keyHash, serial] = childrenOf(certId, TAG.sequence, 4);
  const [identifier] = childrenOf(algorithm, TAG.sequence, 1, 2);
  const hash = objectIdentifierOf(identifier) === OID.sha1 ? 'sha1' : hashIn(algorithm);
  const issuers = namingOf(issuer);
  // The bits of the key without the octet that tells how many are unused.
  const key = expectTag(issuers.key.children[1], TAG.bitString).contents.subarray(1);
  return (
    expectTag(nameHash, TAG.octetString).contents.equals(digestOf(hash, issuers.subject.bytes)) &&
    expectTag(keyHash, TAG.octetString).contents.equals(digestOf(hash, key)) &&
    expectTag(serial, TAG.integer).bytes.equals(namingOf(leaf).serial.bytes)
  );
};

/** The issuer, and those whom it lets answer for it and whose certificates lie in the response (RFC 6960 §4.2.2.2). */
const respondersOf = (carried: DerNode | undefined, issuer: ReadCertificate, at: Date): ReadCertificate[] => {
  const list = carried ? childrenOf(carried, TAG.context0, 1)[0] : undefined;
  const certificates = list ? childrenOf(list, TAG.sequence, 0, MOST_CERTIFICATES) : [];
  const delegated = certificates
    .map(({ bytes }) => strictCertificate(bytes))
    .filter((one) => mayAnswerOnRevocation(one) && isInForce(one, at) && isIssuedBy(one, issuer));
  return [issuer, ...delegated];
};

/**
 * What an OCSP response says of a certificate, signed by its issuer or by one whom that lets answer.
 *
 * @returns undefined when it is of another certificate, or says that nobody knows.
 * @throws NotDer; Fault when it is signed with what is not accepted.
 */
export const wordInOcsp = (der: Uint8Array, certified: Certified): IssuersWord | undefined => {
  const basic = basicResponseIn(der);
  if (!basic) return undefined;
  const [data, algorithm, signature, carried] = childrenOf(basic, TAG.sequence, 3, 4);
  const fields = expectTag(data, TAG.sequence).children;
  // Before it stand a version, who answers and when; after it extensions, all of them tagged.
  const responses = fields.find(({ tag }) => tag === TAG.sequence);
  const producedAt = timeIn(fields.find(({ tag }) => tag === TAG.generalizedTime));
  const single = responses?.children.find(({ children }) => names(children[0], certified));
  if (!data || !single) return undefined;
  const isSigned = respondersOf(carried, certified.issuer, producedAt).some((responder) =>
    bearsSignatureOf(responder, data, algorithm, signature),
  );
  if (!isSigned) return undefined;
  const [, status, thisUpdate, nextPart] = childrenOf(single, TAG.sequence, 3, 5);
  if (status?.tag !== TAG_OCSP.good && status?.tag !== TAG_OCSP.revoked) return undefined;
  return {
    thisUpdate: timeIn(thisUpdate),
    ...(nextPart?.tag === TAG.context0 && { nextUpdate: timeIn(nextPart.children[0]) }),
    ...(status.tag === TAG_OCSP.revoked && { revokedFrom: timeIn(status.children[0]) }),
  };
};
