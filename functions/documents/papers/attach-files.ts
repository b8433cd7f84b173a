import type { Paper, PaperAttachment } from './paper.ts';
import type { PaperFile } from './paper-file.ts';

const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+$/;
const UNSAFE_NAME = /[\p{Cc}/\\]/u;

const attach = (file: PaperFile, attachment: PaperAttachment, modified: Date) => {
  const { name, bytes, mediaType, description, relationship } = attachment;
  if (!MEDIA_TYPE.test(mediaType)) throw new Error('an attachment has no media type');
  if (name === '' || UNSAFE_NAME.test(name)) throw new Error('the name of an attachment is no file name');

  const stream = file.ref({
    Type: 'EmbeddedFile',
    Subtype: mediaType.replace('/', '#2F'),
    Params: { Size: bytes.byteLength, ModDate: modified },
  });
  stream.end(bytes);
  const specification = file.ref({
    Type: 'Filespec',
    F: new String(name.replace(/[^ -~]/g, '_')),
    UF: new String(name),
    Desc: new String(description),
    AFRelationship: relationship,
    EF: { F: stream, UF: stream },
  });
  specification.end();
  return specification;
};

/**
 * Puts the attachments into the file as associated files of the whole document (ISO 19005-3, 6.8), compressed: no byte
 * of theirs can be taken for a piece of the PDF around it.
 * @throws Error when a name or media type is none, or two attachments share a name.
 */
export const attachFiles = (file: PaperFile, { attachments, createdAt }: Paper): void => {
  if (attachments.length === 0) return;
  if (new Set(attachments.map(({ name }) => name)).size < attachments.length) {
    throw new Error('two attachments share a name');
  }
  file._root.data.AF = attachments.map((attachment, index) => {
    const specification = attach(file, attachment, createdAt);
    // The key orders the list that a reader shows; the name stands in the specification.
    file.addNamedEmbeddedFile(String(index + 1).padStart(4, '0'), specification);
    return specification;
  });
};
