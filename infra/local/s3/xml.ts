import { S3Error } from './s3-error.ts';

export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string =>
  text
    .replace(/[&<>"]/g, (char) => ESCAPES[char] ?? char)
    .replace(/[\p{Cc}]/gu, (char) => `&#x${char.charCodeAt(0).toString(16)};`);

const isList = (value: XmlValue): value is readonly XmlValue[] => Array.isArray(value);

const element = (name: string, value: XmlValue): string => {
  if (value === undefined) return '';
  if (isList(value)) return value.map((item) => element(name, item)).join('');
  const inner =
    typeof value === 'object'
      ? Object.entries(value)
          .map(([child, content]) => element(child, content))
          .join('')
      : escaped(`${value}`);
  return `<${name}>${inner}</${name}>`;
};

/** A whole answer. A list becomes repeated elements; undefined is left out. S3's errors carry no namespace. */
export const xmlDocument = (root: string, value: XmlValue): string => {
  const body = element(root, value);
  const named =
    root === 'Error' ? body : body.replace(`<${root}>`, `<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${named}`;
};

/** One element of a parsed request. Attributes and namespace prefixes are dropped: S3's requests do not need them. */
export interface XmlNode {
  name: string;
  text: string;
  children: XmlNode[];
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const malformed = (): S3Error =>
  new S3Error(
    'MalformedXML',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

const unescaped = (text: string): string =>
  text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (_all, entity: string) => {
    if (!entity.startsWith('#')) {
      const char = ENTITIES[entity];
      if (char === undefined) throw malformed();
      return char;
    }
    const code = /^#x/i.test(entity) ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
    if (code > 0x10ffff) throw malformed();
    return String.fromCodePoint(code);
  });

const TOKEN = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([^\s/>!?]+)([^>]*?)(\/?)>|([^<]+)/gy;

/** Parses a request body. No DTDs (the token pattern has no room for one). @throws S3Error `MalformedXML` */
export const parseXml = (source: string): XmlNode => {
  const top: XmlNode = { name: '', text: '', children: [] };
  const open: XmlNode[] = [top];
  let position = 0;
  for (const match of source.matchAll(TOKEN)) {
    position = match.index + match[0].length;
    const [, cdata, closing, qualified, , selfClosing, text] = match;
    const inside = open.at(-1) ?? top;
    if (cdata !== undefined) inside.text += cdata;
    else if (text !== undefined) inside.text += unescaped(text);
    else if (qualified !== undefined) {
      const name = qualified.slice(qualified.indexOf(':') + 1);
      if (closing) {
        if (open.length === 1 || open.pop()?.name !== name) throw malformed();
        continue;
      }
      const node: XmlNode = { name, text: '', children: [] };
      inside.children.push(node);
      if (!selfClosing) open.push(node);
    }
  }
  const [root, ...more] = top.children;
  if (position !== source.length || open.length !== 1 || !root || more.length > 0) throw malformed();
  return root;
};

export const childrenOf = (node: XmlNode | undefined, name: string): XmlNode[] =>
  node?.children.filter((child) => child.name === name) ?? [];
export const childOf = (node: XmlNode | undefined, name: string): XmlNode | undefined => childrenOf(node, name)[0];
export const textOf = (node: XmlNode | undefined, name: string): string | undefined => childOf(node, name)?.text;
