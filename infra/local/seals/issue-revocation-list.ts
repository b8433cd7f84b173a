import type { KeyObject } from 'node:crypto';
import { Constructed, Integer, Sequence } from 'asn1js';
import { Certificate } from 'pkijs';
import { certificateTime } from '../certificates/certificate-time.ts';
import { authorityKeyIdentifier, extension } from '../certificates/extensions.ts';
import { signatureAlgorithmOf, signed } from '../certificates/signed.ts';

const CRL_NUMBER = '2.5.29.20';
const VERSION_2 = 1;

export interface RevocationListOrder {
  thisUpdate: Date;
  nextUpdate: Date;
  revoked?: readonly {
    /** Hexadecimal. */
    serial: string;
    at: Date;
  }[];
}

/** A positive number in as few octets as DER allows. */
const integerOf = (hex: string): Integer => {
  const bare = hex.replace(/^0+(?=.)/, '');
  const even = bare.length % 2 === 0 ? bare : `0${bare}`;
  return new Integer({ valueHex: Buffer.from(/^[89a-f]/i.test(even) ? `00${even}` : even, 'hex') });
};

/**
 * Issues a certificate revocation list (RFC 5280 §5), signed with SHA-256. Its number is the second of its
 * making, so that a later one has a greater number. @returns DER.
 */
export const issueRevocationList = (
  { thisUpdate, nextUpdate, revoked = [] }: RevocationListOrder,
  issuer: { certificate: Uint8Array; privateKey: KeyObject },
): Buffer => {
  const { subject, subjectPublicKeyInfo } = Certificate.fromBER(issuer.certificate);
  const entries = revoked.map(
    ({ serial, at }) => new Sequence({ value: [integerOf(serial), certificateTime(at).toSchema()] }),
  );
  const number = integerOf(Math.floor(thisUpdate.getTime() / 1000).toString(16));
  const extensions = [authorityKeyIdentifier(subjectPublicKeyInfo), extension(CRL_NUMBER, false, number)];
  const toBeSigned = new Sequence({
    value: [
      new Integer({ value: VERSION_2 }),
      signatureAlgorithmOf(issuer.privateKey).toSchema(),
      subject.toSchema(),
      certificateTime(thisUpdate).toSchema(),
      certificateTime(nextUpdate).toSchema(),
      // An empty list of entries is left out, by the standard.
      ...(entries.length > 0 ? [new Sequence({ value: entries })] : []),
      new Constructed({
        idBlock: { tagClass: 3, tagNumber: 0 },
        value: [new Sequence({ value: extensions.map((one) => one.toSchema()) })],
      }),
    ],
  });
  return signed(toBeSigned.toBER(), issuer.privateKey);
};
