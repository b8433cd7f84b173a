import { S3Error } from './s3-error.ts';

const incomplete = (): S3Error => new S3Error('IncompleteBody', 400, 'The request body terminated unexpectedly');

/** Reads a byte stream by line, by count or up to a delimiter, holding only what it needs. */
export class ByteReader {
  #held: Buffer = Buffer.alloc(0);
  readonly #source: AsyncIterator<Uint8Array>;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#source.next();
    if (done) throw incomplete();
    this.#held = this.#held.length === 0 ? Buffer.from(value) : Buffer.concat([this.#held, value]);
  }

  #take(count: number): Buffer {
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  /** The bytes before the delimiter, which is passed over. @throws S3Error when `limit` bytes hold none. */
  async before(delimiter: string, limit: number): Promise<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(delimiter);
      if (at >= 0) {
        const taken = this.#take(at);
        this.#take(Buffer.byteLength(delimiter));
        return taken;
      }
      if (this.#held.length > limit)
        throw new S3Error('MaxPostPreDataLengthExceeded', 400, 'A field or header is too long');
      await this.#more();
    }
  }

  /** The next `count` bytes, as they come. */
  async *exactly(count: number): AsyncGenerator<Buffer> {
    let left = count;
    while (left > 0) {
      if (this.#held.length === 0) await this.#more();
      const taken = this.#take(Math.min(left, this.#held.length));
      left -= taken.length;
      yield taken;
    }
  }

  /** Everything up to the delimiter, as it comes; the delimiter is passed over. */
  async *until(delimiter: string): AsyncGenerator<Buffer> {
    const keep = Buffer.byteLength(delimiter) - 1;
    for (;;) {
      const at = this.#held.indexOf(delimiter);
      if (at >= 0) {
        yield this.#take(at);
        this.#take(Buffer.byteLength(delimiter));
        return;
      }
      // The delimiter may be split between two chunks, so its length is held back.
      if (this.#held.length > keep) yield this.#take(this.#held.length - keep);
      await this.#more();
    }
  }

  /** Reads and forgets whatever is left. */
  async drain(): Promise<void> {
    this.#held = Buffer.alloc(0);
    while (!(await this.#source.next()).done);
  }
}
