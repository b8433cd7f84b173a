import { PDFArray, PDFDict, PDFDocument, PDFName, PDFNumber, PDFRef } from '@cantoo/pdf-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import { tagTreeFindings } from '#test/tag-tree';
import { renderPaper } from '../../../functions/documents/papers/render-paper.ts';
import { aPaper } from './a-paper.ts';

const named = PDFName.of;

let good: Uint8Array;
beforeAll(async () => {
  good = (await renderPaper(aPaper())).bytes;
});

/** The good paper with something changed in it. */
const edited = async (edit: (pdf: PDFDocument) => void): Promise<Uint8Array> => {
  const pdf = await PDFDocument.load(good, { updateMetadata: false });
  edit(pdf);
  return pdf.save();
};

const dicts = (pdf: PDFDocument): PDFDict[] =>
  pdf.context.enumerateIndirectObjects().flatMap(([, value]) => (value instanceof PDFDict ? [value] : []));

const tagsOf = (pdf: PDFDocument, type: string): PDFDict[] =>
  dicts(pdf).filter((dict) => dict.get(named('S')) === named(type) && dict.has(named('P')));

const withKey = (pdf: PDFDocument, key: string): PDFDict[] => dicts(pdf).filter((dict) => dict.has(named(key)));

const painted = (pdf: PDFDocument, operators: string): void => {
  const page = pdf.getPage(0);
  const before = page.node.get(named('Contents'));
  const added = pdf.context.register(pdf.context.stream(operators));
  page.node.set(named('Contents'), pdf.context.obj([added, ...(before ? [before] : [])]));
};

const parentTree = (pdf: PDFDocument): PDFDict =>
  pdf.catalog.lookup(named('StructTreeRoot'), PDFDict).lookup(named('ParentTree'), PDFDict);

describe('the tags of a PDF', () => {
  it('have no findings in a paper of ours', async () => {
    expect(await tagTreeFindings(good)).toEqual([]);
  });

  it('are the same when the paper is written again by another library', async () => {
    expect(await tagTreeFindings(await edited(() => {}))).toEqual([]);
  });

  it.each<[string, string, (pdf: PDFDocument) => void]>([
    ['no-title', 'the metadata is gone', (pdf) => pdf.catalog.delete(named('Metadata'))],
    ['title-not-shown', 'the viewer is to show the file name', (pdf) => pdf.catalog.delete(named('ViewerPreferences'))],
    ['no-language', 'nothing says which language it is', (pdf) => pdf.catalog.delete(named('Lang'))],
    ['not-marked', 'it does not call itself tagged', (pdf) => pdf.catalog.delete(named('MarkInfo'))],
    ['no-tags', 'the tree is gone', (pdf) => pdf.catalog.delete(named('StructTreeRoot'))],
    ['content-outside-tags', 'a box is drawn beside the tags', (pdf) => painted(pdf, '0 0 9 9 re f')],
    ['content-outside-tags', 'a mark without a tag surrounds it', (pdf) => painted(pdf, '/Span BMC 0 0 9 9 re f EMC')],
    ['marks-mixed', 'an artifact is never ended', (pdf) => painted(pdf, '/Artifact BMC 0 0 9 9 re f')],
    ['heading-skips', 'H2 becomes H3', (pdf) => tagsOf(pdf, 'H2')[0]?.set(named('S'), named('H3'))],
    [
      'table-without-heads',
      'heads become common cells',
      (pdf) => {
        for (const head of tagsOf(pdf, 'TH')) head.set(named('S'), named('TD'));
      },
    ],
    ['table-without-heads', 'a head heads nothing', (pdf) => tagsOf(pdf, 'TH')[0]?.delete(named('A'))],
    ['figure-without-alt', 'a figure has no text', (pdf) => tagsOf(pdf, 'P')[0]?.set(named('S'), named('Figure'))],
    [
      'list-without-items',
      'items are no items',
      (pdf) => tagsOf(pdf, 'LI').map((tag) => tag.set(named('S'), named('P'))),
    ],
    [
      'font-not-embedded',
      'a font is left to the reader',
      (pdf) => withKey(pdf, 'FontFile2')[0]?.delete(named('FontFile2')),
    ],
    ['font-without-unicode', 'glyphs mean nothing', (pdf) => withKey(pdf, 'ToUnicode')[0]?.delete(named('ToUnicode'))],
    ['parent-tree-hole', 'a page does not say its key', (pdf) => pdf.getPage(1).node.delete(named('StructParents'))],
    [
      'parent-tree-hole',
      'one content has no parent',
      (pdf) => parentTree(pdf).lookup(named('Nums'), PDFArray).lookup(1, PDFArray).set(2, pdf.context.obj(null)),
    ],
    ['broken-tree', 'a tag names another parent', (pdf) => tagsOf(pdf, 'LI')[0]?.set(named('P'), PDFRef.of(1))],
    [
      'broken-tree',
      'a tag names content that is not there',
      (pdf) => tagsOf(pdf, 'H1')[0]?.set(named('K'), PDFNumber.of(999)),
    ],
    [
      'annotation-untagged',
      'a note is stuck on',
      (pdf) => {
        const note = pdf.context.obj({ Type: 'Annot', Subtype: 'Text', Rect: [0, 0, 9, 9] });
        pdf.getPage(0).node.addAnnot(pdf.context.register(note));
      },
    ],
  ])('are found wanting: %s when %s', async (rule, _what, edit) => {
    const findings = await tagTreeFindings(await edited(edit));
    expect(findings.map((finding) => finding.rule)).toContain(rule);
  });

  it('are found beside strings that look like marks', async () => {
    const bytes = await edited((pdf) => painted(pdf, '/Artifact BMC BT (EMC \\) ( EMC ) 0 0 9 9 re f) Tj ET EMC'));
    expect(await tagTreeFindings(bytes)).toEqual([]);
  });
});
