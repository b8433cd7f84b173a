import type { Paper } from '#documents/papers/paper';
import type { DocumentStatement } from '#documents/sealing/verification';
import { TEXT_FILE } from '#documents/sealing/verification';
import { type CullingCertificate, certificateText } from '#domain/culling';
import { sha256 } from '#domain/hash';
import { type PartyId, partyName } from '#domain/parties';
import type { ObjectVault } from '#ports/object-vault';
import { momentInWords, TITLES } from './paper-words.ts';
import { type SealingPorts, sealPaper } from './seal-paper.ts';
import { howToCheck, statementFile } from './signed-paper.ts';

export type SealCertificatePorts = SealingPorts & { vault: ObjectVault; portalUrl: string };

/** Who vouches that it was culled: the one that did the work, or the one that kept it. */
const vouching = ({ performer, orderer }: CullingCertificate): PartyId => performer ?? orderer;

/** Where a certificate's PDF lies: outside the assignment's own prefix, since it outlives the assignment. Nothing in it is personal. */
export const certificateKey = (certificate: CullingCertificate): string =>
  `${vouching(certificate)}/certificates/${certificate.id}.pdf`;

/** Seals the culling certificate (gallringsintyg) once; a PDF that lies there already is the one. */
export const sealCertificate = async (
  ports: SealCertificatePorts,
  certificate: CullingCertificate,
): Promise<{ key: string }> => {
  const key = certificateKey(certificate);
  if (await ports.vault.exists('evidence', key)) return { key };
  const party = vouching(certificate);
  const bytes = await sealPaper(ports, party, certificatePaper(certificate, `${ports.portalUrl}/verify`));
  await ports.vault.put({ shelf: 'evidence', key, party, bytes, mediaType: 'application/pdf' });
  return { key };
};

const certificatePaper = (certificate: CullingCertificate, verifyUrl: string): Paper => {
  const title = TITLES['culling-certificate'];
  const organisation = partyName(vouching(certificate));
  const text = certificateText(certificate);
  const statement: DocumentStatement = {
    schema: 'resursdelning/handling/1',
    kind: 'culling-certificate',
    title,
    id: certificate.id,
    edition: 1,
    status: 'valid',
    assignment: certificate.assignmentId,
    organisation,
    drawnUpAt: certificate.issuedAt,
    textSha256: sha256(text),
    signatures: [],
  };
  return {
    title,
    language: 'sv',
    author: organisation,
    subject: `Uppdrag ${certificate.assignmentId}`,
    createdAt: new Date(certificate.issuedAt),
    footer: `${title} · ${certificate.id}`,
    blocks: [
      { kind: 'heading', level: 1, text: title },
      {
        kind: 'paragraph',
        text: 'Personuppgifterna i uppdraget är gallrade. Efter gallringen söktes lagringsplatserna igenom på nytt: utanför beställarens eget arkiv och faktureringsunderlaget fanns inget kvar.',
      },
      {
        kind: 'facts',
        rows: [
          { name: 'Intyg', value: certificate.id, mono: true },
          { name: 'Uppdrag', value: certificate.assignmentId, mono: true },
          { name: 'Personuppgiftsansvarig', value: partyName(certificate.orderer) },
          { name: 'Utförare', value: certificate.performer ? partyName(certificate.performer) : '–' },
          { name: 'Gallrat', value: momentInWords(certificate.culledAt) },
          { name: 'Frånvaro kontrollerad', value: momentInWords(certificate.absenceVerifiedAt) },
          { name: 'Utfärdat', value: momentInWords(certificate.issuedAt) },
          { name: 'Inget kan återställas från och med', value: certificate.nothingRestorableFrom },
        ],
      },
      { kind: 'heading', level: 2, text: 'Vad som förstördes' },
      {
        kind: 'table',
        caption: 'Antal per plats',
        head: ['Plats', 'Antal'],
        rows: Object.entries(certificate.erased).map(([place, count]) => [PLACES[place] ?? place, String(count)]),
      },
      { kind: 'heading', level: 2, text: 'Beslut som gallringen vilar på' },
      {
        kind: 'table',
        caption: 'Beslut',
        head: ['Beslutande', 'Slag', 'Beteckning', 'Datum'],
        rows: certificate.basis.map(({ party, authority, reference, decidedOn, isExample }) => [
          partyName(party),
          authority === 'instruction' ? 'instruktion' : 'gallringsbeslut',
          isExample ? `${reference} (exempel)` : reference,
          decidedOn,
        ]),
      },
      {
        kind: 'facts',
        rows: [
          { name: 'Förteckningens kontrollsumma (SHA-256)', value: certificate.inventoryHash, mono: true },
          ...(certificate.receiptHash
            ? [{ name: 'Kvittensens kontrollsumma (SHA-256)', value: certificate.receiptHash, mono: true }]
            : []),
        ],
      },
      ...howToCheck(verifyUrl, organisation),
    ],
    attachments: [
      {
        name: TEXT_FILE,
        bytes: new TextEncoder().encode(text),
        mediaType: 'text/plain',
        description: 'Intygets uppgifter',
        relationship: 'Source',
      },
      statementFile(statement),
    ],
  };
};

const PLACES: Readonly<Record<string, string>> = {
  'object-version': 'filversioner',
  'delete-marker': 'borttagningsmarkeringar',
  'unfinished-upload': 'avbrutna uppladdningar',
  'access-item': 'länkar, inloggningar och väntande svar',
  'data-key': 'krypteringsnycklar',
  'assignment-item': 'poster i akten',
};
