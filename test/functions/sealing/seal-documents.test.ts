import { decodePDFRawStream, PDFDocument, PDFRawStream } from '@cantoo/pdf-lib';
import { beforeEach, describe, expect, it } from 'vitest';
import { STATEMENT_FILE, TEXT_FILE } from '#documents/sealing/verification';
import { verifyPdf } from '#documents/sealing/verify-pdf';
import type { AssignmentId, Outcome, Status } from '#domain/assignment';
import type { SignedDocument } from '#domain/facts';
import { sha256 } from '#domain/hash';
import { prefixOf } from '#ports/object-vault';
import { aFile, anAssignment } from '#test/a-file';
import { staffIdOf } from '#test/memory-register';
import { givenPorts, put, type TestPorts } from '#test/ports';
import { sealDocuments } from '../../../functions/sealing/seal-documents.ts';

const NUMBER = '189001019802';
const TEXT =
  'BESTÄLLNING AV UPPDRAG\nUppdrag: haninge-0123456789abcdef\n\nBeskrivning:\nInmätning av gångväg «Skogås–Trångsund» ✓\n';
const EVIDENCE = new TextEncoder().encode(
  JSON.stringify({
    provider: 'https://e-id.test',
    pieces: [
      { name: 'id-token', mediaType: 'application/jwt', text: `header.${NUMBER}.signature` },
      { name: 'user-signature', mediaType: 'application/jose', text: NUMBER },
    ],
    validation: { validatedAt: '2026-03-02T09:00:00.000Z', verdict: 'valid', checks: [] },
  }),
);

/** An assignment whose order is signed, with text and evidence in their places. */
const givenSignedOrder = async (
  ports: TestPorts,
  head: { status: Status; outcome?: Outcome },
): Promise<AssignmentId> => {
  const { id, orderer } = anAssignment();
  const at = prefixOf(orderer, id);
  const document: SignedDocument = {
    kind: 'document',
    id: 'doc-0000000001',
    documentKind: 'order',
    textHash: sha256(TEXT),
    textKey: `${at}doc-0000000001.txt`,
    evidenceKey: `${at}doc-0000000001.json`,
    evidenceHash: sha256(EVIDENCE),
    signedBy: staffIdOf('haninge', 'handler'),
    signedByParty: 'haninge',
    signedAt: '2026-03-02T09:00:00.000Z',
    level: 'http://id.elegnamnden.se/loa/1.0/loa3',
  };
  const shelf = { shelf: 'evidence', party: orderer } as const;
  await ports.vault.put({
    ...shelf,
    key: document.textKey,
    bytes: new TextEncoder().encode(TEXT),
    mediaType: 'text/plain',
  });
  await ports.vault.put({ ...shelf, key: document.evidenceKey, bytes: EVIDENCE, mediaType: 'application/json' });
  return put(ports, aFile({ ...head, performer: 'tyreso' }, { documents: [document] }));
};

const verified = async (ports: TestPorts, bytes: Uint8Array) =>
  verifyPdf(bytes, { ...(await ports.sealKeys.trust()), now: ports.now() });

/** Every byte of a PDF as a reader could ever see it: raw, and each stream unpacked. */
const everythingIn = async (pdf: Uint8Array): Promise<string> => {
  const document = await PDFDocument.load(pdf, { updateMetadata: false });
  const streams = document.context
    .enumerateIndirectObjects()
    .map(([, object]) =>
      object instanceof PDFRawStream ? Buffer.from(decodePDFRawStream(object).decode()).toString('latin1') : '',
    );
  return [Buffer.from(pdf).toString('latin1'), ...streams].join('\n');
};

let ports: TestPorts;
beforeEach(() => {
  ports = givenPorts();
});

describe('a signed document', () => {
  it('gets one sealed copy, however often it is asked for, and says who signed what (architecture 15)', async () => {
    const id = await givenSignedOrder(ports, { status: 'ordered' });
    await expect(sealDocuments(ports, id)).resolves.toEqual({ sealed: 1 });
    await expect(sealDocuments(ports, id)).resolves.toEqual({ sealed: 0 });

    const [copy, ...others] = (await ports.assignments.load(id)).sealedCopies;
    expect(others).toEqual([]);
    const pdf = await ports.vault.get('evidence', copy?.key ?? '');
    expect(sha256(pdf)).toBe(copy?.sha256);
    await expect(verified(ports, pdf)).resolves.toMatchObject({
      verdict: 'valid',
      seal: { by: 'Haninge kommun', profile: 'B-B' },
      document: {
        kind: 'order',
        status: 'valid',
        edition: 1,
        textSha256: sha256(TEXT),
        signatures: [
          {
            name: 'Test handler 0 haninge',
            role: 'handläggare',
            organisation: 'Haninge kommun',
            evidenceSha256: sha256(EVIDENCE),
            validation: 'valid',
          },
        ],
      },
    });
  });

  it('has one copy also when two seal it at the same time, with the hash that is recorded', async () => {
    const id = await givenSignedOrder(ports, { status: 'ordered' });
    await Promise.all([sealDocuments(ports, id), sealDocuments(ports, id)]);
    const [copy, ...others] = (await ports.assignments.load(id)).sealedCopies;
    expect(others).toEqual([]);
    expect(sha256(await ports.vault.get('evidence', copy?.key ?? ''))).toBe(copy?.sha256);
  });

  it('is sealed with its text and its statement inside, and with no personal number anywhere', async () => {
    const id = await givenSignedOrder(ports, { status: 'ordered' });
    await sealDocuments(ports, id);
    const [copy] = (await ports.assignments.load(id)).sealedCopies;
    const everything = await everythingIn(await ports.vault.get('evidence', copy?.key ?? ''));
    expect(everything).toContain('resursdelning/handling/1');
    expect(everything).toContain(Buffer.from(TEXT).toString('latin1'));
    expect(everything).not.toContain(NUMBER);
    expect([STATEMENT_FILE, TEXT_FILE]).toEqual(['handling.json', 'handling.txt']);
  });

  it('of a withdrawn assignment gets one more copy that says so, and the first stays as it was', async () => {
    const id = await givenSignedOrder(ports, { status: 'ended', outcome: 'withdrawn' });
    await sealDocuments(ports, id);
    const copies = (await ports.assignments.load(id)).sealedCopies;
    const statuses = await Promise.all(
      copies.map(async ({ key }) => (await verified(ports, await ports.vault.get('evidence', key))).document?.status),
    );
    expect(statuses.sort()).toEqual(['valid', 'withdrawn']);
  });

  it('has the log beside it whose hash it carries', async () => {
    const id = await givenSignedOrder(ports, { status: 'ordered' });
    await sealDocuments(ports, id);
    const [copy] = (await ports.assignments.load(id)).sealedCopies;
    const { document } = await verified(ports, await ports.vault.get('evidence', copy?.key ?? ''));
    const log = await ports.vault.get('evidence', (copy?.key ?? '').replace('.pdf', '-events.json'));
    expect(document?.events).toEqual({ count: 1, sha256: sha256(log) });
  });
});
