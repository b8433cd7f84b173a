import { PDFArray, PDFDict, type PDFDocument, PDFName, type PDFObject, PDFRef, PDFStream } from '@cantoo/pdf-lib';
import type { FindingCode } from './verify-findings.ts';

const name = PDFName.of;

/** Keys under which a PDF keeps what runs, opens or is filled in by itself (ISO 32000-2 §12.6, §12.7.8). */
const ACTIVE_KEYS = ['JS', 'JavaScript', 'OpenAction', 'AA', 'XFA', 'RichMediaContent'].map((key) => name(key));
const ACTIONS = ['JavaScript', 'Launch', 'SubmitForm', 'ImportData', 'GoToR', 'GoToE', 'Rendition', 'Movie'].map(
  (kind) => name(kind),
);
const MOST_LEVELS = 60;

/**
 * Looks at what the seal covers, as a parser sees it: one signature field, which is this seal's and permits no change, and
 * nothing that could show another text tomorrow.
 */
export const structureFaults = (document: PDFDocument, objectNumber: number): FindingCode[] => {
  const faults: FindingCode[] = [];
  const objects = document.context.enumerateIndirectObjects();
  if (!isSealField(document, objects, objectNumber)) faults.push('seal-field-wrong');
  if (objects.some(([, object]) => isActive(object, 0))) faults.push('active-content');
  return faults;
};

const isSealField = (
  { catalog, context }: PDFDocument,
  objects: [PDFRef, PDFObject][],
  objectNumber: number,
): boolean => {
  const isIt = (ref: PDFObject | undefined) => ref instanceof PDFRef && ref.objectNumber === objectNumber;
  const fields = objects.flatMap(([ref, object]) =>
    object instanceof PDFDict && object.get(name('FT')) === name('Sig') ? [{ ref, field: object }] : [],
  );
  const signatures = objects.filter(([, object]) => object instanceof PDFDict && object.has(name('ByteRange')));
  const [only] = fields;
  const form = catalog.lookup(name('AcroForm'));
  const listed = form instanceof PDFDict ? form.lookup(name('Fields')) : undefined;
  const permissions = catalog.lookup(name('Perms'));
  return (
    fields.length === 1 &&
    signatures.length === 1 &&
    isIt(only?.field.get(name('V'))) &&
    listed instanceof PDFArray &&
    listed.asArray().some((ref) => ref === only?.ref) &&
    permissions instanceof PDFDict &&
    isIt(permissions.get(name('DocMDP'))) &&
    permitsNothing(context.lookup(permissions.get(name('DocMDP'))))
  );
};

/** DocMDP with P 1: no change to the document is permitted (ISO 32000-2 table 257). */
const permitsNothing = (signature: PDFObject | undefined): boolean => {
  if (!(signature instanceof PDFDict)) return false;
  const references = signature.lookup(name('Reference'));
  const reference = references instanceof PDFArray && references.size() === 1 ? references.lookup(0) : undefined;
  const parameters = reference instanceof PDFDict ? reference.lookup(name('TransformParams')) : undefined;
  return (
    reference instanceof PDFDict &&
    reference.get(name('TransformMethod')) === name('DocMDP') &&
    parameters instanceof PDFDict &&
    parameters.get(name('P'))?.toString() === '1'
  );
};

const isActive = (object: PDFObject, level: number): boolean => {
  if (level > MOST_LEVELS) return true;
  if (object instanceof PDFArray) return object.asArray().some((inner) => isActive(inner, level + 1));
  const dictionary = object instanceof PDFStream ? object.dict : object;
  if (!(dictionary instanceof PDFDict)) return false;
  return dictionary
    .entries()
    .some(
      ([key, value]) =>
        ACTIVE_KEYS.includes(key) ||
        (key === name('S') && value instanceof PDFName && ACTIONS.includes(value)) ||
        isActive(value, level + 1),
    );
};
