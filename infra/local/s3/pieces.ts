import { z } from 'zod';
import type { Database } from './database.ts';

const Piece = z.object({
  id: z.string(),
  size: z.number(),
  wrapped: z.custom<Uint8Array>((value) => value instanceof Uint8Array).nullable(),
});
/** One blob of an object: a whole object, or one part of a multipart one. `wrapped` is its own sealed data key. */
export type Piece = z.output<typeof Piece>;

export const piecesOfVersion = (db: Database, seq: number): Piece[] =>
  db.rows(Piece, 'select id, size, wrapped from pieces where version = ? order by position', seq);

export const piecesOfUpload = (db: Database, upload: string): Piece[] =>
  db.rows(Piece, 'select id, size, wrapped from pieces where upload = ? order by part', upload);

export const piecesOfPart = (db: Database, upload: string, part: number): Piece[] =>
  db.rows(Piece, 'select id, size, wrapped from pieces where upload = ? and part = ?', upload, part);

export const pieceIds = (db: Database): Set<string> =>
  new Set(db.rows(z.object({ id: z.string() }), 'select id from pieces').map(({ id }) => id));

export const addPieceOfVersion = (db: Database, { id, size, wrapped }: Piece, seq: number): void =>
  void db.run(
    'insert into pieces (id, size, wrapped, version, position) values (?, ?, ?, ?, 0)',
    id,
    size,
    wrapped,
    seq,
  );

export const addPieceOfPart = (db: Database, { id, size, wrapped }: Piece, upload: string, part: number): void =>
  void db.run(
    'insert into pieces (id, size, wrapped, upload, part, position) values (?, ?, ?, ?, ?, 0)',
    id,
    size,
    wrapped,
    upload,
    part,
  );

/** Gives a part's blob to the finished object. */
export const movePiece = (db: Database, o: { upload: string; part: number; seq: number; position: number }): void =>
  void db.run(
    'update pieces set version = ?, position = ?, upload = null, part = null where upload = ? and part = ?',
    o.seq,
    o.position,
    o.upload,
    o.part,
  );
