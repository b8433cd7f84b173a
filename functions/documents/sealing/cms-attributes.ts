import { createHash } from 'node:crypto';
import { Constructed, Integer, ObjectIdentifier, OctetString, Sequence } from 'asn1js';
import { Attribute } from 'pkijs';
import type { ReadCertificate } from './certificate-chain.ts';

export const DATA = '1.2.840.113549.1.7.1';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
export const TIMESTAMP_TOKEN = '1.2.840.113549.1.9.16.2.14';

const GENERAL_NAME_DIRECTORY = 4;
const CONTEXT_SPECIFIC = 3;

/**
 * ESS signing-certificate-v2 (RFC 5035 §3) with issuer and serial number: which certificate signed is itself signed. The
 * hash algorithm is left out, as DER demands of the default (SHA-256).
 */
const signingCertificate = ({ der, parsed }: ReadCertificate): Sequence => {
  const directoryName = new Constructed({
    idBlock: { tagClass: CONTEXT_SPECIFIC, tagNumber: GENERAL_NAME_DIRECTORY },
    value: [parsed.issuer.toSchema()],
  });
  const issuerSerial = new Sequence({
    value: [
      new Sequence({ value: [directoryName] }),
      new Integer({ valueHex: parsed.serialNumber.valueBlock.valueHex }),
    ],
  });
  const certHash = new OctetString({ valueHex: createHash('sha256').update(der).digest() });
  const essCertId = new Sequence({ value: [certHash, issuerSerial] });
  return new Sequence({ value: [new Sequence({ value: [essCertId] })] });
};

const encodingOf = (attribute: Attribute): Buffer => Buffer.from(attribute.toSchema().toBER());

/**
 * The signed attributes of a baseline signature (ETSI EN 319 142-1 §6.3): content type, digest of the content, and the
 * signing certificate. No signing time: PAdES has it in the signature dictionary (`M`). Sorted as DER sorts a SET OF.
 *
 * @param contentType object identifier of what is signed
 * @param digest SHA-256 of what is signed
 */
export const signedAttributes = (contentType: string, digest: Uint8Array, leaf: ReadCertificate): Attribute[] =>
  [
    new Attribute({ type: CONTENT_TYPE, values: [new ObjectIdentifier({ value: contentType })] }),
    new Attribute({ type: MESSAGE_DIGEST, values: [new OctetString({ valueHex: digest })] }),
    new Attribute({ type: SIGNING_CERTIFICATE_V2, values: [signingCertificate(leaf)] }),
  ].sort((a, b) => Buffer.compare(encodingOf(a), encodingOf(b)));

/** The unsigned attribute that carries a timestamp over the signature value (RFC 3161 appendix A). */
export const timestampAttribute = (token: Attribute['values'][number]): Attribute =>
  new Attribute({ type: TIMESTAMP_TOKEN, values: [token] });
