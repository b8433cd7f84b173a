/** A stretch of plain text, with `href` when it is itself a web address. */
export type TextRun = { readonly text: string; readonly href?: string };

/**
 * Finds the web addresses in a plain-text mail. Only http and https become links, and the text of a link is always its
 * address, so that a link cannot say one thing and open another.
 */
export function linkify(text: string): TextRun[] {
  const runs: TextRun[] = [];
  let from = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"'`]+/gi)) {
    const url = withoutTrailingPunctuation(match[0]);
    if (!URL.canParse(url)) continue;
    if (match.index > from) runs.push({ text: text.slice(from, match.index) });
    runs.push({ text: url, href: url });
    from = match.index + url.length;
  }
  if (from < text.length) runs.push({ text: text.slice(from) });
  return runs;
}

/** The full stop that ends a sentence is not part of the address; a bracket is, when it was opened inside it. */
function withoutTrailingPunctuation(url: string): string {
  let end = url.length;
  while (end > 0) {
    const last = url.charAt(end - 1);
    const opened = last === ')' && url.slice(0, end - 1).includes('(');
    if (!'.,;:!?)]}'.includes(last) || opened) break;
    end -= 1;
  }
  return url.slice(0, end);
}
