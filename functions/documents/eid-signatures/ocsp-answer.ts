import { X509Certificate } from 'node:crypto';
import { BasicOCSPResponse, Certificate, getCrypto, OCSPResponse } from 'pkijs';

const OCSP_BASIC = '1.3.6.1.5.5.7.48.1.1';
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
/** RSA (PKCS #1) and ECDSA with SHA-256, SHA-384 and SHA-512 (RFC 4055, RFC 5758). */
const SIGNATURES = [
  ...[11, 12, 13].map((arc) => `1.2.840.113549.1.1.${arc}`),
  ...[2, 3, 4].map((arc) => `1.2.840.10045.4.3.${arc}`),
];
const SUCCESSFUL = 0;
const GOOD = 0;
const CLOCK_SKEW_MS = 5 * 60_000;
/** How old an answer without an end of its own may be. */
const FRESH_MS = 24 * 60 * 60_000;

const arrayBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
const parsed = ({ raw }: X509Certificate): Certificate => Certificate.fromBER(arrayBuffer(raw));

/** The issuer itself may answer, or somebody whom it has certified for that and nothing else (RFC 6960 §4.2.2.2). */
const mayAnswerFor = (responder: X509Certificate, issuer: X509Certificate, at: Date): boolean => {
  if (responder.fingerprint256 === issuer.fingerprint256) return true;
  return (
    responder.checkIssued(issuer) &&
    responder.verify(issuer.publicKey) &&
    responder.keyUsage?.includes(OCSP_SIGNING) === true &&
    at >= responder.validFromDate &&
    at <= responder.validToDate
  );
};

const basicResponseIn = (der: Uint8Array): BasicOCSPResponse | undefined => {
  const response = OCSPResponse.fromBER(arrayBuffer(der));
  if (response.responseStatus.valueBlock.valueDec !== SUCCESSFUL) return undefined;
  if (response.responseBytes?.responseType !== OCSP_BASIC) return undefined;
  return BasicOCSPResponse.fromBER(response.responseBytes.response.valueBlock.valueHexView);
};

const isSignedForIssuer = async (basic: BasicOCSPResponse, issuer: X509Certificate, at: Date): Promise<boolean> => {
  if (!SIGNATURES.includes(basic.signatureAlgorithm.algorithmId)) return false;
  const candidates = [
    ...(basic.certs ?? []).map((one) => new X509Certificate(Buffer.from(one.toSchema().toBER()))),
    issuer,
  ];
  for (const candidate of candidates) {
    if (!mayAnswerFor(candidate, issuer, at)) continue;
    const { subjectPublicKeyInfo } = parsed(candidate);
    const isTheirs = await getCrypto(true)
      .verifyWithPublicKey(basic.tbsResponseData.tbs, basic.signature, subjectPublicKeyInfo, basic.signatureAlgorithm)
      .catch(() => false);
    if (isTheirs) return true;
  }
  return false;
};

/**
 * Whether an OCSP response (RFC 6960, DER) says that the certificate was good at `at`: one single answer, about this very
 * certificate, signed by its issuer or by somebody the issuer has certified to answer, and current.
 *
 * The chain is followed here and not by the library, which knows no other time than now.
 *
 * @returns when the response was made, by the responder's clock; undefined when it does not say so.
 */
export const goodByOcsp = async (
  der: Uint8Array,
  certificate: X509Certificate,
  issuer: X509Certificate,
  at: Date,
): Promise<{ producedAt: Date } | undefined> => {
  const basic = basicResponseIn(der);
  const [answer, ...more] = basic?.tbsResponseData.responses ?? [];
  if (!basic || !answer || more.length > 0) return undefined;
  const begins = answer.thisUpdate.getTime() - CLOCK_SKEW_MS;
  const ends = answer.nextUpdate ? answer.nextUpdate.getTime() + CLOCK_SKEW_MS : answer.thisUpdate.getTime() + FRESH_MS;
  if (at.getTime() < begins || at.getTime() > ends) return undefined;
  if (!(await isSignedForIssuer(basic, issuer, at))) return undefined;
  const { isForCertificate, status } = await basic.getCertificateStatus(parsed(certificate), parsed(issuer));
  return isForCertificate && status === GOOD ? { producedAt: basic.tbsResponseData.producedAt } : undefined;
};
