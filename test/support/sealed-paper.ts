import { createHash } from 'node:crypto';
import { renderPaper } from '#documents/papers/render-paper';
import type { Stamp } from '#documents/sealing/seal-key';
import { sealPdf } from '#documents/sealing/seal-pdf';
import { type DocumentStatement, STATEMENT_FILE, TEXT_FILE } from '#documents/sealing/verification';
import type { SealKey } from '#ports/seal-keys';
import { memorySealKeys } from './memory-seal-keys.ts';
import { memoryTimestamps } from './memory-timestamps.ts';

export const SEALED_AT = new Date('2027-03-01T10:00:00Z');
export const SIGNED_TEXT = 'BESTÄLLNING\n\nUppdrag haninge-0123456789abcdef\nKartering av kvarteret Provet.\n';

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** The evidence of a signature as the vault keeps it. */
export const EVIDENCE = Buffer.from(
  JSON.stringify({
    provider: 'https://e-id.test',
    level: 'http://id.elegnamnden.se/loa/1.0/loa3',
    pieces: [
      { name: 'signature.xml', text: '<Signature/>' },
      { name: 'id-token.jwt', text: 'e30.e30.c2ln' },
    ],
    validation: { verdict: 'valid' },
  }),
);

export const STATEMENT: DocumentStatement = {
  schema: 'resursdelning/handling/1',
  kind: 'order',
  title: 'Beställning av uppdrag',
  id: 'doc-0000000001',
  edition: 2,
  status: 'valid',
  assignment: 'haninge-0123456789abcdef',
  organisation: 'Haninge kommun',
  drawnUpAt: '2027-03-01T09:55:00.000Z',
  textSha256: sha256(SIGNED_TEXT),
  signatures: [
    {
      place: 1,
      name: 'Prov Handläggare',
      role: 'chef',
      organisation: 'Haninge kommun',
      signedAt: '2027-03-01T09:54:00.000Z',
      level: 'http://id.elegnamnden.se/loa/1.0/loa3',
      provider: 'https://e-id.test',
      validation: 'valid',
      evidenceSha256: sha256(EVIDENCE),
      pieces: [
        { name: 'signature.xml', sha256: sha256('<Signature/>') },
        { name: 'id-token.jwt', sha256: sha256('e30.e30.c2ln') },
      ],
    },
  ],
};

export interface PaperWish {
  text?: string;
  statement?: unknown;
  /** The statement's file as it is written, whatever it says. */
  statementText?: string;
}

/** A paper as the service draws it up, not yet sealed. */
export const unsealedPaper = async ({ text = SIGNED_TEXT, statement = STATEMENT, statementText }: PaperWish = {}) => {
  const file = (name: string, content: string, mediaType: string) => ({
    name,
    bytes: new TextEncoder().encode(content),
    mediaType,
    description: name,
    relationship: 'Data' as const,
  });
  const { bytes } = await renderPaper({
    title: STATEMENT.title,
    language: 'sv',
    author: 'Haninge kommun',
    subject: 'Uppdrag haninge-0123456789abcdef',
    createdAt: SEALED_AT,
    footer: 'Beställning av uppdrag · doc-0000000001',
    blocks: [
      { kind: 'heading', level: 1, text: STATEMENT.title },
      { kind: 'verbatim', text },
    ],
    attachments: [
      file(STATEMENT_FILE, statementText ?? JSON.stringify(statement), 'application/json'),
      file(TEXT_FILE, text, 'text/plain'),
    ],
  });
  return bytes;
};

export interface SealWish extends PaperWish {
  key?: SealKey;
  at?: Date;
  /** With a timestamp of the test authority, at `at`. */
  isStamped?: boolean;
  stamp?: Stamp;
  pdf?: Uint8Array;
}

/** A sealed document of Haninge's. */
export const sealedPaper = async ({ key, at = SEALED_AT, isStamped = false, stamp, pdf, ...wish }: SealWish = {}) => {
  const ours = (digest: Uint8Array) => memoryTimestamps(() => at).stamp(digest);
  const stamping = stamp ?? (isStamped ? ours : undefined);
  const sealing = key ?? (await memorySealKeys().keyOf('haninge'));
  return Buffer.from(
    await sealPdf(pdf ?? (await unsealedPaper(wish)), {
      key: sealing,
      ...(sealing.validation && { validation: sealing.validation }),
      at,
      organisation: 'Haninge kommun',
      reason: 'Beställning av uppdrag',
      ...(stamping && { stamp: stamping }),
    }),
  );
};
