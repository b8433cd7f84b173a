import { createHash, randomBytes } from 'node:crypto';

const checksum = (body: Buffer): Buffer => createHash('sha256').update(body).digest().subarray(0, 4);

/**
 * A token nobody can guess (32 random bytes) that names its execution, so that a token which is no longer current can be
 * told from one that never was, without keeping the old ones.
 */
export const createTaskToken = (execution: number): string => {
  const body = Buffer.alloc(38);
  body.writeUIntBE(execution, 0, 6);
  randomBytes(32).copy(body, 6);
  return Buffer.concat([body, checksum(body)]).toString('base64url');
};

/** The execution that a token was made for, or undefined when the text is not a token of ours. */
export const executionOfToken = (token: string): number | undefined => {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== 42 || bytes.toString('base64url') !== token) return undefined;
  const body = bytes.subarray(0, 38);
  return checksum(body).equals(bytes.subarray(38)) ? body.readUIntBE(0, 6) : undefined;
};
