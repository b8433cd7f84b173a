/** A raw message from its header lines and its body, with CRLF; strings are taken as latin1 so that 8-bit survives. */
export const message = (headers: string[], body = '', encoding: BufferEncoding = 'utf8'): Uint8Array =>
  Buffer.from(`${headers.join('\r\n')}\r\n\r\n${body.replaceAll(/\r?\n/g, '\r\n')}`, encoding);

export const from = 'From: Kart och GIS <gis@huddinge.example>';

/** A multipart body with the boundary `b`; each part is its own header lines, an empty line and its content. */
export const parts = (...contents: string[]): string =>
  `${contents.map((content) => `--b\n${content}\n`).join('')}--b--\n`;

export const mixed = 'Content-Type: multipart/mixed; boundary=b';
