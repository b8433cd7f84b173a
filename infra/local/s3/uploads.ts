import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { CHECKSUM_ALGORITHMS } from './checksums.ts';
import type { Database } from './database.ts';
import { addPieceOfPart, type Piece, piecesOfPart, piecesOfUpload } from './pieces.ts';
import { S3Error } from './s3-error.ts';
import { Tag } from './versions.ts';

const parsed = <S extends z.ZodType>(schema: S) =>
  z.string().transform((text): z.output<S> => schema.parse(JSON.parse(text)));
const ChecksumPlan = z.object({ algorithm: z.enum(CHECKSUM_ALGORITHMS), type: z.enum(['COMPOSITE', 'FULL_OBJECT']) });
export type ChecksumPlan = z.infer<typeof ChecksumPlan>;
/** What the upload asked for when it began; the finished object gets it. */
const Wish = z.object({
  algorithm: z.enum(['AES256', 'aws:kms']),
  keyId: z.string(),
  bucketKey: z.boolean().optional(),
});
export type EncryptionWish = z.infer<typeof Wish>;

export const UploadRow = z.object({
  id: z.string(),
  bucket: z.string(),
  key: z.string(),
  headers: parsed(z.record(z.string(), z.string())),
  tags: parsed(z.array(Tag)),
  checksum: parsed(ChecksumPlan).nullable(),
  encryption: parsed(Wish).nullable(),
  started: z.number(),
});
export type Upload = z.output<typeof UploadRow>;

export const PartRow = z.object({
  number: z.number(),
  size: z.number(),
  etag: z.string(),
  checksums: parsed(z.partialRecord(z.enum(CHECKSUM_ALGORITHMS), z.string())),
  modified: z.number(),
});
export type Part = z.output<typeof PartRow>;

export interface Uploads {
  begin(o: Omit<Upload, 'id' | 'started'>): string;
  /** @throws S3Error `NoSuchUpload` */
  get(bucket: string, key: string, id: string): Upload;
  parts(id: string): Part[];
  /** Puts a part in its place. @returns blob ids of the part that lay there before. */
  putPart(upload: Upload, part: Omit<Part, 'modified'>, piece: Piece): string[];
  /** Forgets the upload. Must run in a transaction. @returns blob ids that nothing points at any longer. */
  remove(id: string): string[];
}

export const openUploads = (db: Database, now: () => number): Uploads => {
  const get = (bucket: string, key: string, id: string): Upload => {
    const upload = db.row(UploadRow, 'select * from uploads where id = ? and bucket = ? and key = ?', id, bucket, key);
    if (!upload) throw new S3Error('NoSuchUpload', 404, 'The specified multipart upload does not exist.');
    return upload;
  };
  return {
    begin(o) {
      const id = randomUUID();
      db.run(
        'insert into uploads (id, bucket, key, headers, tags, checksum, encryption, started) values (?, ?, ?, ?, ?, ?, ?, ?)',
        id,
        o.bucket,
        o.key,
        JSON.stringify(o.headers),
        JSON.stringify(o.tags),
        o.checksum ? JSON.stringify(o.checksum) : null,
        o.encryption ? JSON.stringify(o.encryption) : null,
        now(),
      );
      return id;
    },
    get,
    parts: (id) =>
      db.rows(
        PartRow,
        'select number, size, etag, checksums, modified from parts where upload = ? order by number',
        id,
      ),
    putPart: (upload, part, piece) =>
      db.transaction(() => {
        // The bytes took their time: the upload may have been ended meanwhile.
        get(upload.bucket, upload.key, upload.id);
        const dropped = piecesOfPart(db, upload.id, part.number).map(({ id }) => id);
        db.run('delete from parts where upload = ? and number = ?', upload.id, part.number);
        db.run(
          'insert into parts (upload, number, size, etag, checksums, modified) values (?, ?, ?, ?, ?, ?)',
          upload.id,
          part.number,
          part.size,
          part.etag,
          JSON.stringify(part.checksums),
          now(),
        );
        addPieceOfPart(db, piece, upload.id, part.number);
        return dropped;
      }),
    remove(id) {
      const dropped = piecesOfUpload(db, id).map((piece) => piece.id);
      db.run('delete from uploads where id = ?', id);
      return dropped;
    },
  };
};
