import { ByteReader } from './byte-reader.ts';
import { S3Error } from './s3-error.ts';

const MAX_FIELD = 20 * 1024;
const MAX_FIELDS = 100;

export interface UploadForm {
  /** Fields before the file, by lower-case name. What comes after the file is ignored, as S3 does. */
  fields: Map<string, string>;
  /** The last component of the name that the browser gave. */
  filename: string;
  file: AsyncGenerator<Buffer>;
}

const malformed = (why: string): S3Error => new S3Error('MalformedPOSTRequest', 400, why);

const parameter = (disposition: string, name: string): string | undefined => {
  const value = new RegExp(`[;\\s]${name}="((?:\\\\"|[^"])*)"`, 'i').exec(disposition)?.[1];
  // Browsers write a quotation mark in a name as %22 (WHATWG), older ones as \"; a backslash is just a backslash.
  return value?.replaceAll('\\"', '"').replaceAll('%22', '"');
};

async function* fileContent(reader: ByteReader, delimiter: string): AsyncGenerator<Buffer> {
  yield* reader.until(delimiter);
  await reader.drain();
}

/**
 * Reads a browser's upload form (RFC 7578) up to its file, and gives the file as a stream.
 *
 * @throws S3Error `MalformedPOSTRequest` or `InvalidArgument` when there is no file.
 */
export const readUploadForm = async (source: AsyncIterable<Uint8Array>, contentType: string): Promise<UploadForm> => {
  const boundary = /boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(contentType);
  const name = boundary?.[1] ?? boundary?.[2];
  if (name === undefined) throw malformed('The body has no boundary');
  const delimiter = `\r\n--${name}`;
  const reader = new ByteReader(source);
  await reader.before(`--${name}`, MAX_FIELD);
  const fields = new Map<string, string>();
  while (fields.size <= MAX_FIELDS) {
    if ((await reader.before('\r\n', MAX_FIELD)).toString('latin1').startsWith('--'))
      throw new S3Error('InvalidArgument', 400, 'POST requires exactly one file upload per request.');
    const header = (await reader.before('\r\n\r\n', MAX_FIELD)).toString();
    const disposition = /^content-disposition:\s*form-data(.*)$/im.exec(header)?.[1] ?? '';
    const field = parameter(disposition, 'name')?.toLowerCase();
    if (field === undefined) throw malformed('A part has no name');
    if (field === 'file') {
      const filename = parameter(disposition, 'filename') ?? '';
      return { fields, filename: filename.replace(/^.*[/\\]/s, ''), file: fileContent(reader, delimiter) };
    }
    if (fields.has(field)) throw malformed('A field is given twice');
    fields.set(field, (await reader.before(delimiter, MAX_FIELD)).toString());
  }
  throw malformed('Too many fields');
};
