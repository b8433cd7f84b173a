import type { Paper, PaperBlock } from '#documents/papers/paper';
import { type DocumentStatement, STATEMENT_FILE, TEXT_FILE } from '#documents/sealing/verification';
import { levelInWords, momentInWords } from './paper-words.ts';

/** A signed document with everything that its paper says beside the text. */
export interface SignedPaper {
  statement: DocumentStatement;
  /** The text as it was signed, byte for byte. */
  text: string;
  /** Where anybody can check the file. */
  verifyUrl: string;
  /** Said above the text when the document no longer holds. */
  withdrawnBecause?: string;
}

/**
 * The paper of a signed document: the text as it was signed, who signed it, and how a reader checks it. The text lies
 * inside as a file too, with the statement that machines read; the evidence is there by hash only (architecture 15).
 */
export const signedPaper = ({ statement, text, verifyUrl, withdrawnBecause }: SignedPaper): Paper => ({
  title: statement.title,
  language: 'sv',
  author: statement.organisation,
  subject: statement.assignment ? `Uppdrag ${statement.assignment}` : statement.organisation,
  createdAt: new Date(statement.drawnUpAt),
  footer: `${statement.title} · ${statement.id}`,
  ...(statement.status === 'withdrawn' && { watermark: 'ÅTERKALLAD' }),
  blocks: [
    { kind: 'heading', level: 1, text: statement.title },
    ...(withdrawnBecause ? [{ kind: 'paragraph' as const, text: withdrawnBecause }] : []),
    { kind: 'facts', rows: whatItIs(statement) },
    { kind: 'heading', level: 2, text: 'Handlingens text' },
    { kind: 'verbatim', text },
    { kind: 'heading', level: 2, text: 'Underskrifter' },
    {
      kind: 'paragraph',
      text: 'Handlingen är underskriven med e-legitimation. Personnummer står inte i handlingen: bevisen för underskrifterna förvaras krypterade och har de kontrollsummor som anges här.',
    },
    ...statement.signatures.flatMap(signatureBlocks),
    ...howToCheck(verifyUrl, statement.organisation),
  ],
  attachments: [
    {
      name: TEXT_FILE,
      bytes: new TextEncoder().encode(text),
      mediaType: 'text/plain',
      description: 'Den underskrivna texten',
      relationship: 'Source',
    },
    statementFile(statement),
  ],
});

/** The statement as the file that machines read. */
export const statementFile = (statement: DocumentStatement): Paper['attachments'][number] => ({
  name: STATEMENT_FILE,
  bytes: new TextEncoder().encode(`${JSON.stringify(statement, null, 2)}\n`),
  mediaType: 'application/json',
  description: 'Uppgifter om handlingen för maskinell kontroll',
  relationship: 'Data',
});

const whatItIs = (statement: DocumentStatement) => [
  { name: 'Handling', value: statement.id, mono: true },
  { name: 'Utgåva', value: String(statement.edition) },
  ...(statement.assignment ? [{ name: 'Uppdrag', value: statement.assignment, mono: true }] : []),
  { name: 'Upprättad av', value: statement.organisation },
  { name: 'Upprättad', value: momentInWords(statement.drawnUpAt) },
  { name: 'Textens kontrollsumma (SHA-256)', value: statement.textSha256, mono: true },
  ...(statement.events
    ? [
        {
          name: `Händelselogg, ${statement.events.count} händelser (SHA-256)`,
          value: statement.events.sha256,
          mono: true,
        },
      ]
    : []),
];

const signatureBlocks = (signature: DocumentStatement['signatures'][number]): PaperBlock[] => [
  { kind: 'heading', level: 3, text: `Underskrift ${signature.place}` },
  {
    kind: 'facts',
    rows: [
      { name: 'Namn', value: signature.name },
      { name: 'Roll', value: `${signature.role}, ${signature.organisation}` },
      ...(signature.onBehalfOf ? [{ name: 'I stället för', value: signature.onBehalfOf }] : []),
      ...(signature.delegation ? [{ name: 'Enligt delegation', value: signature.delegation }] : []),
      { name: 'Underskrivet', value: momentInWords(signature.signedAt) },
      { name: 'E-legitimation', value: `${levelInWords(signature.level)}, intygad av ${signature.provider}` },
      {
        name: 'Kontroll vid mottagandet',
        value:
          signature.validation === 'valid'
            ? 'underskriften kontrollerades och är giltig'
            : 'legitimeringstjänsten intygar underskriften',
      },
      { name: 'Bevisets kontrollsumma (SHA-256)', value: signature.evidenceSha256, mono: true },
      ...signature.pieces.map(({ name, sha256 }) => ({
        name: `– ${PIECES[name] ?? name}`,
        value: sha256,
        mono: true,
      })),
    ],
  },
];

const PIECES: Readonly<Record<string, string>> = {
  'id-token': 'identitetsintyg',
  'user-info': 'personuppgifter',
  'user-signature': 'underskrift',
  'ocsp-response': 'spärrkontroll (OCSP)',
  'collect-response': 'svar från e-legitimationen',
};

/** What stands last on every sealed paper, in Swedish and in English. */
export const howToCheck = (verifyUrl: string, organisation: string): PaperBlock[] => [
  { kind: 'heading', level: 2, text: 'Kontrollera handlingen' },
  {
    kind: 'paragraph',
    text: `Handlingen är stämplad av ${organisation}. Den som ändrar något i filen efter stämplingen bryter stämpeln. Kontrollera filen på ${verifyUrl} eller i ett program som visar PDF-underskrifter.`,
  },
  {
    kind: 'paragraph',
    language: 'en',
    text: `This document is sealed by ${organisation}. Any change made after sealing breaks the seal. Check the file at ${verifyUrl} or in a program that shows PDF signatures.`,
  },
];
