import { readStaffCsv } from './read-staff-csv.ts';
import { readStaffScim } from './read-staff-scim.ts';
import type { StaffList } from './staff-list.ts';

/** A file's text: UTF-8 or UTF-16 by its mark, UTF-8 where it is that, and else what Swedish Windows has always written. */
export const decodeList = (bytes: Uint8Array): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
};

/** Reads a list of staff as it is pasted or uploaded: a table with headers, or SCIM's JSON. */
export const readStaffList = (text: string): StaffList => {
  const body = text.replace(/^\ufeff/, '').normalize('NFC');
  if (body.trim() === '') return { ok: false, because: 'empty' };
  return /^\s*[[{]/.test(body) ? readStaffScim(body) : readStaffCsv(body);
};
