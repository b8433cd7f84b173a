import { createHash } from 'node:crypto';
import { fromBER, Null, OctetString } from 'asn1js';
import {
  AlgorithmIdentifier,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
} from 'pkijs';
import type { ReadCertificate } from './certificate-chain.ts';
import { signedAttributes, timestampAttribute } from './cms-attributes.ts';
import { signedBytes } from './cms-signer.ts';
import type { SealingKey, Stamp } from './seal-key.ts';

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const SIGNED = 0;
const UNSIGNED = 1;

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const sha256Identifier = () => new AlgorithmIdentifier({ algorithmId: '2.16.840.1.101.3.4.2.1' });

/** ecdsa-with-SHA256 has no parameters (RFC 5758 §3.2), sha256WithRSAEncryption has NULL (RFC 4055 §5). */
const signatureIdentifier = (algorithm: SealingKey['algorithm']): AlgorithmIdentifier =>
  algorithm === 'ECDSA_SHA_256'
    ? new AlgorithmIdentifier({ algorithmId: '1.2.840.10045.4.3.2' })
    : new AlgorithmIdentifier({ algorithmId: '1.2.840.113549.1.1.11', algorithmParams: new Null() });

export interface CmsContent {
  /** Object identifier of what is signed. */
  type: string;
  /** SHA-256 of what is signed. */
  digest: Uint8Array;
  /** The content itself, where it is carried inside (a timestamp); left out for a detached signature. */
  carried?: Uint8Array;
  /** The reader has the certificates already and asked to be spared them (RFC 3161 `certReq`). */
  withoutCertificates?: boolean;
}

/**
 * Makes a CMS SignedData (RFC 5652) with one signer and the whole chain.
 *
 * @param stamp when given, a timestamp over the signature value goes in as an unsigned attribute.
 * @returns DER of the ContentInfo.
 */
export const signCms = async (
  content: CmsContent,
  chain: readonly [ReadCertificate, ...ReadCertificate[]],
  key: Pick<SealingKey, 'algorithm' | 'sign'>,
  stamp?: Stamp,
): Promise<Buffer> => {
  const [leaf] = chain;
  const attributes = new SignedAndUnsignedAttributes({
    type: SIGNED,
    attributes: signedAttributes(content.type, content.digest, leaf),
  });
  const signature = await key.sign(sha256(signedBytes(attributes)));
  const token = await stamp?.(sha256(signature));
  const signer = new SignerInfo({
    version: 1,
    sid: new IssuerAndSerialNumber({ issuer: leaf.parsed.issuer, serialNumber: leaf.parsed.serialNumber }),
    digestAlgorithm: sha256Identifier(),
    signedAttrs: attributes,
    signatureAlgorithm: signatureIdentifier(key.algorithm),
    signature: new OctetString({ valueHex: signature }),
  });
  if (token)
    signer.unsignedAttrs = new SignedAndUnsignedAttributes({
      type: UNSIGNED,
      attributes: [timestampAttribute(fromBER(token).result)],
    });
  const inside = new EncapsulatedContentInfo({ eContentType: content.type });
  // Set afterwards: given to the constructor it would be cut into pieces, which is BER and not DER.
  if (content.carried) inside.eContent = new OctetString({ valueHex: content.carried });
  const signed = new SignedData({
    version: content.carried ? 3 : 1,
    digestAlgorithms: [sha256Identifier()],
    encapContentInfo: inside,
    ...(content.withoutCertificates ? {} : { certificates: chain.map(({ parsed }) => parsed) }),
    signerInfos: [signer],
  });
  const info = new ContentInfo({ contentType: SIGNED_DATA, content: signed.toSchema(true) });
  return Buffer.from(info.toSchema().toBER());
};
