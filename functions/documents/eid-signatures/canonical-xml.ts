/** An element of canonical XML. Prefixes are kept as they stand; `text` is the element's own. */
export interface XmlElement {
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: readonly XmlElement[];
  text: string;
}

/** A start tag, an end tag, or text: all there is in canonical XML without comments and processing instructions. */
const TOKEN = /<([A-Za-z_][\w.:-]*)((?: [A-Za-z_][\w.:-]*="[^"<]*")*)>|<\/([A-Za-z_][\w.:-]*)>|([^<>]+)/y;
const ATTRIBUTE = / ([A-Za-z_][\w.:-]*)="([^"<]*)"/g;
const REFERENCE = /&(?:(amp|lt|gt|quot)|#x([0-9A-F]{1,6}));/g;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

const plain = (text: string): string =>
  text.replace(REFERENCE, (_all, name?: string, hex?: string) =>
    name ? (NAMED[name] ?? '') : String.fromCodePoint(Number.parseInt(hex ?? '', 16)),
  );

/**
 * Reads canonical XML (Canonical XML 1.0, as the digest of a reference was made of it), so that what is read is what was
 * signed, byte for byte, and no second parser can see another document in it.
 *
 * @throws SyntaxError when it is anything else.
 */
export const readCanonicalXml = (xml: string): XmlElement => {
  const top = { name: '', attributes: new Map<string, string>(), children: [] as XmlElement[], text: '' };
  const open = [top];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < xml.length; ) {
    const token = TOKEN.exec(xml);
    const parent = open.at(-1);
    if (!token || !parent) throw new SyntaxError('not canonical XML');
    const [, start, attributes = '', end, text] = token;
    if (start !== undefined) {
      const pairs = [...attributes.matchAll(ATTRIBUTE)].map(
        ([, name = '', value = '']) => [name, plain(value)] as const,
      );
      const element = { name: start, attributes: new Map(pairs), children: [] as XmlElement[], text: '' };
      parent.children.push(element);
      open.push(element);
    } else if (end !== undefined) {
      if (open.pop()?.name !== end) throw new SyntaxError('not canonical XML');
    } else {
      parent.text += plain(text ?? '');
    }
  }
  const [root, ...others] = top.children;
  if (!root || others.length > 0 || open.length !== 1 || top.text !== '') throw new SyntaxError('not canonical XML');
  return root;
};

/** The one child of that name. @throws SyntaxError when there is none, or more than one. */
export const onlyChild = (element: XmlElement, name: string): XmlElement => {
  const [child, ...more] = element.children.filter((one) => one.name === name);
  if (!child || more.length > 0) throw new SyntaxError(`not exactly one ${name}`);
  return child;
};
