import {
  PDFArray,
  PDFBool,
  PDFDict,
  type PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFRef,
} from '@cantoo/pdf-lib';
import { PdfNotSealable } from './seal-errors.ts';
import { tagWidget } from './seal-structure.ts';

const name = PDFName.of;
/** SignaturesExist and AppendOnly (ISO 32000-1 table 219). */
const SIGNATURES_EXIST_APPEND_ONLY = 3;
/** Print and Locked (ISO 32000-1 table 165); PDF/A demands that a widget is printed. */
const PRINTED_LOCKED = 132;

/** Anything in a file that is or was a signature, or a permission that comes of one. */
export const isSigned = (document: PDFDocument): boolean =>
  document.catalog.has(name('Perms')) ||
  document.context.enumerateIndirectObjects().some(([, object]) => {
    if (!(object instanceof PDFDict)) return false;
    return object.has(name('ByteRange')) || object.get(name('FT')) === name('Sig');
  });

const addToForm = (document: PDFDocument, widget: PDFRef): void => {
  const { context, catalog } = document;
  const known = catalog.lookup(name('AcroForm'));
  const form = known instanceof PDFDict ? known : context.obj({});
  if (form !== known) catalog.set(name('AcroForm'), context.register(form));
  const fields = form.lookup(name('Fields'));
  if (fields instanceof PDFArray) fields.push(widget);
  else form.set(name('Fields'), context.obj([widget]));
  form.set(name('SigFlags'), PDFNumber.of(SIGNATURES_EXIST_APPEND_ONLY));
  // The appearances that are there are what is sealed: no reader is to draw others.
  form.set(name('NeedAppearances'), PDFBool.False);
};

/**
 * Adds the field that carries the signature: one widget without extent on the last page, with an empty appearance, in
 * the structure and in the order of tabs, and the catalog's permissions (`DocMDP`).
 *
 * @param o.description what a screen reader says of it
 */
export const addSealField = (document: PDFDocument, o: { signature: PDFRef; description: string }): void => {
  const { context, catalog } = document;
  const page = document.getPages().at(-1);
  if (!page) throw new PdfNotSealable('no-pages');
  const appearance = context.register(
    context.stream('', { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 0, 0], Resources: {} }),
  );
  const widget = context.register(
    context.obj({
      Type: 'Annot',
      Subtype: 'Widget',
      FT: 'Sig',
      T: PDFHexString.fromText('Stämpel'),
      TU: PDFHexString.fromText(o.description),
      V: o.signature,
      P: page.ref,
      F: PRINTED_LOCKED,
      Rect: [0, 0, 0, 0],
      AP: { N: appearance },
    }),
  );
  page.node.addAnnot(widget);
  page.node.set(name('Tabs'), name('S'));
  tagWidget(context, catalog, { widget, page: page.ref, description: o.description });
  addToForm(document, widget);
  catalog.set(name('Perms'), context.obj({ DocMDP: o.signature }));
};
