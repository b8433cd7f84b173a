import { ByteReader } from './byte-reader.ts';
import { S3Error } from './s3-error.ts';

const MAX_LINE = 8192;

/**
 * Takes the `aws-chunked` framing off a body and collects its trailers (lower-case names).
 *
 * SDKs send a checksum as a trailer when they do not know it beforehand; `trailers` is filled when the body has been read.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Uint8Array>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(source);
  const line = async () => (await reader.before('\r\n', MAX_LINE)).toString('latin1');
  for (;;) {
    const hex = (await line()).split(';')[0] ?? '';
    if (!/^[0-9a-f]{1,8}$/i.test(hex)) throw new S3Error('InvalidRequest', 400, 'Bad chunk size');
    const size = Number.parseInt(hex, 16);
    if (size === 0) break;
    yield* reader.exactly(size);
    if ((await line()) !== '') throw new S3Error('InvalidRequest', 400, 'A chunk is longer than its size');
  }
  for (let header = await line(); header !== ''; header = await line()) {
    const colon = header.indexOf(':');
    trailers.set(header.slice(0, colon).toLowerCase(), header.slice(colon + 1).trim());
  }
  await reader.drain();
}
