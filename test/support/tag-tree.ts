import {
  decodePDFRawStream,
  PDFArray,
  PDFBool,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFObject,
  type PDFPage,
  PDFRawStream,
  PDFString,
} from '@cantoo/pdf-lib';
import { pageMarks } from './tag-tree-content.ts';
import { everyTag, numberTree, readTag, type TagNode } from './tag-tree-structure.ts';

/** What is wrong with the tags of a PDF, and where; each rule is a condition of ISO 14289-1 (PDF/UA-1). */
export interface TagFinding {
  rule:
    | 'no-title'
    | 'title-not-shown'
    | 'no-language'
    | 'not-marked'
    | 'no-tags'
    | 'broken-tree'
    | 'content-outside-tags'
    | 'marks-mixed'
    | 'parent-tree-hole'
    | 'heading-skips'
    | 'table-without-heads'
    | 'figure-without-alt'
    | 'list-without-items'
    | 'font-not-embedded'
    | 'font-without-unicode'
    | 'annotation-untagged'
    | 'tab-order';
  where: string;
}

type Report = (rule: TagFinding['rule'], where: string) => void;

const named = PDFName.of;
const HIDDEN = 2;

const text = (value: PDFObject | undefined): string =>
  value instanceof PDFString || value instanceof PDFHexString ? value.decodeText().trim() : '';

const latin1 = (stream: PDFRawStream): string => Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1');

const checkDocument = (pdf: PDFDocument, report: Report): void => {
  const { catalog } = pdf;
  const metadata = catalog.lookup(named('Metadata'));
  const xmp = metadata instanceof PDFRawStream ? Buffer.from(latin1(metadata), 'latin1').toString('utf8') : '';
  if (!/<dc:title>[\s\S]*?<rdf:li[^>]*>\s*[^<\s]/.test(xmp)) report('no-title', 'metadata');
  const viewer = catalog.lookupMaybe(named('ViewerPreferences'), PDFDict);
  if (viewer?.lookup(named('DisplayDocTitle')) !== PDFBool.True) report('title-not-shown', 'catalog');
  if (text(catalog.lookup(named('Lang'))) === '') report('no-language', 'catalog');
  const marked = catalog.lookupMaybe(named('MarkInfo'), PDFDict)?.lookup(named('Marked'));
  if (marked !== PDFBool.True) report('not-marked', 'catalog');
};

const contentOf = (page: PDFPage): string => {
  const contents = page.node.Contents();
  const streams =
    contents instanceof PDFArray ? contents.asArray().map((one) => page.doc.context.lookup(one)) : [contents];
  return streams.map((stream) => (stream instanceof PDFRawStream ? latin1(stream) : '')).join('\n');
};

const isEmbedded = (font: PDFDict): boolean => {
  const descendants = font.lookupMaybe(named('DescendantFonts'), PDFArray);
  const owner = descendants ? descendants.lookup(0, PDFDict) : font;
  const descriptor = owner.lookupMaybe(named('FontDescriptor'), PDFDict);
  return ['FontFile', 'FontFile2', 'FontFile3'].some((key) => descriptor?.has(named(key)));
};

const checkFonts = (page: PDFPage, where: string, report: Report): void => {
  const fonts = page.node.Resources()?.lookupMaybe(named('Font'), PDFDict);
  for (const [name] of fonts?.entries() ?? []) {
    const font = fonts?.lookup(name, PDFDict);
    if (!font) continue;
    if (!isEmbedded(font)) report('font-not-embedded', `${where} ${name.decodeText()}`);
    if (!font.has(named('ToUnicode'))) report('font-without-unicode', `${where} ${name.decodeText()}`);
  }
};

const checkTags = (tags: readonly TagNode[], report: Report): void => {
  let level = 0;
  for (const tag of tags) {
    const heading = /^H([1-6])$/.exec(tag.type)?.[1];
    if (heading) {
      if (Number(heading) > level + 1)
        report('heading-skips', `H${heading} after ${level === 0 ? 'none' : `H${level}`}`);
      level = Number(heading);
    }
    if (tag.type === 'Table') {
      const heads = everyTag(tag).filter(({ type }) => type === 'TH');
      const scoped = heads.every(({ dict }) => dict.lookupMaybe(named('A'), PDFDict)?.has(named('Scope')));
      if (heads.length === 0 || !scoped) report('table-without-heads', 'Table');
    }
    if (tag.type === 'Figure' && text(tag.dict.lookup(named('Alt'))) === '') report('figure-without-alt', 'Figure');
    if (tag.type === 'L' && !tag.children.some(({ type }) => type === 'LI')) report('list-without-items', 'L');
  }
};

interface Tree {
  tags: readonly TagNode[];
  parents: ReadonlyMap<number, PDFObject | undefined>;
}

const checkPage = (page: PDFPage, where: string, { tags, parents }: Tree, report: Report): void => {
  const properties = page.node.Resources()?.lookupMaybe(named('Properties'), PDFDict);
  const { mcids, outside, mixed } = pageMarks(contentOf(page), (name) =>
    properties?.lookupMaybe(named(name), PDFDict)?.lookupMaybe(named('MCID'), PDFNumber)?.asNumber(),
  );
  if (outside.length > 0) report('content-outside-tags', `${where}: ${outside.length} times`);
  if (mixed.length > 0) report('marks-mixed', `${where}: ${mixed.join(' ')}`);
  const key = page.node.lookupMaybe(named('StructParents'), PDFNumber)?.asNumber();
  const owners = key === undefined ? undefined : parents.get(key);
  for (const mcid of mcids) {
    const owner = owners instanceof PDFArray && mcid < owners.size() ? owners.lookup(mcid) : undefined;
    const holds = tags.filter((tag) => tag.content.some((one) => one.page === page.ref && one.mcid === mcid));
    if (holds.length !== 1 || holds[0]?.dict !== owner) report('parent-tree-hole', `${where} content ${mcid}`);
  }
  if (new Set(mcids).size < mcids.length) report('parent-tree-hole', `${where}: the same content twice`);
  for (const tag of tags) {
    const lost = tag.content.find((one) => one.page === page.ref && !mcids.includes(one.mcid));
    if (lost) report('broken-tree', `${tag.type} names content ${lost.mcid} that ${where} has not`);
  }
};

const checkAnnotations = (page: PDFPage, where: string, { tags, parents }: Tree, report: Report): void => {
  const annotations = page.node.Annots();
  if (!annotations || annotations.size() === 0) return;
  if (page.node.lookupMaybe(named('Tabs'), PDFName) !== named('S')) report('tab-order', where);
  for (const [index, reference] of annotations.asArray().entries()) {
    const annotation = annotations.lookup(index, PDFDict);
    const subtype = annotation.lookupMaybe(named('Subtype'), PDFName)?.decodeText() ?? '';
    const flags = annotation.lookupMaybe(named('F'), PDFNumber)?.asNumber() ?? 0;
    if (subtype === 'Popup' || (flags & HIDDEN) !== 0) continue;
    const key = annotation.lookupMaybe(named('StructParent'), PDFNumber)?.asNumber();
    const owner = tags.find(({ objects }) => objects.includes(reference));
    if (key === undefined || !owner || parents.get(key) !== owner.dict)
      report('annotation-untagged', `${where} ${subtype}`);
  }
};

/**
 * Looks through the tags of a PDF with another library than the one that wrote it, and tells everything that PDF/UA-1
 * does not allow. No findings means that these conditions hold, not that a person can follow the document.
 */
export const tagTreeFindings = async (bytes: Uint8Array): Promise<TagFinding[]> => {
  const findings: TagFinding[] = [];
  const report: Report = (rule, where) => findings.push({ rule, where });
  const pdf = await PDFDocument.load(bytes, { updateMetadata: false });
  checkDocument(pdf, report);
  const root = pdf.catalog.lookupMaybe(named('StructTreeRoot'), PDFDict);
  const roles = root?.lookupMaybe(named('RoleMap'), PDFDict);
  const tags = root ? everyTag(readTag(root, roles, (what) => report('broken-tree', what))).slice(1) : [];
  if (tags.length === 0) report('no-tags', 'catalog');
  const parentTree = root?.lookupMaybe(named('ParentTree'), PDFDict);
  const tree = { tags, parents: parentTree ? numberTree(parentTree) : new Map<number, undefined>() };
  checkTags(tags, report);
  for (const [index, page] of pdf.getPages().entries()) {
    const where = `page ${index + 1}`;
    checkPage(page, where, tree, report);
    checkAnnotations(page, where, tree, report);
    checkFonts(page, where, report);
  }
  return findings;
};
