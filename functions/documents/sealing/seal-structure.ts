import {
  PDFArray,
  type PDFContext,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFObject,
  type PDFRef,
} from '@cantoo/pdf-lib';

const name = PDFName.of;

/** The structure element that holds everything, where there is one, or else the root of the structure. */
const outermost = (context: PDFContext, root: PDFDict, rootRef: PDFObject): { element: PDFDict; ref: PDFObject } => {
  const kids = root.lookup(name('K'));
  const first = kids instanceof PDFArray ? kids.get(0) : root.get(name('K'));
  const element = context.lookup(first);
  return first && element instanceof PDFDict && element.get(name('S')) === name('Document')
    ? { element, ref: first }
    : { element: root, ref: rootRef };
};

const appendKid = (context: PDFContext, parent: PDFDict, kid: PDFRef): void => {
  const kids = parent.lookup(name('K'));
  if (kids instanceof PDFArray) kids.push(kid);
  else {
    const only = parent.get(name('K'));
    parent.set(name('K'), context.obj(only ? [only, kid] : [kid]));
  }
};

/** Every key of a number tree (ISO 32000-1 §7.9.7), its kids' included. */
const keysOf = (context: PDFContext, tree: PDFDict): number[] => {
  const nums = tree.lookup(name('Nums'));
  const own = nums instanceof PDFArray ? nums.asArray().filter((_, i) => i % 2 === 0) : [];
  const kids = tree.lookup(name('Kids'));
  const below = kids instanceof PDFArray ? kids.asArray().map((kid) => context.lookup(kid, PDFDict)) : [];
  return [
    ...own.flatMap((key) => (key instanceof PDFNumber ? [key.asNumber()] : [])),
    ...below.flatMap((kid) => keysOf(context, kid)),
  ];
};

/** Adds the greatest key: at the end of the list, or as a leaf of its own after the other leaves. */
const addToNumberTree = (context: PDFContext, tree: PDFDict, key: number, value: PDFRef): void => {
  const kids = tree.lookup(name('Kids'));
  const nums = tree.lookup(name('Nums'));
  if (kids instanceof PDFArray) kids.push(context.register(context.obj({ Limits: [key, key], Nums: [key, value] })));
  else if (nums instanceof PDFArray) {
    nums.push(PDFNumber.of(key));
    nums.push(value);
  } else tree.set(name('Nums'), context.obj([key, value]));
};

/**
 * Puts the seal's widget last in the structure of a tagged document, as a `Form` element with a reference to the widget,
 * so that a screen reader meets it where it stands (ISO 14289-1 §7.18). A document without structure is left as it is.
 */
export const tagWidget = (
  context: PDFContext,
  catalog: PDFDict,
  o: { widget: PDFRef; page: PDFRef; description: string },
): void => {
  const rootRef = catalog.get(name('StructTreeRoot'));
  const root = context.lookup(rootRef);
  if (!rootRef || !(root instanceof PDFDict)) return;
  const parent = outermost(context, root, rootRef);
  const form = context.register(
    context.obj({
      Type: 'StructElem',
      S: 'Form',
      P: parent.ref,
      Pg: o.page,
      Alt: PDFHexString.fromText(o.description),
      K: [{ Type: 'OBJR', Obj: o.widget, Pg: o.page }],
    }),
  );
  appendKid(context, parent.element, form);

  const known = root.lookup(name('ParentTree'));
  const tree = known instanceof PDFDict ? known : context.obj({ Nums: [] });
  if (tree !== known) root.set(name('ParentTree'), context.register(tree));
  const next = root.lookup(name('ParentTreeNextKey'));
  const stated = next instanceof PDFNumber ? next.asNumber() : 0;
  const key = keysOf(context, tree).reduce((most, one) => Math.max(most, one + 1), stated);
  addToNumberTree(context, tree, key, form);
  root.set(name('ParentTreeNextKey'), PDFNumber.of(key + 1));
  context.lookup(o.widget, PDFDict).set(name('StructParent'), PDFNumber.of(key));
};
