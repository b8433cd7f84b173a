/** One value of a DER encoding (X.690), with the bytes it stands in. */
export interface DerNode {
  /** The identifier octet: class, constructed bit and number. */
  tag: number;
  /** Identifier, length and contents. */
  bytes: Buffer;
  contents: Buffer;
  /** Of a constructed value, in order. */
  children: readonly DerNode[];
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  /** [0] and [1], constructed. */
  context0: 0xa0,
  context1: 0xa1,
} as const;

export class NotDer extends Error {
  override readonly name = 'NotDer';
}

const CONSTRUCTED = 0x20;
const CLASS = 0xc0;
const NUMBER = 0x1f;
const LONG_FORM = 0x80;
const MOST_LEVELS = 40;

/** How long the value that begins here is, header and all. @throws NotDer when the length is not written as DER demands. */
export const lengthOfDer = (bytes: Buffer): { header: number; whole: number } => {
  const first = bytes[1];
  if (bytes.length < 2 || first === undefined) throw new NotDer('cut off');
  if (first < LONG_FORM) return { header: 2, whole: 2 + first };
  const octets = first - LONG_FORM;
  if (octets === 0 || octets > 4 || bytes.length < 2 + octets) throw new NotDer('length');
  const length = bytes.readUIntBE(2, octets);
  if (length < LONG_FORM || length < 2 ** (8 * (octets - 1))) throw new NotDer('a longer length than needed');
  return { header: 2 + octets, whole: 2 + octets + length };
};

/**
 * Reads one value and everything in it, and nothing that is not written in DER's only way: parsers differ about the rest,
 * and what they differ about can be changed without breaking a signature.
 *
 * @throws NotDer
 */
export const readDer = (bytes: Buffer): DerNode => {
  const node = readOne(bytes, 0);
  if (node.bytes.length !== bytes.length) throw new NotDer('something follows');
  return node;
};

const readOne = (bytes: Buffer, level: number): DerNode => {
  if (level > MOST_LEVELS) throw new NotDer('too deep');
  const { header, whole } = lengthOfDer(bytes);
  const tag = bytes[0] ?? 0;
  if (whole > bytes.length) throw new NotDer('cut off');
  if ((tag & NUMBER) === NUMBER) throw new NotDer('a long tag');
  const contents = bytes.subarray(header, whole);
  const children: DerNode[] = [];
  if (tag & CONSTRUCTED) {
    for (let at = 0; at < contents.length; ) {
      const child = readOne(contents.subarray(at), level + 1);
      children.push(child);
      at += child.bytes.length;
    }
  }
  if ((tag & CLASS) === 0) expectUniversal(tag, contents);
  return { tag, bytes: bytes.subarray(0, whole), contents, children };
};

const expectUniversal = (tag: number, contents: Buffer): void => {
  const [first = 0, second = 0] = contents;
  if (tag & CONSTRUCTED && tag !== TAG.sequence && tag !== TAG.set) throw new NotDer('a string in pieces');
  if (tag === TAG.sequence - CONSTRUCTED || tag === TAG.set - CONSTRUCTED) throw new NotDer('a flat sequence');
  if (tag === TAG.null && contents.length !== 0) throw new NotDer('null');
  if (tag === TAG.boolean && !(contents.length === 1 && (first === 0 || first === 0xff))) throw new NotDer('boolean');
  if (tag === TAG.integer) {
    const padded = contents.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
    if (contents.length === 0 || padded) throw new NotDer('integer');
  }
};

/** The value, if it is of this kind. @throws NotDer */
export const expectTag = (node: DerNode | undefined, tag: number): DerNode => {
  if (node?.tag !== tag) throw new NotDer('another kind of value');
  return node;
};

/** A sequence's or set's children, when there are as many as there should be. @throws NotDer */
export const childrenOf = (node: DerNode | undefined, tag: number, least: number, most = least): readonly DerNode[] => {
  const { children } = expectTag(node, tag);
  if (children.length < least || children.length > most) throw new NotDer('more or fewer values');
  return children;
};

/** @throws NotDer */
export const objectIdentifierOf = (node: DerNode | undefined): string => {
  const { contents } = expectTag(node, TAG.objectIdentifier);
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of contents) {
    if (arc === 0 && octet === LONG_FORM) throw new NotDer('object identifier');
    arc = arc * 128 + (octet & 0x7f);
    if (octet >= LONG_FORM) continue;
    if (arcs.length === 0) arcs.push(Math.min(2, Math.floor(arc / 40)), arc - 40 * Math.min(2, Math.floor(arc / 40)));
    else arcs.push(arc);
    arc = 0;
  }
  if (arcs.length === 0 || arc !== 0) throw new NotDer('object identifier');
  return arcs.join('.');
};

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
/** A year of two digits is one of this century below it (RFC 5280 §4.1.2.5.1). */
const FIRST_OF_LAST_CENTURY = 50;

/** A moment as certificates and what is said of them write it: to the second, in UTC. @throws NotDer */
export const timeIn = (node: DerNode | undefined): Date => {
  const isShort = node?.tag === TAG.utcTime;
  const written = expectTag(node, isShort ? TAG.utcTime : TAG.generalizedTime).contents.toString('latin1');
  const [, year, month, day, hour, minute, second] = (isShort ? UTC_TIME : GENERALIZED_TIME).exec(written) ?? [];
  const century = isShort ? (Number(year) < FIRST_OF_LAST_CENTURY ? '20' : '19') : '';
  const at = new Date(`${century}${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(at.getTime())) throw new NotDer('time');
  return at;
};
