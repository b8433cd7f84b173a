/** A file that lies inside the PDF (associated file, ISO 32000-2 §14.13): read by machines, sealed with the rest. */
export interface PaperAttachment {
  name: string;
  bytes: Uint8Array;
  mediaType: string;
  description: string;
  relationship: 'Data' | 'Source' | 'Supplement';
}

/** A piece of a paper, in reading order. Every text is Swedish unless it says otherwise. */
export type PaperBlock =
  | { kind: 'heading'; level: 1 | 2 | 3; text: string }
  | { kind: 'paragraph'; text: string; language?: 'sv' | 'en' }
  /** Names and values, one row each; `mono` for hashes. */
  | { kind: 'facts'; rows: readonly { name: string; value: string; mono?: boolean }[] }
  | { kind: 'table'; caption: string; head: readonly string[]; rows: readonly (readonly string[])[]; mono?: boolean }
  | { kind: 'list'; items: readonly string[] }
  /** A signed text, line by line as it was signed. */
  | { kind: 'verbatim'; text: string }
  | { kind: 'page-break' };

/** A paper document as it is to look: what it says, in which order, with what inside. */
export interface Paper {
  title: string;
  language: 'sv';
  /** The organisation in whose name it is drawn up. */
  author: string;
  subject: string;
  createdAt: Date;
  /** Stands at the foot of every page beside the page number. */
  footer: string;
  /** Slantwise over every page, as ÅTERKALLAD. */
  watermark?: string;
  blocks: readonly PaperBlock[];
  attachments: readonly PaperAttachment[];
}
