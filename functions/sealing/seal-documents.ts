import type { DocumentStatement } from '#documents/sealing/verification';
import { type AssignmentId, referenceOf } from '#domain/assignment';
import type { AssignmentEvent, AssignmentFile, SealedCopy, SignedDocument } from '#domain/facts';
import { sha256 } from '#domain/hash';
import { partyName } from '#domain/parties';
import type { AssignmentStore } from '#ports/assignment-store';
import { type ObjectVault, prefixOf } from '#ports/object-vault';
import type { Register } from '#ports/register';
import { digestOf } from './kept-evidence.ts';
import { momentInWords, TITLES } from './paper-words.ts';
import { type SealingPorts, sealPaper } from './seal-paper.ts';
import { signedPaper } from './signed-paper.ts';
import { signerOnPaper } from './signer-on-paper.ts';

export type SealDocumentsPorts = SealingPorts & {
  assignments: AssignmentStore;
  vault: ObjectVault;
  register: Register;
  portalUrl: string;
};

/**
 * Makes a sealed copy (architecture 15) of every signed document that lacks one: at once after the signature, when a
 * reader asks for one that failed then, and before the originals are handed over. When the assignment was withdrawn, its
 * order and acceptance get one more copy that says so. What exists is left alone, so that it may run any number of times.
 */
export const sealDocuments = async (ports: SealDocumentsPorts, id: AssignmentId): Promise<{ sealed: number }> => {
  const file = await ports.assignments.load(id);
  let sealed = 0;
  for (const document of file.documents.filter((one) => wholeOf(file, one) === one)) {
    for (const status of statusesOf(file, document)) {
      if (file.sealedCopies.some((copy) => copy.documentId === document.id && copy.status === status)) continue;
      await sealOne(ports, file, document, status);
      sealed += 1;
    }
  }
  return { sealed };
};

/** The signatures over one text are one document: what several signed in order. It goes by the last of them. */
const signedTogether = (
  { documents }: Pick<AssignmentFile, 'documents'>,
  { textKey }: SignedDocument,
): SignedDocument[] =>
  documents
    .filter((one) => one.textKey === textKey)
    // Two signatures of the same second have an order too, and the same one each time.
    .sort((a, b) => (`${a.signedAt} ${a.id}` < `${b.signedAt} ${b.id}` ? -1 : 1));

/** The document that stands for the whole, and by whose id its sealed copy is known. */
export const wholeOf = (file: Pick<AssignmentFile, 'documents'>, document: SignedDocument): SignedDocument =>
  signedTogether(file, document).at(-1) ?? document;

/** A withdrawal ends what was agreed; what was received or decided stays what it was. */
const statusesOf = ({ assignment }: AssignmentFile, { documentKind }: SignedDocument): SealedCopy['status'][] => {
  const isAgreement = documentKind === 'order' || documentKind === 'acceptance';
  return assignment.outcome === 'withdrawn' && isAgreement ? ['valid', 'withdrawn'] : ['valid'];
};

const sealOne = async (
  ports: SealDocumentsPorts,
  file: AssignmentFile,
  document: SignedDocument,
  status: SealedCopy['status'],
): Promise<void> => {
  const { assignments, vault, now, portalUrl } = ports;
  const { id, orderer } = file.assignment;
  const party = document.signedByParty;
  const text = new TextDecoder().decode(await vault.get('evidence', document.textKey));
  const events = eventsText(file.events);
  const copyId = status === 'withdrawn' ? `${document.id}-withdrawn` : document.id;
  const at = prefixOf(orderer, id);
  const put = (name: string, mediaType: string, bytes: Uint8Array) =>
    vault.put({ shelf: 'evidence', party: orderer, key: `${at}${name}`, mediaType, bytes });

  const statement: DocumentStatement = {
    schema: 'resursdelning/handling/1',
    kind: document.documentKind,
    title: TITLES[document.documentKind],
    id: document.id,
    edition: editionOf(file, document),
    status,
    assignment: `${id} (${referenceOf(id)})`,
    organisation: partyName(party),
    drawnUpAt: document.signedAt,
    textSha256: document.textHash,
    signatures: await Promise.all(
      signedTogether(file, document).map((signed, index) => signatureOf(ports, signed, index + 1)),
    ),
    events: { count: file.events.length, sha256: sha256(events) },
  };
  const withdrawn = status === 'withdrawn' && file.events.find(({ name }) => name === 'withdrawn');
  const pdf = await sealPaper(
    ports,
    party,
    signedPaper({
      statement,
      text,
      verifyUrl: `${portalUrl}/verify`,
      ...(withdrawn && {
        withdrawnBecause: `Uppdraget återkallades av ${partyName(orderer)} ${momentInWords(withdrawn.at)}. Handlingen gäller inte längre.`,
      }),
    }),
  );
  const hash = sha256(pdf);
  // Named by its hash: two who seal at the same time make two files, and the one that is recorded first is the copy.
  const name = `${copyId}-${hash.slice(0, 16)}`;
  await put(`${name}-events.json`, 'application/json', new TextEncoder().encode(events));
  await put(`${name}.pdf`, 'application/pdf', pdf);
  await assignments.record({
    id,
    event: undefined,
    note: 'document-sealed',
    eventId: `document-sealed-${copyId}`,
    at: now(),
    by: 'system',
    about: copyId,
    facts: [
      {
        kind: 'sealed-copy',
        id: copyId,
        documentId: document.id,
        status,
        key: `${at}${name}.pdf`,
        sha256: hash,
        sealedAt: now().toISOString(),
      },
    ],
  });
};

/** Which of the documents of its kind it is: an order that was refused and placed anew is the second. */
const editionOf = (file: AssignmentFile, document: SignedDocument): number => {
  const earlier = file.documents.filter(
    ({ documentKind, signedAt, textKey }) =>
      documentKind === document.documentKind && textKey !== document.textKey && signedAt < document.signedAt,
  );
  return 1 + new Set(earlier.map(({ textKey }) => textKey)).size;
};

const signatureOf = async (
  { vault, register }: SealDocumentsPorts,
  { signedBy, signedByParty, onBehalfOf, signer, delegation, signedAt, level, evidenceKey }: SignedDocument,
  place: number,
): Promise<DocumentStatement['signatures'][number]> => ({
  place,
  ...(await signerOnPaper(register, { party: signedByParty, by: signedBy, onBehalfOf, signer, delegation })),
  signedAt,
  level,
  ...digestOf(await vault.get('evidence', evidenceKey)),
});

/** The log as it was when the copy was sealed, one event a line, in one form that can be hashed again. */
const eventsText = (events: readonly AssignmentEvent[]): string =>
  [...events]
    .sort((a, b) => (a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1))
    .map(({ id, name, at, by, party, about }) => `${JSON.stringify({ id, name, at, by, party, about })}\n`)
    .join('');
