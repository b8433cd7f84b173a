import type { X509Certificate } from 'node:crypto';
import { Certificate, CertificatePolicies } from 'pkijs';

const SERIAL_NUMBER = '2.5.4.5';
const CERTIFICATE_POLICIES = '2.5.29.32';

/** What a person's certificate says of the person and of the ways in which it was issued. */
export interface PersonCertificate {
  /** The subject's serialNumber (RFC 5280 appendix A): the personal number. */
  personalIdentityNumber: string | undefined;
  /** The certificate policies, as OIDs: they tell the kind of e-ID and so its level of assurance. */
  policies: string[];
}

export const readPersonCertificate = ({ raw }: X509Certificate): PersonCertificate => {
  const certificate = Certificate.fromBER(new Uint8Array(raw).buffer);
  const numbers = certificate.subject.typesAndValues.filter(({ type }) => String(type) === SERIAL_NUMBER);
  const policies = certificate.extensions?.find(({ extnID }) => extnID === CERTIFICATE_POLICIES)?.parsedValue;
  return {
    personalIdentityNumber: numbers.length === 1 ? String(numbers[0]?.value.valueBlock.value) : undefined,
    policies:
      policies instanceof CertificatePolicies
        ? policies.certificatePolicies.map(({ policyIdentifier }) => policyIdentifier)
        : [],
  };
};
