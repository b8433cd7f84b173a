/** Encoded words that follow each other, with only white space between (RFC 2047 §6.2). */
const sequence = /(?:=\?[^?\s]+\?[bq]\?[^?]*\?=\s*)+/gi;
const word = /=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bq])\?([^?]*)\?=/gi;

const bytesOf = (encoding: string, text: string): Buffer =>
  encoding.toLowerCase() === 'b'
    ? Buffer.from(text, 'base64')
    : Buffer.from(
        text
          .replaceAll('_', ' ')
          .replaceAll(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      );

const decode = (charset: string, bytes: Buffer): string => {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
};

/**
 * A header value with its encoded words decoded. Words in the same charset that follow each other are joined as
 * bytes before they are decoded: clients do split in the middle of a letter, though they should not.
 */
export const decodeHeaderWords = (value: string): string =>
  value.replaceAll(sequence, (words) => {
    let text = '';
    let charset = '';
    let bytes: Buffer[] = [];
    const flush = () => {
      if (bytes.length > 0) text += decode(charset, Buffer.concat(bytes));
      bytes = [];
    };
    for (const [, label = '', encoding = '', encoded = ''] of words.matchAll(word)) {
      if (label.toLowerCase() !== charset) flush();
      charset = label.toLowerCase();
      bytes.push(bytesOf(encoding, encoded));
    }
    flush();
    return text + (/\s*$/.exec(words)?.[0] ?? '');
  });
