/** The recommended messages to users (BankID, "User messages") that an identification of ours can lead to. */
export const BANKID_MESSAGES = [
  'RFA1',
  'RFA3',
  'RFA4',
  'RFA5',
  'RFA6',
  'RFA8',
  'RFA9',
  'RFA13',
  'RFA15',
  'RFA16',
  'RFA17A',
  'RFA17B',
  'RFA21',
  'RFA22',
  'RFA23',
] as const;
export type BankIdMessage = (typeof BANKID_MESSAGES)[number];

/** Where the e-ID is: on the device of the browser, or on another that reads the QR code. */
export type Device = 'this' | 'other';

const WAITING: Readonly<Record<string, BankIdMessage>> = {
  started: 'RFA15',
  userMrtd: 'RFA23',
  userSign: 'RFA9',
  processing: 'RFA21',
  userCallConfirm: 'RFA21',
};

const FAILED: Readonly<Record<string, BankIdMessage>> = {
  expiredTransaction: 'RFA8',
  certificateErr: 'RFA16',
  userCancel: 'RFA6',
  cancelled: 'RFA3',
  userDeclinedCall: 'RFA6',
  transactionRiskBlocked: 'RFA22',
  notSupportedByUserApp: 'RFA22',
};

/** The hints of an order that nobody has picked up yet. */
export const isUntouched = (hint: string | undefined): boolean =>
  hint === 'outstandingTransaction' || hint === 'noClient';

/** The message of an order under way; a hint that came after this was written has one too. */
export const waitingMessage = (hint: string | undefined, device: Device): BankIdMessage =>
  isUntouched(hint) ? untouchedMessage(device) : (WAITING[hint ?? ''] ?? 'RFA21');

export const untouchedMessage = (device: Device): BankIdMessage => (device === 'this' ? 'RFA13' : 'RFA1');

export const failedMessage = (hint: string | undefined, device: Device): BankIdMessage =>
  hint === 'startFailed' ? (device === 'this' ? 'RFA17A' : 'RFA17B') : (FAILED[hint ?? ''] ?? 'RFA22');

/** The message of an order that the service refused, by its error code in lower case. */
export const refusedMessage = (errorCode: string): BankIdMessage =>
  errorCode === 'alreadyinprogress' ? 'RFA4' : 'RFA22';
