import type { ErrorCode } from './hints.ts';

/** What is wrong with the service or with somebody on the way to it; switched by tests and by hand. */
export interface Faults {
  /** Answers every question with this error, as during maintenance. */
  refuseAll?: ErrorCode | undefined;
  /** Takes the question and never answers, cuts the line, or answers with something that is not the service's. */
  line?: 'silent' | 'cut' | 'garbage' | undefined;
  /** Said of every order under way, also one that no list knows. */
  pendingHint?: string | undefined;
  /** The risk of the next orders that are completed. */
  risk?: string | undefined;
  /** Signs another text than the one that was asked for. */
  signsAnotherText?: string | undefined;
  /** What the bank's responder says of the certificates. */
  certificateStatus?: 'good' | 'unknown' | undefined;
  /** Says that this person has completed what another one signed. */
  claimsAnotherNumber?: string | undefined;
}
