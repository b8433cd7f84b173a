/**
 * Why nothing was sealed, by stable names. The texts name the case alone: nothing of the document or of a key.
 */
export abstract class SealingError extends Error {
  abstract override readonly name: string;
}

/** The seal's certificate, or one above it, has expired or is not valid yet: a seal with it would be worth nothing. */
export class SealCertificateExpired extends SealingError {
  override readonly name = 'SealCertificateExpired';
  readonly notBefore: Date;
  readonly notAfter: Date;
  constructor(period: { notBefore: Date; notAfter: Date }) {
    super(`valid from ${period.notBefore.toISOString()} to ${period.notAfter.toISOString()}`);
    this.notBefore = period.notBefore;
    this.notAfter = period.notAfter;
  }
}

/** The certificates cannot be used: unreadable, not issued by one another, or not for signing. */
export class SealCertificateNotUsable extends SealingError {
  override readonly name = 'SealCertificateNotUsable';
}

/** The key did not sign as its certificate says: wrong key behind the alias, or wrong chain in the secret. */
export class SealKeyMismatch extends SealingError {
  override readonly name = 'SealKeyMismatch';
}

/** The timestamp is not one over this seal. */
export class SealTimestampNotUsable extends SealingError {
  override readonly name = 'SealTimestampNotUsable';
}

/** The signature is larger than the place that was kept for it. */
export class SealDoesNotFit extends SealingError {
  override readonly name = 'SealDoesNotFit';
}

export type NotSealableReason = 'encrypted' | 'signed-already' | 'unreadable' | 'no-pages' | 'place-not-unique';

/** The file cannot be sealed as it is. */
export class PdfNotSealable extends SealingError {
  override readonly name = 'PdfNotSealable';
  readonly reason: NotSealableReason;
  constructor(reason: NotSealableReason, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}
