import {
  digestOf,
  type Hash,
  hashIn,
  isSignedBy,
  type SignatureAlgorithm,
  signatureAlgorithmIn,
} from './verify-algorithms.ts';
import { type ReadCertificate, strictCertificate } from './verify-certificates.ts';
import { childrenOf, type DerNode, expectTag, NotDer, objectIdentifierOf, readDer, TAG } from './verify-der.ts';
import { Fault } from './verify-findings.ts';

const OID = {
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  timestampToken: '1.2.840.113549.1.9.16.2.14',
};

/** A seal with its chain and its timestamp takes less than ten kilobytes. What is larger was made to keep somebody busy. */
const MOST_BYTES = 128 * 1024;
const MOST_CERTIFICATES = 10;

/** A CMS signature (RFC 5652) of one signer, taken apart; nothing of it is believed yet. */
export interface SignedMessage {
  contentType: string;
  /** What was signed, where it is carried inside. */
  carried?: Buffer;
  certificates: readonly ReadCertificate[];
  /** The one that the signer's issuer and serial number name. */
  signer: ReadCertificate;
  hash: Hash;
  algorithm: SignatureAlgorithm;
  signature: Buffer;
  /** The signed attributes as they were signed: a SET OF. */
  signedAttributes: Buffer;
  attributes: ReadonlyMap<string, DerNode>;
  /** The DER of a timestamp over the signature, the one unsigned attribute that there may be. */
  timestamp?: Buffer;
}

const contentsEqual = (node: DerNode | undefined, tag: number, ...octets: number[]): void => {
  if (!expectTag(node, tag).contents.equals(Buffer.from(octets))) throw new NotDer('another value');
};

/**
 * Takes a CMS signature apart, in the one shape that is written here: one signer, named by issuer and serial number,
 * signed attributes, certificates and no revocation lists.
 *
 * @throws Fault or NotDer
 */
export const readSignedMessage = (der: Buffer): SignedMessage => {
  if (der.length > MOST_BYTES) throw new Fault('seal-malformed');
  const [type, wrapped] = childrenOf(readDer(der), TAG.sequence, 2);
  if (objectIdentifierOf(type) !== OID.signedData) throw new Fault('seal-malformed');
  const [signedData] = childrenOf(wrapped, TAG.context0, 1);
  const [version, digests, content, certificateSet, signers] = childrenOf(signedData, TAG.sequence, 5);
  const { contentType, carried } = contentIn(content);
  contentsEqual(version, TAG.integer, carried ? 3 : 1);
  const carriedCertificates = childrenOf(certificateSet, TAG.context0, 1, MOST_CERTIFICATES);
  const certificates = carriedCertificates.map(({ bytes }) => strictCertificate(bytes));
  const [signer] = childrenOf(signers, TAG.set, 1);
  const [signerVersion, sid, digestPart, signedPart, algorithmPart, signature, unsigned] = childrenOf(
    signer,
    TAG.sequence,
    6,
    7,
  );
  contentsEqual(signerVersion, TAG.integer, 1);
  const hash = hashIn(digestPart);
  if (hashIn(childrenOf(digests, TAG.set, 1)[0]) !== hash) throw new Fault('algorithm-not-accepted');
  const signedAttributes = Buffer.from(expectTag(signedPart, TAG.context0).bytes);
  signedAttributes[0] = TAG.set;
  const timestamp = timestampIn(unsigned);
  return {
    contentType,
    ...(carried && { carried }),
    certificates,
    signer: signerAmong(certificates, sid),
    hash,
    algorithm: signatureAlgorithmIn(algorithmPart, hash),
    signature: expectTag(signature, TAG.octetString).contents,
    signedAttributes,
    attributes: attributesIn(signedPart),
    ...(timestamp && { timestamp }),
  };
};

const contentIn = (node: DerNode | undefined): { contentType: string; carried?: Buffer } => {
  const [type, wrapped] = childrenOf(node, TAG.sequence, 1, 2);
  const contentType = objectIdentifierOf(type);
  if (!wrapped) return { contentType };
  const [content] = childrenOf(wrapped, TAG.context0, 1);
  return { contentType, carried: expectTag(content, TAG.octetString).contents };
};

const signerAmong = (certificates: readonly ReadCertificate[], sid: DerNode | undefined): ReadCertificate => {
  const [issuer, serial] = childrenOf(sid, TAG.sequence, 2);
  const named = certificates.filter(({ der }) => {
    const [toBeSigned] = readDer(Buffer.from(der)).children;
    const [, itsSerial, , itsIssuer] = toBeSigned?.children ?? [];
    return itsSerial?.bytes.equals(serial?.bytes ?? der) && itsIssuer?.bytes.equals(issuer?.bytes ?? der);
  });
  const [signer] = named;
  if (!signer || named.length !== 1) throw new Fault('other-certificate');
  return signer;
};

const attributesIn = (set: DerNode | undefined): Map<string, DerNode> => {
  const attributes = new Map<string, DerNode>();
  for (const attribute of set?.children ?? []) {
    const [type, values] = childrenOf(attribute, TAG.sequence, 2);
    const [value] = childrenOf(values, TAG.set, 1);
    const oid = objectIdentifierOf(type);
    if (!value || attributes.has(oid)) throw new Fault('seal-malformed');
    attributes.set(oid, value);
  }
  return attributes;
};

const timestampIn = (unsigned: DerNode | undefined): Buffer | undefined => {
  if (!unsigned) return undefined;
  const attributes = attributesIn(expectTag(unsigned, TAG.context1));
  const token = attributes.get(OID.timestampToken);
  if (!token || attributes.size !== 1) throw new Fault('seal-malformed');
  return token.bytes;
};

/**
 * Whether the message is signed by its certificate: content type and digest, the certificate named in what is signed
 * (ESS, RFC 5035), and the signature itself.
 *
 * @param content what was signed
 * @throws Fault content-changed, other-certificate, signature-wrong, seal-malformed
 */
export const expectSigned = (message: SignedMessage, contentType: string, content: readonly Uint8Array[]): void => {
  const { attributes, signer, algorithm, signedAttributes, signature } = message;
  const type = attributes.get(OID.contentType);
  if (message.contentType !== contentType || objectIdentifierOf(type) !== contentType)
    throw new Fault('seal-malformed');
  const digest = expectTag(attributes.get(OID.messageDigest), TAG.octetString).contents;
  if (!digest.equals(digestOf(message.hash, ...content))) throw new Fault('content-changed');
  expectNamed(message, signer);
  if (!isSignedBy(signer.x509.publicKey, algorithm, signedAttributes, signature)) throw new Fault('signature-wrong');
};

/** Version 2 names the certificate by SHA-256 unless it says otherwise; older authorities have version 1, by SHA-1. */
const expectNamed = ({ attributes }: SignedMessage, { der }: ReadCertificate): void => {
  const named = [attributes.get(OID.signingCertificateV2), attributes.get(OID.signingCertificate)];
  if (named.every((value) => value === undefined)) throw new Fault('other-certificate');
  named.forEach((value, index) => {
    if (!value) return;
    const [first] = childrenOf(value.children[0], TAG.sequence, 1, 8);
    const parts = expectTag(first, TAG.sequence).children;
    const hashed = parts.find(({ tag }) => tag === TAG.octetString);
    const [algorithm] = parts;
    const isNamedV2 = algorithm?.tag === TAG.sequence;
    const digest = index === 1 ? digestOf('sha1', der) : digestOf(isNamedV2 ? hashIn(algorithm) : 'sha256', der);
    if (!hashed?.contents.equals(digest)) throw new Fault('other-certificate');
  });
};

/** Whether what is signed names its certificate by a hash that is not SHA-1 (PAdES demands it of a seal). */
export const namesItsCertificate = ({ attributes }: SignedMessage): boolean => attributes.has(OID.signingCertificateV2);
