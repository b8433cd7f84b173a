import { EncryptedPDFError, ParseSpeeds, PDFDocument } from '@cantoo/pdf-lib';
import { DATA } from './cms-attributes.ts';
import type { Verification } from './verification.ts';
import { digestOf, nameOfAlgorithm } from './verify-algorithms.ts';
import {
  expectForSealing,
  expectNoStray,
  isInForce,
  nameIn,
  organisationIn,
  pathToPinned,
  type ReadCertificate,
  strictCertificate,
} from './verify-certificates.ts';
import { expectSigned, namesItsCertificate, readSignedMessage, type SignedMessage } from './verify-cms.ts';
import { Fault, FINDINGS, type FindingCode, findingOf, tried, verdictOf } from './verify-findings.ts';
import { keptFindings } from './verify-kept-revocation.ts';
import { listedFindings, type RevokedCertificate, type SealTime } from './verify-revocation.ts';
import type { Certified } from './verify-revocation-list.ts';
import { findSealedRange, type SealedRange } from './verify-sealed-range.ts';
import { type KnownSealer, organisationFindings, sealerFindings } from './verify-sealer.ts';
import { statementIn } from './verify-statement.ts';
import { structureFaults } from './verify-structure.ts';
import { checkTimestamp, type Timestamp } from './verify-timestamp.ts';

/** The largest file that is looked into. */
const MOST_BYTES = 50 * 1024 * 1024;
const DAY = 24 * 60 * 60 * 1000;
/** Clocks of machines differ by this much without anybody noticing. */
const CLOCKS_DIFFER = 10 * 60 * 1000;

export interface VerifyOptions {
  /** DER certificates of the issuers whose seals are believed. */
  sealRoots: readonly Uint8Array[];
  /** DER certificates of the issuers whose timestamps are believed. */
  timestampRoots: readonly Uint8Array[];
  /** Whether a seal without a timestamp is refused. */
  requireTimestamp: boolean;
  /** Whose seals count; `not-checked` where nobody can say, and the reader is told so. */
  sealers: readonly KnownSealer[] | 'not-checked';
  /** Certificates of seals that were revoked. */
  revoked?: readonly RevokedCertificate[];
  now: Date;
  /**
   * Reads what an unchanged document says of itself although nobody vouches for its seal. Only for a file that the
   * reader has chosen: a made-up file can claim anything and unpack to any size.
   */
  readUntrusted?: boolean;
}

/**
 * Says of a file whether it is a sealed document of ours, unchanged to the last byte, and what it is.
 *
 * A sealed document is one revision (ISO 32000-2 §12.8.1): its seal covers every byte of the file but its own, so that
 * nothing can be appended, replaced or hidden. The seal is a PAdES baseline signature (ETSI EN 319 142-1), B-B or B-T, whose
 * certificate leads to a pinned issuer, is for one whose seals count, and was in force and not revoked at the time of the
 * timestamp, or of the seal's own statement where there is none. What the document says of itself is read only when the
 * seal is trusted.
 *
 * @returns a verdict and findings for every sequence of bytes; it never throws.
 */
export const verifyPdf = async (bytes: Uint8Array, o: VerifyOptions): Promise<Verification> => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sha256 = digestOf('sha256', file).toString('hex');
  const { codes, ...told } = await lookAt(file, o);
  return { verdict: verdictOf(codes), sha256, findings: [...new Set(codes)].map(findingOf), ...told };
};

type Told = Pick<Verification, 'seal' | 'document'> & { codes: FindingCode[] };
/** The seal's certificate and its issuer's, and when it was used. */
type CertifiedAt = Certified & { time: SealTime };
interface Judged extends Told {
  seal: NonNullable<Told['seal']>;
  /** Absent where nobody who is trusted issued it. */
  certified?: CertifiedAt;
}

const lookAt = async (file: Buffer, o: VerifyOptions): Promise<Told> => {
  if (file.length > MOST_BYTES) return { codes: ['too-large'] };
  const range = tried('signature-dictionary-wrong', () => findSealedRange(file));
  if ('fault' in range) return { codes: [range.fault] };
  const message = tried('seal-malformed', () => readSignedMessage(range.value.cms));
  if ('fault' in message) return { codes: [...range.value.faults, message.fault] };
  const { certified, ...judged } = judge(range.value, message.value, o);
  const codes = [...range.value.faults, ...judged.codes];
  const verdict = verdictOf(codes);
  if (verdict !== 'valid' && !(verdict === 'not-trusted' && o.readUntrusted)) return { ...judged, codes };
  const inside = await lookInside(file, range.value.objectNumber, { by: judged.seal.by, certified });
  return { ...judged, ...inside, codes: [...codes, ...inside.codes] };
};

/** The seal itself: its signature, its timestamp, its certificate. */
const judge = (range: SealedRange, message: SignedMessage, o: VerifyOptions): Judged => {
  const codes: FindingCode[] = [];
  const signed = tried('seal-malformed', () => {
    if (!namesItsCertificate(message)) throw new Fault('other-certificate');
    expectSigned(message, DATA, range.signed);
  });
  if ('fault' in signed) codes.push(signed.fault);
  const stamped = timestampOf(message, o);
  if ('fault' in stamped) codes.push(stamped.fault);
  const timestamp = 'value' in stamped ? stamped.value : undefined;
  const at = timestamp?.at ?? range.statedAt;
  const certificate = judgeCertificate(message, at && { at, isProved: timestamp !== undefined }, o);
  codes.push(...certificate.codes);
  codes.push(...notesOnTime(range, message, timestamp, o.now));
  const { parsed } = message.signer;
  return {
    codes,
    ...(certificate.certified && { certified: certificate.certified }),
    seal: {
      by: organisationIn(parsed.subject),
      issuer: nameIn(parsed.issuer),
      serial: message.signer.x509.serialNumber.toLowerCase(),
      algorithm: nameOfAlgorithm(message.algorithm),
      ...(range.statedAt && { statedAt: range.statedAt.toISOString() }),
      ...(timestamp && { timestamp: { at: timestamp.at.toISOString(), by: timestamp.by } }),
      profile: timestamp ? 'B-T' : 'B-B',
    },
  };
};

const pinnedOf = (roots: readonly Uint8Array[]): ReadCertificate[] => roots.map(strictCertificate);

const timestampOf = (
  { timestamp, signature }: SignedMessage,
  o: VerifyOptions,
): { value: Timestamp | undefined } | { fault: FindingCode } => {
  if (!timestamp) return o.requireTimestamp ? { fault: 'timestamp-missing' } : { value: undefined };
  const checked = tried('timestamp-wrong', () => checkTimestamp(timestamp, signature, pinnedOf(o.timestampRoots)));
  // Whatever is wrong inside a timestamp that changes it is one thing to a reader: the timestamp is wrong.
  return 'fault' in checked && FINDINGS[checked.fault] === 'changed' ? { fault: 'timestamp-wrong' } : checked;
};

const judgeCertificate = (
  { signer, certificates }: SignedMessage,
  time: SealTime | undefined,
  o: VerifyOptions,
): Pick<Judged, 'codes' | 'certified'> => {
  if (!time) return { codes: ['time-missing'] };
  const judged = tried('seal-malformed', () => {
    const pinned = pinnedOf(o.sealRoots);
    expectForSealing(signer);
    const wanted = { carried: certificates, pinned, at: time.at, untrusted: 'issuer-not-trusted' } as const;
    const path = pathToPinned(signer, wanted);
    expectNoStray(certificates, path, pinned);
    return path;
  });
  if ('fault' in judged) return { codes: [judged.fault] };
  const codes = [...sealerFindings(signer, o.sealers), ...listedFindings(judged.value, o.revoked ?? [], time)];
  const [leaf, issuer] = judged.value;
  return { codes, ...(leaf && issuer && { certified: { leaf, issuer, time } }) };
};

const notesOnTime = (
  { statedAt }: SealedRange,
  { signer, timestamp: token }: SignedMessage,
  timestamp: Timestamp | undefined,
  now: Date,
): FindingCode[] => {
  const notes: FindingCode[] = [];
  const at = timestamp?.at ?? statedAt;
  if (!at) return notes;
  if (at.getTime() > now.getTime() + CLOCKS_DIFFER) notes.push('time-ahead');
  if (timestamp && statedAt && Math.abs(timestamp.at.getTime() - statedAt.getTime()) > DAY) notes.push('times-differ');
  if (token) return notes;
  notes.push('time-only-stated');
  if (isInForce(signer, at) && !isInForce(signer, now) && now > at) notes.push('expired-since');
  return notes;
};

const lookInside = async (
  file: Buffer,
  objectNumber: number,
  { by, certified }: { by: string; certified: CertifiedAt | undefined },
): Promise<Pick<Told, 'document' | 'codes'>> => {
  try {
    const document = await PDFDocument.load(file, {
      updateMetadata: false,
      throwOnInvalidObject: true,
      parseSpeed: ParseSpeeds.Fastest,
    });
    const { document: statement, faults } = statementIn(document);
    const codes = [...structureFaults(document, objectNumber), ...faults];
    if (certified) codes.push(...keptFindings(document, certified, certified.time));
    if (statement) codes.push(...organisationFindings(statement, by));
    return { codes, ...(statement && { document: statement }) };
  } catch (error) {
    return { codes: [error instanceof EncryptedPDFError ? 'encrypted' : 'cannot-be-read'] };
  }
};
