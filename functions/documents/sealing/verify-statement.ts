import {
  decodePDFRawStream,
  PDFDict,
  type PDFDocument,
  PDFHexString,
  PDFName,
  PDFRawStream,
  PDFString,
} from '@cantoo/pdf-lib';
import { DocumentStatement, STATEMENT_FILE, TEXT_FILE } from './verification.ts';
import { digestOf } from './verify-algorithms.ts';
import type { FindingCode } from './verify-findings.ts';

const name = PDFName.of;

/** The statement inside a sealed document, and what is wrong with it or with the signed text beside it. */
export const statementIn = (document: PDFDocument): { document?: DocumentStatement; faults: FindingCode[] } => {
  const files = filesIn(document);
  const [statementFile, ...others] = files.get(STATEMENT_FILE) ?? [];
  if (!statementFile) return { faults: ['statement-missing'] };
  const statement = others.length === 0 ? parsedStatement(statementFile) : undefined;
  if (!statement) return { faults: ['statement-malformed'] };
  const faults: FindingCode[] = statement.status === 'withdrawn' ? ['document-withdrawn'] : [];
  const [text, ...otherTexts] = files.get(TEXT_FILE) ?? [];
  const isTheSigned =
    text && otherTexts.length === 0 && digestOf('sha256', text).toString('hex') === statement.textSha256;
  if (!isTheSigned) faults.push('text-not-the-signed');
  return { document: statement, faults };
};

const parsedStatement = (bytes: Uint8Array): DocumentStatement | undefined => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return DocumentStatement.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/** Every file inside, by its name: from every file specification, wherever it is listed, so that none hides. */
const filesIn = ({ context }: PDFDocument): Map<string, Uint8Array[]> => {
  const files = new Map<string, Uint8Array[]>();
  for (const [, object] of context.enumerateIndirectObjects()) {
    if (!(object instanceof PDFDict) || !object.has(name('EF'))) continue;
    const title = object.lookup(name('UF')) ?? object.lookup(name('F'));
    const embedded = object.lookup(name('EF'));
    const stream = embedded instanceof PDFDict ? embedded.lookup(name('F')) : undefined;
    if (!(title instanceof PDFString || title instanceof PDFHexString) || !(stream instanceof PDFRawStream)) continue;
    const fileName = title.decodeText();
    if (fileName !== STATEMENT_FILE && fileName !== TEXT_FILE) continue;
    files.set(fileName, [...(files.get(fileName) ?? []), decodePDFRawStream(stream).decode()]);
  }
  return files;
};
