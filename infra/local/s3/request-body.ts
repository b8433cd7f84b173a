import { createHash } from 'node:crypto';
import { decodeAwsChunked } from './aws-chunked.ts';
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  type Checksums,
  checksumAlgorithm,
  startChecksum,
} from './checksums.ts';
import { notImplemented, S3Error } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';
import { parseXml, type XmlNode } from './xml.ts';

const MAX_XML = 4 * 1024 * 1024;
/** A single PUT, part or copy is at most 5 GiB; larger objects are multipart. */
export const MAX_SINGLE = 5 * 1024 ** 3;

const tooLarge = (): S3Error =>
  new S3Error('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed object size.');
const badDigest = (what: string): S3Error =>
  new S3Error('BadDigest', 400, `The ${what} you specified did not match what we received.`);

export interface Measured {
  source: AsyncGenerator<Uint8Array>;
  /** Complete when `source` has been read to its end. */
  result: { size: number; md5: string; checksums: Checksums };
}

/** Passes bytes on while it counts and sums them; fails when there are more than `max`. `verify` runs at the end, before the last read returns. */
export const measure = (
  source: AsyncIterable<Uint8Array>,
  o: { algorithms?: Iterable<ChecksumAlgorithm>; max?: number; verify?: (result: Measured['result']) => void } = {},
): Measured => {
  const { max = MAX_SINGLE } = o;
  const md5 = createHash('md5');
  const sums = [...new Set(o.algorithms ?? [])].map((algorithm) => ({ algorithm, sum: startChecksum(algorithm) }));
  const result: Measured['result'] = { size: 0, md5: '', checksums: {} };
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const bytes of source) {
      result.size += bytes.length;
      if (result.size > max) throw tooLarge();
      md5.update(bytes);
      for (const { sum } of sums) sum.update(bytes);
      yield bytes;
    }
    result.md5 = md5.digest('hex');
    for (const { algorithm, sum } of sums) result.checksums[algorithm] = sum.value();
    o.verify?.(result);
  }
  return { source: pass(), result };
};

/** Leaves the connection alone when the reader stops early, so that the refusal can still be sent. */
export const bytesOf = (req: S3Request): AsyncIterable<Uint8Array> => req.http.iterator({ destroyOnReturn: false });

async function* withSha256(source: AsyncIterable<Uint8Array>, expected: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const bytes of source) {
    hash.update(bytes);
    yield bytes;
  }
  if (hash.digest('hex') !== expected)
    throw new S3Error(
      'XAmzContentSHA256Mismatch',
      400,
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
}

const payload = (req: S3Request, trailers: Map<string, string>): AsyncIterable<Uint8Array> => {
  const hash = `${req.http.headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD'}`;
  const raw = bytesOf(req);
  if (hash === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') return decodeAwsChunked(raw, trailers);
  // Signed chunks would have to be verified one by one; no SDK for JavaScript sends them, so they are refused, not trusted.
  if (hash.startsWith('STREAMING-')) throw notImplemented(hash);
  if (hash === 'UNSIGNED-PAYLOAD') return raw;
  return withSha256(raw, hash);
};

/**
 * The content of a request: unframed, and checked against every digest that came with it (header or trailer).
 *
 * @param more algorithms to compute although nobody sent a value.
 */
export const requestBody = (req: S3Request, more: Iterable<ChecksumAlgorithm> = []): Measured => {
  const declared = Number(req.header('x-amz-decoded-content-length') ?? req.header('content-length') ?? 0);
  if (declared > MAX_SINGLE) throw tooLarge();
  const trailers = new Map<string, string>();
  const source = payload(req, trailers);
  const promised = checksumAlgorithm(req.header('x-amz-trailer'));
  const asked = checksumAlgorithm(req.header('x-amz-sdk-checksum-algorithm'));
  const given = (algorithm: ChecksumAlgorithm) =>
    req.http.headers[`x-amz-checksum-${algorithm}`] ?? trailers.get(`x-amz-checksum-${algorithm}`);
  const inHeaders = CHECKSUM_ALGORITHMS.filter((algorithm) => given(algorithm) !== undefined);
  const algorithms = [...inHeaders, promised, asked, ...more].filter((algorithm) => algorithm !== undefined);
  return measure(source, {
    algorithms,
    verify({ md5, checksums }) {
      if (promised && given(promised) === undefined)
        throw new S3Error('MalformedTrailerError', 400, 'The promised trailer is missing.');
      for (const algorithm of algorithms) {
        const value = given(algorithm);
        if (value !== undefined && value !== checksums[algorithm]) throw badDigest(algorithm.toUpperCase());
      }
      const md5Header = req.header('content-md5');
      if (md5Header !== undefined && Buffer.from(md5Header, 'base64').toString('hex') !== md5)
        throw badDigest('Content-MD5');
    },
  });
};

/** A small body as text. @throws S3Error `MaxMessageLengthExceeded` */
export const requestText = async (req: S3Request): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of requestBody(req).source) {
    size += bytes.length;
    if (size > MAX_XML) throw new S3Error('MaxMessageLengthExceeded', 400, 'Your request was too large.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString();
};

/** @throws S3Error `MalformedXML` when it is not the named document. */
export const requestXml = async (req: S3Request, root: string): Promise<XmlNode> => {
  const document = parseXml(await requestText(req));
  if (document.name !== root) throw new S3Error('MalformedXML', 400, `Expected ${root}`);
  return document;
};
