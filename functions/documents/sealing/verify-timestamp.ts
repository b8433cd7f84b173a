import { digestOf, hashIn } from './verify-algorithms.ts';
import {
  expectForTimestamps,
  expectNoStray,
  nameIn,
  pathToPinned,
  type ReadCertificate,
} from './verify-certificates.ts';
import { expectSigned, readSignedMessage } from './verify-cms.ts';
import { childrenOf, expectTag, readDer, TAG } from './verify-der.ts';
import { Fault } from './verify-findings.ts';

const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const GENERALIZED = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/;

export interface Timestamp {
  at: Date;
  /** The authority, as its certificate names it. */
  by: string;
}

const instantOf = (written: string): Date => {
  const [, year, month, day, hour, minute, second, part = ''] = GENERALIZED.exec(written) ?? [];
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${part.slice(0, 4)}Z`);
  if (Number.isNaN(at.getTime())) throw new Fault('timestamp-wrong');
  return at;
};

/**
 * Checks a timestamp (RFC 3161) over a signature: that it is over this very one, is signed by its authority's
 * certificate, and that a pinned issuer vouches for that, with time stamping as its one purpose, at the time it states.
 *
 * @throws Fault timestamp-wrong, timestamp-not-trusted, stray-certificate; NotDer
 */
export const checkTimestamp = (token: Buffer, signature: Buffer, pinned: readonly ReadCertificate[]): Timestamp => {
  const message = readSignedMessage(token);
  const info = message.carried;
  if (!info || message.timestamp) throw new Fault('timestamp-wrong');
  expectSigned(message, TST_INFO, [info]);

  const [, , imprint, , time] = expectTag(readDer(info), TAG.sequence).children;
  const [algorithm, digest] = childrenOf(imprint, TAG.sequence, 2);
  const isOverThis = expectTag(digest, TAG.octetString).contents.equals(digestOf(hashIn(algorithm), signature));
  if (!isOverThis) throw new Fault('timestamp-wrong');
  const at = instantOf(expectTag(time, TAG.generalizedTime).contents.toString('latin1'));

  expectForTimestamps(message.signer);
  const path = pathToPinned(message.signer, {
    carried: message.certificates,
    pinned,
    at,
    untrusted: 'timestamp-not-trusted',
  });
  expectNoStray(message.certificates, path, pinned);
  return { at, by: nameIn(message.signer.parsed.subject) };
};
