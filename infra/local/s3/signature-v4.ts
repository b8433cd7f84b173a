import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { accessDenied, S3Error } from './s3-error.ts';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

export interface SignatureRules {
  credentials: Credentials;
  region: string;
  /** Epoch milliseconds. */
  now: number;
}

/** How a request was signed; `query` is a presigned address, `ageMs` how long ago it was made. */
export type Signed = { by: 'header' } | { by: 'query'; ageMs: number };

const ALGORITHM = 'AWS4-HMAC-SHA256';
const MAX_SKEW = 15 * 60 * 1000;
const MAX_EXPIRES = 7 * 24 * 60 * 60;

const malformed = (why: string): S3Error => new S3Error('AuthorizationHeaderMalformed', 400, why);
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** RFC 3986 encoding as signatures want it. */
export const encodeUri = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** @throws S3Error `InvalidURI` */
export const decodeUri = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw Object.assign(new S3Error('InvalidURI', 400, "Couldn't parse the specified URI."), { cause });
  }
};

const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);

const canonicalQuery = (query: string): string =>
  query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      const encode = (part: string) => encodeUri(decodeUri(part.replaceAll('+', '%20')));
      return { name: encode(name), value: encode(value.join('=')) };
    })
    .filter(({ name }) => name !== 'X-Amz-Signature')
    .sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&');

const canonicalRequest = (req: IncomingMessage, signedHeaders: string[], payloadHash: string): string => {
  const [path = '/', query = ''] = (req.url ?? '/').split(/\?(.*)/s);
  const header = (name: string) => `${name}:${`${req.headers[name] ?? ''}`.trim().replace(/\s+/g, ' ')}\n`;
  return [
    req.method ?? 'GET',
    path
      .split('/')
      .map((part) => encodeUri(decodeUri(part)))
      .join('/'),
    canonicalQuery(query),
    signedHeaders.map(header).join(''),
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
};

/** `20261122T120000Z` → epoch milliseconds. */
const amzTime = (date: string): number => {
  const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const at = Date.parse(iso);
  if (iso === date || Number.isNaN(at)) throw accessDenied('The date of the signature is not valid');
  return at;
};

const signatureOf = (
  rules: SignatureRules,
  credential: string,
  date: string,
  toSign: (scope: string) => string,
): string => {
  const [accessKeyId, day, region, service, end, ...more] = credential.split('/');
  if (accessKeyId !== rules.credentials.accessKeyId)
    throw new S3Error('InvalidAccessKeyId', 403, 'The access key id you provided does not exist in our records.');
  if (region !== rules.region) throw malformed(`the region '${region}' is wrong; expecting '${rules.region}'`);
  if (service !== 's3' || end !== 'aws4_request' || more.length > 0 || day !== date.slice(0, 8))
    throw malformed('the credential scope is wrong');
  const scope = [day, region, service, end].join('/');
  const key = [day, region, service, end].reduce<string | Buffer>(hmac, `AWS4${rules.credentials.secretAccessKey}`);
  return hmac(key, toSign(scope)).toString('hex');
};

const expectSame = (expected: string, given: string): void => {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  if (a.length !== b.length || !timingSafeEqual(a, b))
    throw new S3Error(
      'SignatureDoesNotMatch',
      403,
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
};

const expectSigned = (req: IncomingMessage, signedHeaders: string[], free: readonly string[]): void => {
  const unsigned = Object.keys(req.headers).find(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !signedHeaders.includes(name) && !free.includes(name),
  );
  if (unsigned !== undefined)
    throw accessDenied(`There were headers present in the request which were not signed: ${unsigned}`);
};

const stringToSign = (date: string, canonical: string) => (scope: string) =>
  [ALGORITHM, date, scope, sha256(canonical)].join('\n');

const verifyQuery = (req: IncomingMessage, query: URLSearchParams, rules: SignatureRules): Signed => {
  const parameter = (name: string): string => {
    const value = query.get(name);
    if (value === null)
      throw new S3Error('AuthorizationQueryParametersError', 400, `Query-string authentication requires ${name}.`);
    return value;
  };
  if (parameter('X-Amz-Algorithm') !== ALGORITHM) throw malformed('Only AWS4-HMAC-SHA256 is supported');
  const date = parameter('X-Amz-Date');
  const expires = Number(parameter('X-Amz-Expires'));
  if (!Number.isInteger(expires) || expires < 1 || expires > MAX_EXPIRES)
    throw new S3Error('AuthorizationQueryParametersError', 400, 'X-Amz-Expires must be between 1 and 604800 seconds');
  const ageMs = rules.now - amzTime(date);
  if (ageMs < -MAX_SKEW) throw accessDenied('Request is not yet valid');
  if (ageMs > expires * 1000) throw accessDenied('Request has expired');
  const signedHeaders = parameter('X-Amz-SignedHeaders').split(';');
  expectSigned(req, signedHeaders, ['x-amz-content-sha256']);
  const payloadHash = query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD';
  const canonical = canonicalRequest(req, signedHeaders, payloadHash);
  const expected = signatureOf(rules, parameter('X-Amz-Credential'), date, stringToSign(date, canonical));
  expectSame(expected, parameter('X-Amz-Signature'));
  return { by: 'query', ageMs };
};

const verifyHeader = (req: IncomingMessage, rules: SignatureRules): Signed => {
  const { authorization, 'x-amz-date': date, 'x-amz-content-sha256': payloadHash } = req.headers;
  if (authorization === undefined) throw accessDenied('Access Denied');
  const parts = /^AWS4-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/.exec(
    authorization,
  );
  const [, credential = '', names = '', signature = ''] = parts ?? [];
  if (!parts || typeof date !== 'string') throw malformed('The authorization header is malformed');
  if (typeof payloadHash !== 'string')
    throw new S3Error('InvalidRequest', 400, 'Missing required header for this request: x-amz-content-sha256');
  const at = amzTime(date);
  if (Math.abs(rules.now - at) > MAX_SKEW)
    throw new S3Error(
      'RequestTimeTooSkewed',
      403,
      'The difference between the request time and the current time is too large.',
    );
  const signedHeaders = names.split(';');
  expectSigned(req, signedHeaders, []);
  const canonical = canonicalRequest(req, signedHeaders, payloadHash);
  expectSame(signatureOf(rules, credential, date, stringToSign(date, canonical)), signature);
  return { by: 'header' };
};

/**
 * Verifies a Signature Version 4 request, by header or by query (presigned).
 *
 * The payload's own hash is checked where the body is read. @throws S3Error 400 or 403, by S3's names.
 */
export const verifyRequest = (req: IncomingMessage, query: URLSearchParams, rules: SignatureRules): Signed =>
  query.has('X-Amz-Signature') || query.has('X-Amz-Credential')
    ? verifyQuery(req, query, rules)
    : verifyHeader(req, rules);

/** Verifies the signature over an upload form's policy. Its age is limited by the policy itself. */
export const verifyForm = (fields: ReadonlyMap<string, string>, rules: SignatureRules): void => {
  const field = (name: string): string => {
    const value = fields.get(name);
    if (value === undefined) throw accessDenied(`Bucket POST must contain a field named '${name}'.`);
    return value;
  };
  const policy = field('policy');
  if (field('x-amz-algorithm') !== ALGORITHM) throw malformed('Only AWS4-HMAC-SHA256 is supported');
  const date = field('x-amz-date');
  amzTime(date);
  expectSame(
    signatureOf(rules, field('x-amz-credential'), date, () => policy),
    field('x-amz-signature'),
  );
};
