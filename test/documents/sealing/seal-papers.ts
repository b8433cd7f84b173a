import { PDFDocument as LoadedPdf } from '@cantoo/pdf-lib';
import PdfKit from 'pdfkit';

export interface PaperWish {
  attachments?: readonly { name: string; bytes: Uint8Array }[];
  objectStreams?: boolean;
  /** Files inside lie there as they are. */
  uncompressed?: boolean;
  pages?: number;
}

/** A tagged PDF/A-3 of some words, such as is sealed. */
export const paperPdf = async (wish: PaperWish = {}): Promise<Uint8Array> => {
  const { attachments = [], pages = 1 } = wish;
  const document = new PdfKit({
    pdfVersion: '1.7',
    subset: 'PDF/A-3a',
    tagged: true,
    lang: 'sv-SE',
    displayTitle: true,
    compress: !wish.uncompressed,
    info: { Title: 'Beställning', CreationDate: new Date('2026-11-22T12:00:00Z') },
    font: 'node_modules/@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf',
  });
  const chunks: Uint8Array[] = [];
  document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  const ended = new Promise((done) => document.on('end', done));
  const structure = document.struct('Document');
  document.addStructure(structure);
  structure.add(document.struct('H1', {}, () => void document.text('Beställning av inmätning')));
  for (let page = 0; page < pages; page++) {
    if (page > 0) document.addPage();
    structure.add(document.struct('P', {}, () => void document.text(`Sida ${page + 1}: åtta punkter vid Berga 1:2.`)));
  }
  structure.end();
  for (const { name, bytes } of attachments) document.file(Buffer.from(bytes), { name });
  document.end();
  await ended;
  const pdf = Buffer.concat(chunks);
  if (!wish.objectStreams) return pdf;
  const loaded = await LoadedPdf.load(pdf, { updateMetadata: false });
  return loaded.save({ useObjectStreams: true, addDefaultPage: false, updateFieldAppearances: false });
};
