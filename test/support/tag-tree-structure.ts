import { PDFArray, PDFDict, PDFName, PDFNumber, type PDFObject, PDFRef } from '@cantoo/pdf-lib';

const named = PDFName.of;
const isDict = (value: PDFObject | undefined): value is PDFDict => value instanceof PDFDict;

/** A node of the structure tree, in reading order. */
export interface TagNode {
  type: string;
  dict: PDFDict;
  /** Marked content of the node itself: on which page, and which. */
  content: { page: PDFObject | undefined; mcid: number }[];
  /** Annotations and other objects of the node. */
  objects: PDFObject[];
  children: TagNode[];
}

const lookedUp = (owner: PDFDict, value: PDFObject | undefined): PDFObject | undefined =>
  value instanceof PDFRef ? owner.context.lookup(value) : value;

/** The kids of a node, whether one or many. */
const kidsOf = (dict: PDFDict): PDFObject[] => {
  const kids = dict.get(named('K'));
  const value = lookedUp(dict, kids);
  if (value instanceof PDFArray) return value.asArray();
  return kids === undefined ? [] : [kids];
};

const typeOf = (dict: PDFDict): string => dict.lookupMaybe(named('S'), PDFName)?.decodeText() ?? '';

/**
 * Reads a node with all below it. A node that is met twice is not read again: a tree that bites its tail ends.
 * `problem` is told of nodes whose parent is not the one above.
 */
export const readTag = (
  dict: PDFDict,
  roles: PDFDict | undefined,
  problem: (what: string) => void,
  seen = new Set<PDFDict>(),
): TagNode => {
  seen.add(dict);
  const own = typeOf(dict);
  const role = roles?.lookupMaybe(named(own), PDFName)?.decodeText();
  const node: TagNode = { type: role ?? own, dict, content: [], objects: [], children: [] };
  const page = dict.get(named('Pg'));
  for (const kid of kidsOf(dict)) {
    const value = lookedUp(dict, kid);
    if (value instanceof PDFNumber) node.content.push({ page, mcid: value.asNumber() });
    if (!isDict(value)) continue;
    const kind = value.lookupMaybe(named('Type'), PDFName)?.decodeText();
    const mcid = value.lookupMaybe(named('MCID'), PDFNumber);
    const object = value.get(named('Obj'));
    if (kind === 'OBJR' && object) node.objects.push(object);
    else if (mcid) node.content.push({ page: value.get(named('Pg')) ?? page, mcid: mcid.asNumber() });
    else if (seen.has(value)) problem('a node stands in the tree twice');
    else {
      if (lookedUp(value, value.get(named('P'))) !== dict) problem(`${typeOf(value)} names another parent`);
      node.children.push(readTag(value, roles, problem, seen));
    }
  }
  return node;
};

/** All nodes in reading order. */
export const everyTag = (node: TagNode): TagNode[] => [node, ...node.children.flatMap(everyTag)];

/** The entries of a number tree, leaves and branches read alike. */
export const numberTree = (tree: PDFDict, depth = 0): Map<number, PDFObject | undefined> => {
  const entries = new Map<number, PDFObject | undefined>();
  const numbers = tree.lookupMaybe(named('Nums'), PDFArray);
  for (let index = 0; numbers && index + 1 < numbers.size(); index += 2) {
    entries.set(numbers.lookup(index, PDFNumber).asNumber(), numbers.lookup(index + 1));
  }
  const kids = tree.lookupMaybe(named('Kids'), PDFArray);
  for (let index = 0; kids && depth < 10 && index < kids.size(); index++) {
    for (const [key, value] of numberTree(kids.lookup(index, PDFDict), depth + 1)) entries.set(key, value);
  }
  return entries;
};
