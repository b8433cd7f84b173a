/** Why a signature is not the one that was asked for; the words of the port's `SignatureMismatch`. */
export type NotValidReason = 'missing' | 'not-verifiable' | 'other-document' | 'other-message' | 'other-person';

/** The signature is not this person's over this text. Carries a word of a fixed list, never anything that was signed. */
export class EidSignatureNotValid extends Error {
  override readonly name = 'EidSignatureNotValid';
  readonly because: NotValidReason;
  constructor(because: NotValidReason, options?: ErrorOptions) {
    super(`the e-ID signature is not valid: ${because}`, options);
    this.because = because;
  }
}
