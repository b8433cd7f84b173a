import { X509Certificate } from 'node:crypto';
import { onlyChild, type XmlElement } from './canonical-xml.ts';
import { certificatesIn, pathToRoot } from './certificate-path.ts';
import { goodByOcsp } from './ocsp-answer.ts';
import { readPersonCertificate } from './person-certificate.ts';
import { EidSignatureNotValid } from './signature-not-valid.ts';
import { signedElementsOf } from './signed-elements.ts';

export { EidSignatureNotValid } from './signature-not-valid.ts';

const BANKID = 'http://www.bankid.com/signature/v1.0.0/types';
const XMLDSIG = 'http://www.w3.org/2000/09/xmldsig#';

/** What was asked of the person, as we asked it. */
export interface ExpectedBankIdSignature {
  /** The text that the person read. */
  visible: string;
  /** What was signed unseen: the statement that names the document's hash. */
  nonVisible: Uint8Array;
  /** Twelve digits. */
  personalIdentityNumber: string;
  /** When told: a login is no signature, and a signature no login. */
  purpose?: 'identification' | 'signing';
}

export interface VerifiedBankIdSignature {
  /** `vouched`: without roots, or without an OCSP response, we have the e-ID's word for what we could not check. */
  verdict: 'valid' | 'vouched';
  checks: { check: BankIdCheck; outcome: 'passed' | 'not-possible' }[];
  /** The policies of the person's certificate, as OIDs. */
  certificatePolicies: string[];
  /** When the OCSP response was made that was verified: the e-ID asks for it as the person signs. */
  statusGivenAt?: Date;
}

export type BankIdCheck =
  | 'xml-signature'
  | 'visible-text'
  | 'statement'
  | 'purpose'
  | 'person-in-certificate'
  | 'certificate-chain'
  | 'certificate-status';

const FUNCTIONS = { identification: 'Identification', signing: 'Signing' } as const;

const decoded = ({ text }: XmlElement): Buffer => {
  const base64 = text.replace(/\s+/g, '');
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64) throw new SyntaxError('not base64');
  return bytes;
};

const theOnly = (elements: readonly XmlElement[], name: string, namespace: string): XmlElement => {
  const [element, ...more] = elements.filter((one) => one.name === name && one.attributes.get('xmlns') === namespace);
  if (!element || more.length > 0) throw new SyntaxError(`not exactly one signed ${name}`);
  return element;
};

interface SignedContent {
  data: XmlElement;
  visible: Buffer;
  nonVisible: Buffer;
  certificates: [X509Certificate, ...X509Certificate[]];
}

/** Both what was signed and the certificates stand in elements that the signature covers, and are read from there alone. */
const signedContentOf = (xmlBase64: string): SignedContent => {
  const { elements, signer } = signedElementsOf(Buffer.from(xmlBase64, 'base64').toString('utf8'));
  const data = theOnly(elements, 'bankIdSignedData', BANKID);
  const nonVisible = data.children.find(({ name }) => name === 'usrNonVisibleData');
  const keyInfo = theOnly(elements, 'KeyInfo', XMLDSIG);
  const [leaf, ...others] = onlyChild(keyInfo, 'X509Data')
    .children.filter(({ name }) => name === 'X509Certificate')
    .map((one) => new X509Certificate(decoded(one)));
  if (!leaf || leaf.fingerprint256 !== new X509Certificate(signer).fingerprint256) {
    throw new SyntaxError('another certificate than the signed one');
  }
  return {
    data,
    visible: decoded(onlyChild(data, 'usrVisibleData')),
    nonVisible: nonVisible ? decoded(onlyChild(data, 'usrNonVisibleData')) : Buffer.alloc(0),
    certificates: [leaf, ...others],
  };
};

const readSigned = (xmlBase64: string): SignedContent => {
  try {
    return signedContentOf(xmlBase64);
  } catch (cause) {
    throw new EidSignatureNotValid('not-verifiable', { cause });
  }
};

const expectPurpose = (data: XmlElement, purpose: 'identification' | 'signing'): void => {
  const told = data.children.find(({ name }) => name === 'clientInfo')?.children.find(({ name }) => name === 'funcId');
  if (told?.text !== FUNCTIONS[purpose]) throw new EidSignatureNotValid('other-document');
};

/**
 * Verifies the signature that BankID gives (base64 of an XML signature), whether BankID itself or a broker handed it over.
 * Meant for the moment of receipt: `now` is the time at which the certificates and the OCSP response must hold.
 *
 * @param ocspBase64 the OCSP response (base64 of DER) about the person's certificate, where one came.
 * @param roots PEM of the certificate authorities of BankID that are trusted; empty when none are configured.
 * @throws EidSignatureNotValid
 */
export const verifyBankIdSignature = async (
  xmlBase64: string,
  ocspBase64: string | undefined,
  expected: ExpectedBankIdSignature,
  roots: string,
  now: Date,
): Promise<VerifiedBankIdSignature> => {
  if (xmlBase64 === '') throw new EidSignatureNotValid('missing');
  const { data, visible, nonVisible, certificates } = readSigned(xmlBase64);
  const [leaf, ...intermediates] = certificates;
  if (!visible.equals(Buffer.from(expected.visible, 'utf8'))) throw new EidSignatureNotValid('other-message');
  if (!nonVisible.equals(expected.nonVisible)) throw new EidSignatureNotValid('other-document');
  if (expected.purpose) expectPurpose(data, expected.purpose);
  const { personalIdentityNumber, policies } = readPersonCertificate(leaf);
  if (personalIdentityNumber !== expected.personalIdentityNumber) throw new EidSignatureNotValid('other-person');

  const trusted = certificatesIn(roots);
  const path = trusted.length > 0 ? pathToRoot(leaf, intermediates, trusted, now) : undefined;
  if (trusted.length > 0 && !path) throw new EidSignatureNotValid('not-verifiable');
  const status = await statusOf(leaf, path?.[0], ocspBase64, now);
  return {
    verdict: path && status ? 'valid' : 'vouched',
    checks: [
      { check: 'xml-signature', outcome: 'passed' },
      { check: 'visible-text', outcome: 'passed' },
      { check: 'statement', outcome: 'passed' },
      { check: 'purpose', outcome: expected.purpose ? 'passed' : 'not-possible' },
      { check: 'person-in-certificate', outcome: 'passed' },
      { check: 'certificate-chain', outcome: path ? 'passed' : 'not-possible' },
      { check: 'certificate-status', outcome: status ? 'passed' : 'not-possible' },
    ],
    certificatePolicies: policies,
    ...(status && { statusGivenAt: status.producedAt }),
  };
};

const statusOf = async (
  leaf: X509Certificate,
  issuer: X509Certificate | undefined,
  ocspBase64: string | undefined,
  now: Date,
): Promise<{ producedAt: Date } | undefined> => {
  if (!issuer || ocspBase64 === undefined) return undefined;
  const good = await goodByOcsp(Buffer.from(ocspBase64, 'base64'), leaf, issuer, now).catch((cause: unknown) => {
    throw new EidSignatureNotValid('not-verifiable', { cause });
  });
  if (!good) throw new EidSignatureNotValid('not-verifiable');
  return good;
};
