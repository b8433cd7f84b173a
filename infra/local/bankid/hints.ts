/** What an order's hint may be while it is under way, and when it has failed (BankID, collect). */
export const PENDING_HINTS = [
  'outstandingTransaction',
  'noClient',
  'started',
  'userMrtd',
  'userCallConfirm',
  'userSign',
  'processing',
] as const;
export const FAILED_HINTS = [
  'expiredTransaction',
  'certificateErr',
  'userCancel',
  'cancelled',
  'startFailed',
  'userDeclinedCall',
  'notSupportedByUserApp',
  'transactionRiskBlocked',
] as const;
export type PendingHint = (typeof PENDING_HINTS)[number];
export type FailedHint = (typeof FAILED_HINTS)[number];

/** The error codes with the status each comes with. */
export const ERROR_STATUSES = {
  alreadyInProgress: 400,
  invalidParameters: 400,
  unauthorized: 401,
  notFound: 404,
  methodNotAllowed: 405,
  requestTimeout: 408,
  unsupportedMediaType: 415,
  internalError: 500,
  maintenance: 503,
} as const;
export type ErrorCode = keyof typeof ERROR_STATUSES;

/** What the service answers instead of what was asked for. */
export class BankIdRefusal extends Error {
  override readonly name = 'BankIdRefusal';
  readonly errorCode: ErrorCode;
  constructor(errorCode: ErrorCode, details: string) {
    super(details);
    this.errorCode = errorCode;
  }
}
