import { constants, timingSafeEqual, verify } from 'node:crypto';
import { OctetString } from 'asn1js';
import { IssuerAndSerialNumber, type SignedAndUnsignedAttributes, type SignedData, type SignerInfo } from 'pkijs';
import type { ReadCertificate } from './certificate-chain.ts';

const SET_TAG = 0x31;
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const RSA_PSS = '1.2.840.113549.1.1.10';

/** The hash functions that are believed; an older one is as good as none. */
const HASHES: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** The bytes that are signed: the attributes as an explicit SET OF, not with the tag they are carried under (RFC 5652 §5.4). */
export const signedBytes = (attributes: SignedAndUnsignedAttributes): Buffer => {
  const carried = attributes.encodedValue.byteLength > 0 ? attributes.encodedValue : attributes.toSchema().toBER();
  const bytes = Buffer.from(carried.slice(0));
  bytes[0] = SET_TAG;
  return bytes;
};

/** The only signer, and its certificate among those given. @throws Error when there is not exactly one. */
export const signerOf = (
  signed: SignedData,
  certificates: readonly ReadCertificate[],
): { signer: SignerInfo; certificate: ReadCertificate | undefined } => {
  const [signer, ...more] = signed.signerInfos;
  if (!signer || more.length > 0) throw new Error('not one signer');
  const { sid } = signer;
  const certificate =
    sid instanceof IssuerAndSerialNumber
      ? certificates.find(
          ({ parsed }) => parsed.serialNumber.isEqual(sid.serialNumber) && parsed.issuer.isEqual(sid.issuer),
        )
      : undefined;
  return { signer, certificate };
};

/** Whether this certificate's key signed, over attributes that hold this content's digest. */
export const hasSigned = (
  { x509 }: ReadCertificate,
  signer: SignerInfo,
  digestOf: (hash: string) => Uint8Array,
): boolean => {
  const hash = HASHES[signer.digestAlgorithm.algorithmId];
  if (!hash || !signer.signedAttrs) return false;
  const stated = signer.signedAttrs.attributes.filter(({ type }) => type === MESSAGE_DIGEST);
  const value: unknown = stated[0]?.values[0];
  const digest = digestOf(hash);
  if (stated.length !== 1 || !(value instanceof OctetString)) return false;
  const attested = value.valueBlock.valueHexView;
  if (attested.length !== digest.length || !timingSafeEqual(attested, digest)) return false;
  const pss = signer.signatureAlgorithm.algorithmId === RSA_PSS;
  return verify(
    hash,
    signedBytes(signer.signedAttrs),
    { key: x509.publicKey, ...(pss ? { padding: constants.RSA_PKCS1_PSS_PADDING } : {}) },
    signer.signature.valueBlock.valueHexView,
  );
};
