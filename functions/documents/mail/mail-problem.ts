/**
 * What was wrong with a message. None of these stops the reading: what could be read is kept, and the reader of
 * the mail decides whether the problem is one for a person.
 */
export type MailProblem =
  | 'bad-transfer-encoding'
  | 'broken-mime'
  | 'encrypted'
  | 'header-too-long'
  | 'no-from'
  | 'several-from'
  | 'tnef'
  | 'too-deep'
  | 'too-large'
  | 'too-many-parts'
  | 'unknown-charset';

/** How much of a message is read before the rest is left alone. */
export interface Limits {
  /** Bytes of the whole message; SES receives at most 40 MB. */
  bytes: number;
  /** MIME parts, counted over all multiparts of one message. */
  parts: number;
  /** Multiparts inside each other. */
  depth: number;
  /** Forwarded messages inside each other. */
  nested: number;
  /** Bytes of one header block. */
  headerBytes: number;
}

export const defaultLimits: Limits = {
  bytes: 40 * 1024 * 1024,
  parts: 400,
  depth: 20,
  nested: 4,
  headerBytes: 512 * 1024,
};
