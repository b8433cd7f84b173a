import { nameIn, type ReadCertificate } from './verify-certificates.ts';
import type { FindingCode } from './verify-findings.ts';

/** A certificate that is known here to have been revoked. */
export interface RevokedCertificate {
  /** What its issuer calls itself; absent: any issuer. */
  issuer?: string | undefined;
  /** Hexadecimal. */
  serial: string;
  from: Date;
}

/** When a document was sealed: proved by a timestamp, or as the seal states it. */
export interface SealTime {
  at: Date;
  isProved: boolean;
}

/**
 * What it means that a certificate was revoked. What a timestamp proves to be earlier holds; a time that the seal states
 * saves nothing, for whoever has the key can state any.
 */
export const revocationFinding = (from: Date, { at, isProved }: SealTime): FindingCode =>
  isProved && at < from ? 'certificate-revoked-later' : 'certificate-revoked';

const bareSerial = (hex: string): string => hex.toLowerCase().replace(/^0+(?=.)/, '');

/** What the list of revoked certificates says of a seal's own and of those on the way to its issuer. */
export const listedFindings = (
  path: readonly ReadCertificate[],
  revoked: readonly RevokedCertificate[],
  time: SealTime,
): FindingCode[] => {
  const found = path.flatMap(({ x509, parsed }) =>
    revoked
      .filter(
        ({ serial, issuer }) =>
          bareSerial(serial) === bareSerial(x509.serialNumber) &&
          (issuer === undefined || issuer === nameIn(parsed.issuer)),
      )
      .map(({ from }) => revocationFinding(from, time)),
  );
  return found.includes('certificate-revoked') ? ['certificate-revoked'] : found.slice(0, 1);
};
