import { X509Certificate } from 'node:crypto';
import { BitString } from 'asn1js';
import { Certificate } from 'pkijs';

/** The issuer of a person's certificate and those above it: four are used, one is spare. */
const LONGEST = 5;

/** Certificates in PEM, any number after each other. @throws Error when one is none. */
export const certificatesIn = (pem: string): X509Certificate[] =>
  [...pem.matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)].map(
    ([one]) => new X509Certificate(one),
  );

const isInForce = (certificate: X509Certificate, at: Date): boolean =>
  at >= certificate.validFromDate && at <= certificate.validToDate;

const KEY_USAGE = '2.5.29.15';
const KEY_CERT_SIGN = 0x04;

/** A certificate authority whose key usage, where it is stated, names certificates (RFC 5280 §6.1.4 k, n). */
const mayIssue = ({ ca, raw }: X509Certificate): boolean => {
  const { extensions = [] } = Certificate.fromBER(new Uint8Array(raw).buffer);
  const usage = extensions.find(({ extnID }) => extnID === KEY_USAGE)?.parsedValue;
  return ca && (!(usage instanceof BitString) || ((usage.valueBlock.valueHexView[0] ?? 0) & KEY_CERT_SIGN) !== 0);
};

const hasIssued = (issuer: X509Certificate, issued: X509Certificate): boolean =>
  mayIssue(issuer) && issued.checkIssued(issuer) && issued.verify(issuer.publicKey);

const isStrong = ({
  publicKey: { asymmetricKeyType: type, asymmetricKeyDetails: details },
}: X509Certificate): boolean =>
  type === 'rsa' ? (details?.modulusLength ?? 0) >= 2048 : type === 'ec' && details?.namedCurve !== undefined;

/**
 * Finds the way from a certificate to one of the roots, through the given intermediates, every one of them in force at
 * `at`. @returns the issuers in order, the certificate's own first; undefined when there is no such way.
 */
export const pathToRoot = (
  leaf: X509Certificate,
  intermediates: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  at: Date,
): X509Certificate[] | undefined => {
  const climb = (from: X509Certificate, path: X509Certificate[]): X509Certificate[] | undefined => {
    if (!isInForce(from, at) || !isStrong(from) || path.length > LONGEST) return undefined;
    const root = roots.find((one) => isInForce(one, at) && hasIssued(one, from));
    if (root) return [...path, root];
    for (const next of intermediates) {
      if (path.some((one) => one.fingerprint256 === next.fingerprint256) || !hasIssued(next, from)) continue;
      const found = climb(next, [...path, next]);
      if (found) return found;
    }
    return undefined;
  };
  return climb(leaf, []);
};
