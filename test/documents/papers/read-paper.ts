import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPdf } from '../../../functions/documents/screening/pdf-document.ts';

const LIMITS = { pages: 300, charactersPerPage: 50_000, objectsPerPage: 50_000, milliseconds: 20_000 };

/** The text of each page, as PDFium reads it. */
export const pageTexts = async (bytes: Uint8Array): Promise<string[]> => {
  const reading = await readPdf(bytes, LIMITS, () => 0);
  if (reading.kind !== 'read') throw new Error(`the paper cannot be read: ${reading.kind}`);
  return reading.pages.map(({ text }) => text);
};

/** Text without the spaces and line ends that a page adds. */
export const squeezed = (text: string): string => text.replace(/\s+/g, '');

/** Whether a program is on this machine. */
export const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

/** What a program says of a PDF: both of its outputs, and its exit code. */
export const told = (program: string, bytes: Uint8Array, before: string[], after: string[] = []) => {
  const folder = mkdtempSync(join(tmpdir(), 'paper-'));
  try {
    const file = join(folder, 'paper.pdf');
    writeFileSync(file, bytes);
    const { status, stdout, stderr } = spawnSync(program, [...before, file, ...after], { encoding: 'utf8' });
    return { status, stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
