import { createHash, timingSafeEqual } from 'node:crypto';
import { fromBER, OctetString } from 'asn1js';
import { ContentInfo, ExtKeyUsage, SignedData, TSTInfo } from 'pkijs';
import { type ReadCertificate, readCertificate } from './certificate-chain.ts';
import { hasSigned, signerOf } from './cms-signer.ts';
import { SealTimestampNotUsable } from './seal-errors.ts';

const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const SHA_256 = '2.16.840.1.101.3.4.2.1';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

/** What a timestamp says, once its own signature holds. Whether its issuer is believed is asked elsewhere. */
export interface TimestampToken {
  at: Date;
  /** SHA-256 of what was stamped. */
  imprint: Buffer;
  /** As it was asked with; absent when none was given. */
  nonce: Buffer | undefined;
  /** The authority's certificate, and every certificate that came with the token (DER). */
  authority: ReadCertificate;
  certificates: Uint8Array[];
}

const carried = (signed: SignedData): Buffer => {
  const { eContentType, eContent } = signed.encapContentInfo;
  if (eContentType !== TST_INFO || !(eContent instanceof OctetString)) throw new SealTimestampNotUsable('not a token');
  return Buffer.from(eContent.getValue());
};

/** RFC 3161 §2.3: the key is for timestamps and nothing else, and the certificate says so critically. */
const mayStamp = ({ parsed }: ReadCertificate): boolean => {
  const extension = parsed.extensions?.find(({ extnID }) => extnID === EXTENDED_KEY_USAGE);
  const usage: unknown = extension?.parsedValue;
  return extension?.critical === true && usage instanceof ExtKeyUsage && usage.keyPurposes.join() === TIME_STAMPING;
};

const read = (der: Uint8Array): TimestampToken => {
  const signed = new SignedData({ schema: ContentInfo.fromBER(der).content });
  const content = carried(signed);
  const info = new TSTInfo({ schema: fromBER(content).result });
  const certificates = (signed.certificates ?? []).map((one) => Buffer.from(one.toSchema().toBER()));
  const { signer, certificate } = signerOf(signed, certificates.map(readCertificate));
  if (!certificate) throw new SealTimestampNotUsable('without its certificate');
  if (!hasSigned(certificate, signer, (hash) => createHash(hash).update(content).digest()))
    throw new SealTimestampNotUsable('signature does not hold');
  if (!mayStamp(certificate)) throw new SealTimestampNotUsable('not a time-stamping certificate');
  const { notBefore, notAfter } = certificate.parsed;
  if (info.genTime < notBefore.value || info.genTime > notAfter.value)
    throw new SealTimestampNotUsable('certificate not in force');
  if (info.messageImprint.hashAlgorithm.algorithmId !== SHA_256) throw new SealTimestampNotUsable('another hash');
  return {
    at: info.genTime,
    imprint: Buffer.from(info.messageImprint.hashedMessage.valueBlock.valueHexView),
    nonce: info.nonce && Buffer.from(info.nonce.valueBlock.valueHexView),
    authority: certificate,
    certificates,
  };
};

/**
 * Reads an RFC 3161 token and checks it against itself: one signature that holds, by a certificate that may stamp and
 * was in force.
 *
 * @throws SealTimestampNotUsable
 */
export const readTimestampToken = (der: Uint8Array): TimestampToken => {
  try {
    return read(der);
  } catch (cause) {
    if (cause instanceof SealTimestampNotUsable) throw cause;
    throw new SealTimestampNotUsable('unreadable', { cause });
  }
};

export const isStampOf = (token: TimestampToken, digest: Uint8Array): boolean =>
  token.imprint.length === digest.length && timingSafeEqual(token.imprint, digest);
