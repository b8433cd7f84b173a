import { StateError } from './state-error.ts';

/** Quotas of Standard workflows that a definition can run into (Step Functions service quotas). */
export const maxPayloadBytes = 262_144;
export const maxDefinitionBytes = 1_048_576;
export const maxHistoryEvents = 25_000;
export const maxVariablesBytes = 10_485_760;
export const maxSeconds = 99_999_999;
export const maxExecutionMs = 365 * 24 * 60 * 60 * 1000;
/** An inline Map runs at most this many iterations at once, whatever MaxConcurrency says. */
export const maxInlineConcurrency = 40;

export const isTooBig = (text: string): boolean => Buffer.byteLength(text) > maxPayloadBytes;

/** @throws {StateError} States.DataLimitExceeded when the JSON text of a payload is over 256 KiB. */
export const withinPayloadLimit = (text: string, what: string): string => {
  if (isTooBig(text)) {
    throw new StateError(
      'States.DataLimitExceeded',
      `${what} has a size exceeding the maximum number of bytes service limit.`,
    );
  }
  return text;
};
