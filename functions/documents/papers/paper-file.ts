import { createHash } from 'node:crypto';
import PDFDocument from 'pdfkit';
import { PAGE } from './look.ts';
import type { Paper } from './paper.ts';
import type { PaperAssets } from './paper-assets.ts';
import { onOneLine } from './shown-text.ts';
import { type PaperFacts, xmpDescriptions } from './xmp.ts';

// Everywhere below: to pdfkit a string is a PDF name, and a String object is text.
const PROFILE = 'sRGB IEC61966-2.1';

/**
 * The PDF behind a paper: tagged, in Swedish, with the claims and the colour profile of PDF/A-3a and PDF/UA-1.
 *
 * pdfkit's own option for PDF/A is not used: it writes titles into the metadata without escaping them, knows one of
 * the two claims at a time, and looks for its colour profile where a bundle has none.
 */
export class PaperFile extends PDFDocument {
  readonly #facts: PaperFacts;

  constructor(paper: Paper, { fonts, colourProfile }: PaperAssets) {
    const facts = {
      title: onOneLine(paper.title),
      author: onOneLine(paper.author),
      subject: onOneLine(paper.subject),
      createdAt: paper.createdAt,
      creator: 'Resursdelning',
      producer: 'PDFKit',
    };
    super({
      pdfVersion: '1.7',
      size: [PAGE.width, PAGE.height],
      margin: 0,
      // No standard font: none may stand in a PDF/A without being embedded.
      font: '',
      autoFirstPage: false,
      bufferPages: true,
      tagged: true,
      lang: 'sv-SE',
      displayTitle: true,
      info: {
        Title: facts.title,
        Author: facts.author,
        Subject: facts.subject,
        Creator: facts.creator,
        Producer: facts.producer,
        CreationDate: facts.createdAt,
        ModDate: facts.createdAt,
      },
    });
    this.#facts = facts;
    // From bytes every time: an opened font remembers the first character each glyph was used for, and would carry
    // that from one paper into the text of the next.
    for (const [name, { bytes }] of Object.entries(fonts)) this.registerFont(name, bytes);
    // The tree is its own root, and a root has no limits (ISO 32000-1, table 37).
    this.getStructParentTree().limits = false;
    this.#describeColours(colourProfile);
  }

  /** Called by pdfkit where it would write its own metadata. */
  _addInfo(): void {
    this.appendXML(xmpDescriptions(this.#facts));
  }

  #describeColours(profile: Buffer): void {
    const stream = this.ref({ N: 3 });
    stream.end(profile);
    const intent = this.ref({
      Type: 'OutputIntent',
      S: 'GTS_PDFA1',
      Info: new String(PROFILE),
      OutputConditionIdentifier: new String(PROFILE),
      DestOutputProfile: stream,
    });
    intent.end();
    this._root.data.OutputIntents = [intent];
  }

  /** Ends the file and gives its bytes; the identifier in the trailer is a digest of all that stands before it. */
  async bytes(): Promise<Uint8Array> {
    this.end();
    const bytes = Buffer.concat(await this.toArray());
    const mark = '/ID [<';
    const at = bytes.lastIndexOf(mark) + mark.length;
    const id = createHash('sha256').update(bytes.subarray(0, at)).digest('hex').slice(0, 32);
    bytes.write(`${id}> <${id}`, at, 'latin1');
    return new Uint8Array(bytes);
  }
}
