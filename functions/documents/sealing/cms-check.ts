import { createHash } from 'node:crypto';
import { ContentInfo, SignedData, type SignerInfo } from 'pkijs';
import type { ReadCertificate } from './certificate-chain.ts';
import { TIMESTAMP_TOKEN } from './cms-attributes.ts';
import { hasSigned, signerOf } from './cms-signer.ts';
import { SealKeyMismatch, SealTimestampNotUsable } from './seal-errors.ts';
import { isStampOf, readTimestampToken } from './timestamp-token.ts';

const checkTimestamp = ({ unsignedAttrs, signature }: SignerInfo): void => {
  const attribute = unsignedAttrs?.attributes.find(({ type }) => type === TIMESTAMP_TOKEN);
  if (!attribute) return;
  const token = readTimestampToken(Buffer.from(attribute.values[0]?.toBER() ?? []));
  const digest = createHash('sha256').update(signature.valueBlock.valueHexView).digest();
  if (!isStampOf(token, digest)) throw new SealTimestampNotUsable('stamps something else');
};

/**
 * Reads a signature back as its readers will, before it is given to anybody: made by the certificate's key over this
 * digest; a timestamp that came with it is one over this signature.
 *
 * @throws SealKeyMismatch, SealTimestampNotUsable
 */
export const checkCms = (cms: Uint8Array, o: { digest: Uint8Array; chain: readonly ReadCertificate[] }): void => {
  const signed = new SignedData({ schema: ContentInfo.fromBER(cms).content });
  const { signer, certificate } = signerOf(signed, o.chain);
  if (!certificate || certificate !== o.chain[0] || !hasSigned(certificate, signer, () => o.digest))
    throw new SealKeyMismatch();
  checkTimestamp(signer);
};
