import type { IncomingMessage, ServerResponse } from 'node:http';
import { S3Error } from './s3-error.ts';
import { decodeUri } from './signature-v4.ts';
import { type XmlValue, xmlDocument } from './xml.ts';

/** A path-style request, taken apart. */
export interface S3Request {
  method: string;
  /** Empty for the list of buckets. */
  bucket: string;
  /** Empty for an operation on the bucket. */
  key: string;
  query: URLSearchParams;
  /** A header; in a presigned address an `x-amz-*` one may stand in the query instead, signed with the rest. */
  header(name: string): string | undefined;
  http: IncomingMessage;
}

const MAX_KEY = 1024;

/** @throws S3Error `InvalidURI`, `KeyTooLongError` */
export const parseRequest = (http: IncomingMessage): S3Request => {
  const [path = '/', search = ''] = (http.url ?? '/').split(/\?(.*)/s);
  const [bucket = '', ...rest] = path.slice(1).split('/');
  const key = decodeUri(rest.join('/'));
  if (Buffer.byteLength(key) > MAX_KEY) throw new S3Error('KeyTooLongError', 400, 'Your key is too long');
  const query = new URLSearchParams(search);
  const isPresigned = query.has('X-Amz-Signature');
  const hoisted = new Map(
    isPresigned
      ? [...query].filter(([name]) => /^x-amz-/i.test(name)).map(([name, value]) => [name.toLowerCase(), value])
      : [],
  );
  return {
    method: http.method ?? 'GET',
    bucket: decodeUri(bucket),
    key,
    query,
    http,
    header(name) {
      const value = http.headers[name];
      return (Array.isArray(value) ? value.join(', ') : value) ?? hoisted.get(name);
    },
  };
};

export const answerXml = (res: ServerResponse, root: string, value: XmlValue, status = 200): void => {
  const body = xmlDocument(root, value);
  res.writeHead(status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) }).end(body);
};

export const answerEmpty = (res: ServerResponse, status = 200): void => {
  res.statusCode = status;
  if (status !== 204) res.setHeader('content-length', 0);
  res.end();
};
