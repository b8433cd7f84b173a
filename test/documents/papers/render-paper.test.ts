import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  type PDFRawStream,
} from '@cantoo/pdf-lib';
import { describe, expect, it } from 'vitest';
import { tagTreeFindings } from '#test/tag-tree';
import type { Paper, PaperBlock } from '../../../functions/documents/papers/paper.ts';
import { renderPaper } from '../../../functions/documents/papers/render-paper.ts';
import { aPaper } from './a-paper.ts';
import { pageTexts, squeezed } from './read-paper.ts';

const named = PDFName.of;
const bytesOf = async (paper: Paper): Promise<Uint8Array> => (await renderPaper(paper)).bytes;
const catalogOf = async (bytes: Uint8Array): Promise<PDFDict> =>
  (await PDFDocument.load(bytes, { updateMetadata: false })).catalog;
const streamText = (stream: PDFRawStream): string => Buffer.from(decodePDFRawStream(stream).decode()).toString('utf8');
const xmpOf = async (bytes: Uint8Array): Promise<string> =>
  streamText((await catalogOf(bytes)).lookup(named('Metadata')) as PDFRawStream);
const paragraphs = (count: number): PaperBlock[] =>
  Array.from({ length: count }, (_, index) => ({ kind: 'paragraph', text: `Stycke ${index}.` }));

describe('a paper', () => {
  it('is the same to the byte when it is drawn up again, whatever was drawn up in between', async () => {
    const first = await bytesOf(aPaper());
    await bytesOf(aPaper({ title: 'Hårt\u00a0mellanslag\u00a0före\u00a0allt', blocks: [] }));
    expect(Buffer.compare(first, await bytesOf(aPaper()))).toBe(0);
  });

  it('is known by an identifier that changes with every word and every attached byte', async () => {
    const ids = await Promise.all(
      [aPaper(), aPaper({ footer: 'Annan fot' }), aPaper({ attachments: [] })].map(
        async (paper) =>
          /\/ID \[<([0-9a-f]{32})> <\1>\]/.exec(Buffer.from(await bytesOf(paper)).toString('latin1'))?.[1],
      ),
    );
    expect(new Set(ids).size).toBe(3);
    expect(ids).not.toContain(undefined);
  });

  it('claims PDF/A-3a and PDF/UA-1, and describes the schema of the second', async () => {
    const xmp = await xmpOf(await bytesOf(aPaper()));
    expect(xmp).toContain('<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>');
    expect(xmp).toContain('<pdfuaid:part>1</pdfuaid:part>');
    expect(xmp).toContain('<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>');
    expect(xmp).toContain('<xmp:CreateDate>2026-11-22T09:30:00Z</xmp:CreateDate>');
  });

  it('keeps its metadata well-formed when a title holds signs of XML', async () => {
    const bytes = await bytesOf(aPaper({ title: 'VA & gata <2026>', author: 'A & B', subject: ']]></rdf:li>' }));
    const xmp = await xmpOf(bytes);
    expect(xmp).toContain('>VA &amp; gata &lt;2026&gt;</rdf:li>');
    expect(xmp).toContain('<rdf:li>A &amp; B</rdf:li>');
    expect(xmp).toContain(']]&gt;&lt;/rdf:li&gt;');
    expect(await tagTreeFindings(bytes)).toEqual([]);
  });

  it('names a colour profile and does nothing by itself', async () => {
    const catalog = await catalogOf(await bytesOf(aPaper()));
    const [intent] = catalog.lookup(named('OutputIntents'), PDFArray).asArray();
    expect(catalog.context.lookup(intent, PDFDict).get(named('S'))).toBe(named('GTS_PDFA1'));
    for (const key of ['OpenAction', 'AA', 'AcroForm']) expect(catalog.has(named(key))).toBe(false);
    expect(catalog.lookup(named('Names'), PDFDict).has(named('JavaScript'))).toBe(false);
  });

  it('carries its attachments as associated files, compressed and with their bytes unchanged', async () => {
    const plain = `%PDF-1.7 /ByteRange [0 1 2 3] ${'händelse '.repeat(50)}`;
    const bytes = await bytesOf(
      aPaper({
        attachments: [
          {
            name: 'händelser.json',
            bytes: new TextEncoder().encode(plain),
            mediaType: 'application/json',
            description: 'Händelser',
            relationship: 'Source',
          },
        ],
      }),
    );
    expect(Buffer.from(bytes).toString('latin1')).not.toContain('/ByteRange');
    const catalog = await catalogOf(bytes);
    const file = catalog.lookup(named('AF'), PDFArray).lookup(0, PDFDict);
    expect(file.get(named('AFRelationship'))).toBe(named('Source'));
    expect(file.lookup(named('UF'))?.toString()).toContain('\u00fe\u00ff');
    const embedded = file.lookup(named('EF'), PDFDict).lookup(named('F')) as PDFRawStream;
    expect(embedded.dict.get(named('Subtype'))?.toString()).toBe('/application#2Fjson');
    expect(streamText(embedded)).toBe(plain);
    const listed = catalog.lookup(named('Names'), PDFDict).lookup(named('EmbeddedFiles'), PDFDict);
    expect(listed.lookup(named('Names'), PDFArray).size()).toBe(2);
  });

  it('says in which language an English paragraph stands', async () => {
    const pdf = await PDFDocument.load(await bytesOf(aPaper()), { updateMetadata: false });
    const languages = pdf.context
      .enumerateIndirectObjects()
      .flatMap(([, value]) => (value instanceof PDFDict && value.has(named('S')) ? [value.lookup(named('Lang'))] : []))
      .filter((value) => value !== undefined);
    expect(languages.map((value) => (value instanceof PDFHexString ? value.decodeText() : value?.toString()))).toEqual([
      '(en)',
    ]);
  });

  it('has its title as the first heading, once, also when its first block repeats it', async () => {
    const blocks: PaperBlock[] = [{ kind: 'heading', level: 1, text: 'Kvittens' }, ...paragraphs(1)];
    const [page = ''] = await pageTexts(await bytesOf(aPaper({ title: 'Kvittens', blocks })));
    expect(page.match(/Kvittens/g)).toHaveLength(1);
  });

  it('numbers every page and shows foot, title and watermark on it, outside the tags', async () => {
    const bytes = await bytesOf(aPaper({ watermark: 'ÅTERKALLAD', blocks: paragraphs(90) }));
    const pages = await pageTexts(bytes);
    expect(pages.length).toBeGreaterThan(2);
    for (const [index, page] of pages.entries()) {
      expect(page).toContain(`Sida ${index + 1} (${pages.length})`);
      expect(page).toContain('Uppdrag 2026-0042 · beställning, version 1');
      expect(page).toContain('ÅTERKALLAD');
      expect(page).toContain('Beställning av GIS-resurs');
    }
    expect(await tagTreeFindings(bytes)).toEqual([]);
  });

  it.each(Array.from({ length: 14 }, (_, index) => 20 + index))(
    'never leaves a heading alone at the foot, with %i paragraphs before it',
    async (count) => {
      const blocks: PaperBlock[] = [
        ...paragraphs(count),
        { kind: 'heading', level: 2, text: 'Rubrik ett' },
        { kind: 'heading', level: 3, text: 'Rubrik två' },
        { kind: 'facts', rows: [{ name: 'Namn', value: 'Första raden' }] },
      ];
      const pages = await pageTexts(await bytesOf(aPaper({ blocks })));
      const withHeading = pages.find((page) => page.includes('Rubrik ett')) ?? '';
      expect(withHeading).toContain('Rubrik två');
      expect(withHeading).toContain('Första raden');
    },
  );

  it.each<[string, Partial<Paper>]>([
    ['has no title', { title: ' \u0000' }],
    ['skips a level of headings', { blocks: [{ kind: 'heading', level: 3, text: 'Tre' }] }],
    ['has a row with a cell too many', { blocks: [{ kind: 'table', caption: 'T', head: ['A'], rows: [['1', '2']] }] }],
    [
      'attaches a path',
      { attachments: [{ ...aPaper().attachments[0], name: '../x' } as Paper['attachments'][number]] },
    ],
    ['attaches two files of one name', { attachments: [...aPaper().attachments, ...aPaper().attachments] }],
  ])('is refused when it %s', async (_why, changes) => {
    await expect(renderPaper(aPaper(changes))).rejects.toThrow();
  });
});

describe('any text in a paper', () => {
  it('that the fonts cannot show stands as a sign and is told, never dropped', async () => {
    const text = 'a\u0000b\u0007 עב 😀 漢 \u202eabc soft\u00adhy Żółć Ωμ Жук fi\u0301';
    const { bytes, unshown } = await renderPaper(aPaper({ blocks: [{ kind: 'paragraph', text }] }));
    expect(unshown).toEqual(['ע', 'ב', '😀', '漢', '\u202e', '\u00ad']);
    const [page = ''] = await pageTexts(bytes);
    expect(page).toContain('ab □□ □ □ □abc soft□hy Żółć Ωμ Жук');
    expect(await tagTreeFindings(bytes)).toEqual([]);
  });

  it('is looked for in the font it is shown in: title, foot, tables, lists and mono alike', async () => {
    const { unshown } = await renderPaper(
      aPaper({
        title: 'T 漢',
        footer: 'F 字',
        watermark: 'W 😀',
        blocks: [
          { kind: 'heading', level: 2, text: 'א' },
          { kind: 'facts', rows: [{ name: 'ב', value: 'ג', mono: true }] },
          { kind: 'table', caption: 'ד', head: ['ה'], rows: [['ו']] },
          { kind: 'list', items: ['ז'] },
          { kind: 'verbatim', text: 'ח' },
        ],
      }),
    );
    expect(unshown.sort()).toEqual([...'漢字😀אבגדהוזח'].sort());
  });

  it('goes on over as many pages as it needs: 30,000 characters line by line', async () => {
    const lines = Array.from({ length: 500 }, (_, index) =>
      index % 7 === 0 ? '' : `${index}: ${'en rad åäö '.repeat(1 + (index % 11))}`.trimEnd(),
    );
    const text = lines.join('\n');
    expect(text.length).toBeGreaterThan(30_000);
    const bytes = await bytesOf(aPaper({ attachments: [], blocks: [{ kind: 'verbatim', text }] }));
    const pages = await pageTexts(bytes);
    const body = pages
      .join('')
      .replaceAll('Beställning av GIS-resurs', '')
      .replace(/Uppdrag 2026-0042 · beställning, version 1\s*Sida \d+ \(\d+\)/g, '')
      .replace('Haninge kommun', '');
    expect(pages.length).toBeGreaterThan(10);
    expect(squeezed(body)).toBe(squeezed(text));
    expect(await tagTreeFindings(bytes)).toEqual([]);
  });

  it('in a table goes on over pages under the same head, which is told once', async () => {
    const rows = Array.from({ length: 70 }, (_, index) => [`${index}`, index === 40 ? 'ord '.repeat(900) : 'kort']);
    const bytes = await bytesOf(
      aPaper({ blocks: [{ kind: 'table', caption: 'Lång', head: ['Nr', 'Innehåll'], rows }] }),
    );
    const pages = await pageTexts(bytes);
    expect(pages.length).toBeGreaterThan(3);
    for (const page of pages) expect(page).toContain('Innehåll');
    expect(pages.join(' ').match(/\bord\b/g)).toHaveLength(900);
    const pdf = await PDFDocument.load(bytes, { updateMetadata: false });
    const heads = pdf.context
      .enumerateIndirectObjects()
      .filter(([, value]) => value instanceof PDFDict && value.get(named('S')) === named('TH'));
    expect(heads).toHaveLength(2);
    expect(await tagTreeFindings(bytes)).toEqual([]);
  });

  it('that says nothing leaves no empty tag', async () => {
    const blocks: PaperBlock[] = [
      { kind: 'paragraph', text: ' \u0000 ' },
      { kind: 'facts', rows: [] },
      { kind: 'list', items: [] },
      { kind: 'verbatim', text: '\n\n' },
      { kind: 'page-break' },
      { kind: 'page-break' },
      { kind: 'paragraph', text: 'Slut.' },
    ];
    const bytes = await bytesOf(aPaper({ blocks }));
    expect(await pageTexts(bytes)).toHaveLength(2);
    expect(await tagTreeFindings(bytes)).toEqual([]);
  });
});
