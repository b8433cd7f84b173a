import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** An error SES answers with; `name` is the class the AWS SDK throws, the message never holds personal data. */
export class SesError extends Error {
  readonly status: number;
  constructor(name: string, status: number, message: string) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** The request is not one SES would take. */
export class BadRequest extends SesError {
  constructor(message: string) {
    super('BadRequestException', 400, message);
  }
}

/** The request is well formed but this message is not sent. */
export class Rejected extends SesError {
  constructor(message: string) {
    super('MessageRejected', 400, message);
  }
}

// A raw message of 40 MiB is a third larger in base64, and shares the body with its addresses.
const MAX_BODY_BYTES = 60 * 1024 * 1024;

/**
 * Reads a JSON request body.
 *
 * @throws SesError when it is larger than any message may be, or not JSON
 */
export async function readJson(req: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (bytes > MAX_BODY_BYTES) throw new SesError('RequestEntityTooLargeException', 413, 'Request is too large');
  try {
    return JSON.parse(Buffer.concat(chunks, bytes).toString('utf8'));
  } catch {
    throw new SesError('SerializationException', 400, 'The body is not JSON');
  }
}

/**
 * Refuses a request that is not signed for SES. The signature itself is not verified: on one machine this only keeps
 * out what an ordinary web page could post to a local port.
 */
export function requireSesSignature(req: IncomingMessage): void {
  if (/^AWS4-HMAC-SHA256 Credential=[^,\s]+\/ses\/aws4_request\b/.test(req.headers.authorization ?? '')) return;
  throw new SesError('MissingAuthenticationTokenException', 403, 'Missing Authentication Token');
}

/** Answers in the AWS REST-JSON protocol. */
export function answer(res: ServerResponse, body: object): void {
  write(res, 200, body);
}

/** Answers an error so that `@aws-sdk/client-sesv2` throws the class of its name; anything unexpected is a plain 500. */
export function answerError(res: ServerResponse, error: unknown): void {
  const known =
    error instanceof SesError ? error : new SesError('InternalServiceErrorException', 500, 'Internal error');
  res.setHeader('x-amzn-errortype', known.name);
  write(res, known.status, { message: known.message });
}

function write(res: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  res.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
  });
  res.end(text);
}
