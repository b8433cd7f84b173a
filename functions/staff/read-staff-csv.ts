import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { ImportField, ImportRow } from '#domain/staff-import';
import {
  fieldOfHeader,
  isForIdentityNumbers,
  looksLikeIdentityNumber,
  MOST_ROWS,
  type StaffList,
} from './staff-list.ts';

const Records = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.int() }) }));

/** The delimiter: what Excel says in a first line of its own, or the most frequent one of the header. */
const delimiterOf = (header: string): string => {
  const count = (sign: string) => header.split(sign).length;
  return [';', '\t', ','].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
};

const SEPARATOR_LINE = /^"?sep=(.)"?\r?\n/i;
/** Spaces as Excel and web pages leave them: unbroken, of no width, or at the ends. */
const tidy = (cell: string): string =>
  cell
    .replace(/[\u00a0\u2007\u202f]/g, ' ')
    .replace(/[\u200b\ufeff]/g, '')
    .trim();

/** Reads a table of staff: a line of headers, then a person a line. */
export const readStaffCsv = (text: string): StaffList => {
  const [separatorLine, named] = SEPARATOR_LINE.exec(text) ?? [];
  const body = text.slice(separatorLine?.length ?? 0);
  const firstLine = body.slice(0, body.search(/\r?\n|$/));
  let read: z.infer<typeof Records>;
  try {
    read = Records.parse(
      parse(body, {
        delimiter: named ?? delimiterOf(firstLine),
        info: true,
        relax_column_count: true,
        skip_empty_lines: true,
        skip_records_with_empty_values: true,
        max_record_size: 20_000,
      }),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = z.object({ lines: z.int() }).catch({ lines: 1 }).parse(error);
    return { ok: false, because: 'not-a-table', about: String(lines) };
  }
  const [head, ...records] = read;
  if (!head || records.length === 0) return { ok: false, because: 'empty' };
  if (records.length > MOST_ROWS) return { ok: false, because: 'too-many-rows', about: String(MOST_ROWS) };
  const headers = head.record.map(tidy);
  const unfit = unfitHeaders(headers);
  if (unfit) return unfit;
  const offset = separatorLine ? 1 : 0;
  const fields = headers.map(fieldOfHeader);
  return { ok: true, rows: records.map(({ record, info }) => rowOf(record, info.lines + offset, headers, fields)) };
};

const unfitHeaders = (headers: readonly string[]): Extract<StaffList, { ok: false }> | undefined => {
  const forNumbers = headers.filter(isForIdentityNumbers);
  if (forNumbers.length > 0) return { ok: false, because: 'identity-number-column', about: forNumbers.join(', ') };
  const fields = headers.map(fieldOfHeader);
  const doubled = headers.filter((_, i) => fields[i] !== undefined && fields.indexOf(fields[i]) !== i);
  if (doubled.length > 0) return { ok: false, because: 'doubled-column', about: doubled.join(', ') };
  const missing = (['name', 'mailbox', 'role'] as const).filter((field) => !fields.includes(field));
  return missing.length > 0 ? { ok: false, because: 'missing-columns', about: missing.join(', ') } : undefined;
};

const rowOf = (
  record: readonly string[],
  line: number,
  headers: readonly string[],
  fields: readonly (ImportField | undefined)[],
): ImportRow => {
  const cells: ImportRow['cells'] = {};
  for (const [i, cell] of record.entries()) {
    // A column that we have no use for is looked at for this alone, and forgotten.
    if (looksLikeIdentityNumber(cell)) {
      return { line, cells: {}, refused: { because: 'identity-number', column: headers[i] || String(i + 1) } };
    }
    const field = fields[i];
    if (field) cells[field] = tidy(cell).replace(/^mailto:/i, '');
  }
  return { line, cells };
};
