import { type KeyObject, sign } from 'node:crypto';
import { BitString, Constructed, fromBER, Integer, Sequence } from 'asn1js';
import { AlgorithmIdentifier, Certificate } from 'pkijs';
import { authorityKeyIdentifier, extension, timeOf } from './issue-certificate.ts';

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
 * Issues a certificate revocation list (RFC 5280 §5), signed with ECDSA and SHA-256. Its number is the second of its
 * making, so that a later one has a greater number. @returns DER.
 */
export const issueRevocationList = (
  { thisUpdate, nextUpdate, revoked = [] }: RevocationListOrder,
  issuer: { certificate: Uint8Array; privateKey: KeyObject },
): Buffer => {
  const { subject, subjectPublicKeyInfo } = Certificate.fromBER(issuer.certificate);
  const algorithm = () => new AlgorithmIdentifier({ algorithmId: '1.2.840.10045.4.3.2' }).toSchema();
  const entries = revoked.map(({ serial, at }) => new Sequence({ value: [integerOf(serial), timeOf(at).toSchema()] }));
  const number = integerOf(Math.floor(thisUpdate.getTime() / 1000).toString(16));
  const extensions = [authorityKeyIdentifier(subjectPublicKeyInfo), extension(CRL_NUMBER, false, number)];
  const toBeSigned = new Sequence({
    value: [
      new Integer({ value: VERSION_2 }),
      algorithm(),
      subject.toSchema(),
      timeOf(thisUpdate).toSchema(),
      timeOf(nextUpdate).toSchema(),
      // An empty list of entries is left out, by the standard.
      ...(entries.length > 0 ? [new Sequence({ value: entries })] : []),
      new Constructed({
        idBlock: { tagClass: 3, tagNumber: 0 },
        value: [new Sequence({ value: extensions.map((one) => one.toSchema()) })],
      }),
    ],
  });
  const signed = Buffer.from(toBeSigned.toBER());
  const signature = new BitString({ valueHex: sign('sha256', signed, issuer.privateKey) });
  return Buffer.from(new Sequence({ value: [fromBER(signed).result, algorithm(), signature] }).toBER());
};
