import { compile } from 'html-to-text';

/** Longer HTML is cut: no letter of a person is this long, and the search covers the whole through `hiddenTextOf`. */
const MAX_HTML = 8 * 1024 * 1024;

const convert = compile({
  wordwrap: false,
  limits: { maxInputLength: MAX_HTML, maxDepth: 150, maxChildNodes: 20_000, ellipsis: '…' },
  formatters: {
    // A cell's border must survive: otherwise two neighbouring figures become one number, or one number two.
    cell: (element, walk, builder) => {
      walk(element.children, builder);
      builder.addInline(' | ', { noWordTransform: true });
    },
  },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'cell' },
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** The text a person sees in an HTML document; table cells end with ` | `. Never throws. */
export const visibleTextOf = (html: string): string => {
  try {
    return convert(html)
      .replaceAll(/ \|\s*(?=\n|$)/g, '')
      .trim();
  } catch {
    return html.slice(0, MAX_HTML).replaceAll(/<[^<>]*>/g, ' ');
  }
};

const named: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  shy: '\u00ad',
};

/** Decodes numeric character references and the few named ones that can stand inside a number. */
export const decodeEntities = (text: string): string =>
  text.includes('&')
    ? text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,6}));?/gi, (whole, hex, decimal, name) => {
        if (name !== undefined) return named[String(name).toLowerCase()] ?? whole;
        const code = hex === undefined ? Number(decimal) : Number.parseInt(String(hex), 16);
        return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      })
    : text;

/**
 * Everything in an HTML source that is not plain visible text: comments, attribute values (alt, title, value, href,
 * data-*), style and script, and what an element hides. It is never shown, only searched, so it is taken widely.
 * One pass over the source; text of hidden elements is recognised by the opening tag's attributes.
 */
export const hiddenTextOf = (html: string): string => {
  const pieces: string[] = [];
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open === -1) break;
    if (html.startsWith('<!--', open)) {
      const close = html.indexOf('-->', open + 4);
      const end = close === -1 ? html.length : close;
      pieces.push(html.slice(open + 4, end));
      at = end + 3;
      continue;
    }
    const close = html.indexOf('>', open);
    const end = close === -1 ? html.length : close;
    const tag = html.slice(open + 1, end);
    if (tag.includes('=')) {
      const space = tag.search(/[\s/]/);
      if (space > 0)
        pieces.push(
          tag
            .slice(space)
            .replaceAll(/[\w:-]+\s*=\s*/g, ' ')
            .replaceAll(/["']/g, ' '),
        );
    }
    const isHiding =
      /^(?:style|script|title|template|noscript|textarea)\b|display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|\bhidden\b|opacity\s*:\s*0/i.test(
        tag,
      );
    if (isHiding && !tag.startsWith('/')) {
      const nextTag = html.indexOf('<', end);
      pieces.push(html.slice(end + 1, nextTag === -1 ? html.length : nextTag));
    }
    at = end + 1;
  }
  return decodeEntities(
    pieces
      .map((piece) => piece.trim())
      .filter((piece) => piece !== '')
      .join('\n'),
  );
};
