/** From the gravest. */
const GRAVITY = ['unreadable', 'not-sealed', 'changed', 'not-trusted'] as const;
/** What a finding says of the file: the gravest error decides the verdict, a note decides nothing. */
type Weight = (typeof GRAVITY)[number] | 'note';
export type Verdict = (typeof GRAVITY)[number] | 'valid';

/**
 * Everything that a verification can find, by codes that never change their meaning. The sentences for people stand in
 * the texts of the portal, under the same codes.
 */
export const FINDINGS = {
  /** No file of ours is this large; it was not looked into. */
  'too-large': 'unreadable',
  /** The file does not begin as a PDF does. */
  'not-a-pdf': 'unreadable',
  /** The seal is right, yet the file could not be read as a PDF. */
  'cannot-be-read': 'unreadable',

  /** A PDF without any signature. */
  'no-seal': 'not-sealed',

  /** There is a signature, but what it covers is not said: the byte range is gone or renamed. */
  'byte-range-missing': 'changed',
  /** The byte range is not of the form [0 a b c]. */
  'byte-range-malformed': 'changed',
  /** More than one byte range: somebody has signed, or pretends to have signed, again. */
  'several-byte-ranges': 'changed',
  /** The seal covers more than there is: the end of the file is missing. */
  'cut-off': 'changed',
  /** Something stands after what the seal covers: an update, a replaced object, or anything else. */
  'added-after-seal': 'changed',
  /** What the seal leaves out is more, or something else, than its own place. */
  'gap-not-the-seal': 'changed',
  /** The place of the seal is empty. */
  'seal-emptied': 'changed',
  /** The place of the seal holds more than the seal and zeros. */
  'padding-not-zero': 'changed',
  /** The file does not end once, at its end. */
  'not-one-revision': 'changed',
  /** The signature dictionary cannot be read, or is not the kind we write. */
  'signature-dictionary-wrong': 'changed',
  /** The signature is not a CMS signature in the one form (DER) that we write. */
  'seal-malformed': 'changed',
  /** The signature was made with an algorithm, or a key, that is not accepted. */
  'algorithm-not-accepted': 'changed',
  /** What is sealed is not what stands in the file. */
  'content-changed': 'changed',
  /** The signature is not the certificate's. */
  'signature-wrong': 'changed',
  /** The certificate is not the one that the signature names. */
  'other-certificate': 'changed',
  /** The signature carries a certificate that nobody vouches for. */
  'stray-certificate': 'changed',
  /** The timestamp is not one over this seal, or is itself damaged. */
  'timestamp-wrong': 'changed',
  /** The field, or the permission, of the signature in the document is not that of the seal. */
  'seal-field-wrong': 'changed',

  /** The seal's certificate was not issued by anybody who is trusted here. */
  'issuer-not-trusted': 'not-trusted',
  /** The seal is somebody's whose seals do not count here, though its issuer is trusted. */
  'sealer-not-known': 'not-trusted',
  /** The certificate, or an issuer's, was revoked when it was sealed, or nothing proves that it was not yet. */
  'certificate-revoked': 'not-trusted',
  /** The certificate, or an issuer's, was not in force when it was sealed. */
  'certificate-not-in-force': 'not-trusted',
  /** The certificate is not one to seal with. */
  'certificate-not-for-sealing': 'not-trusted',
  /** There is no timestamp, and one is demanded. */
  'timestamp-missing': 'not-trusted',
  /** The timestamp was not issued by anybody who is trusted here. */
  'timestamp-not-trusted': 'not-trusted',
  /** Neither the seal nor a timestamp says when. */
  'time-missing': 'not-trusted',
  /** The file holds scripts, actions or forms that can change what is shown. */
  'active-content': 'not-trusted',
  /** The file is encrypted. */
  encrypted: 'not-trusted',
  /** The file does not say what document it is, though it is sealed. */
  'statement-missing': 'not-trusted',
  /** The document says that another organisation drew it up than the one whose seal it bears. */
  'other-organisation': 'not-trusted',
  /** A signature is said to be of another organisation than the one that sealed the document. */
  'signature-of-another-organisation': 'not-trusted',
  /** What the file says of itself is not of the form it should be. */
  'statement-malformed': 'not-trusted',
  /** The signed text that lies in the file is not there, or is not the one that was signed. */
  'text-not-the-signed': 'not-trusted',

  /** The time is what the seal itself states; no timestamp proves it. */
  'time-only-stated': 'note',
  /** Nobody said here whose seals count: that the issuer certified the sealer is all that is known. */
  'sealer-not-checked': 'note',
  /** The certificate has been revoked since; a timestamp proves that it was used before. */
  'certificate-revoked-later': 'note',
  /** The file carries its issuer's word, of the time of the seal, that the certificate was not revoked. */
  'revocation-kept': 'note',
  /** The file carries no such word, or none that holds. */
  'revocation-not-kept': 'note',
  /** The certificate has expired since, and no timestamp proves when it was used. */
  'expired-since': 'note',
  /** The time of the seal is later than this machine's clock. */
  'time-ahead': 'note',
  /** The seal states another time, by more than a day, than its timestamp. */
  'times-differ': 'note',
  /** The document says of itself that it has been withdrawn. */
  'document-withdrawn': 'note',
} as const satisfies Record<string, Weight>;
export type FindingCode = keyof typeof FINDINGS;

/** One thing that a verification found. */
export interface Finding {
  code: FindingCode;
  severity: 'error' | 'note';
}
export const findingOf = (code: FindingCode): Finding => ({
  code,
  severity: FINDINGS[code] === 'note' ? 'note' : 'error',
});

export const verdictOf = (codes: readonly FindingCode[]): Verdict =>
  GRAVITY.find((verdict) => codes.some((code) => FINDINGS[code] === verdict)) ?? 'valid';

/** Ends one look at a file with what was found; only this folder throws it, and verifyPdf catches it. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: FindingCode;
  constructor(code: FindingCode) {
    super(code);
    this.code = code;
  }
}

/** What a look gives, or the fault that it ended with; anything else that is thrown is `otherwise`. */
export const tried = <T>(otherwise: FindingCode, look: () => T): { value: T } | { fault: FindingCode } => {
  try {
    return { value: look() };
  } catch (error) {
    return { fault: error instanceof Fault ? error.code : otherwise };
  }
};
