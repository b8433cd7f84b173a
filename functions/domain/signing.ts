import { type AssignmentId, type DeclineReason, referenceOf } from './assignment.ts';
import type { OrderFact } from './facts.ts';
import { type ManifestEntry, manifestText } from './manifest.ts';
import { PARTIES, type PartyId } from './parties.ts';

/**
 * The documents that are signed. Each is a text in Swedish whose UTF-8 bytes are hashed; what is shown, hashed and
 * signed is the same text. They name municipalities, the assignment and what is agreed, never a person: who signed is
 * in the evidence.
 */
const WORK: Record<OrderFact['workType'], string> = {
  survey: 'mätning',
  'base-map': 'ajourhållning av baskarta',
  flight: 'flyg- eller drönarinsamling',
  analysis: 'analys',
  other: 'annat',
};
const REASONS: Record<DeclineReason, string> = {
  time: 'tidsbrist',
  staff: 'personalbrist',
  competence: 'kompetens saknas',
  permit: 'tillstånd saknas',
  other: 'annat',
};
const yes = (value: boolean): string => (value ? 'ja' : 'nej');
const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;

export type OrderTerms = Omit<OrderFact, 'kind' | 'documentId'> & {
  needsRegisterAccess: boolean;
  needsFlightPermit: boolean;
  concernsMinors: boolean;
};

/** The order (beställning, R1.2). */
export const orderText = (id: AssignmentId, orderer: PartyId, terms: OrderTerms): string =>
  lines(
    'BESTÄLLNING AV UPPDRAG',
    `Uppdrag: ${id} (${referenceOf(id)})`,
    `Beställare: ${PARTIES[orderer]}`,
    `Utförare: ${PARTIES[terms.performer]}`,
    `Diarienummer hos beställaren: ${terms.registryNumber}`,
    `Arbetets art: ${WORK[terms.workType]}`,
    `Plats: ${terms.place}`,
    `Klart senast: ${terms.finishOn}`,
    `Beräknad tid: ${terms.hours} timmar`,
    `Kräver åtkomst till fastighets- eller invånarregister: ${yes(terms.needsRegisterAccess)}`,
    `Kräver tillstånd för flygning eller spridning: ${yes(terms.needsFlightPermit)}`,
    `Rör uppgifter om minderåriga: ${yes(terms.concernsMinors)}`,
    '',
    'Beskrivning:',
    terms.description,
    '',
    'Beställaren är personuppgiftsansvarig. Utföraren behandlar personuppgifter endast på beställarens instruktion, överlämnar samtliga handlingar i original när uppdraget avslutas och gallrar därefter personuppgifterna.',
  );

/** The acceptance (uppdragsbekräftelse): it names the order's hash, so that it cannot be moved to another order. */
export const acceptanceText = (id: AssignmentId, performer: PartyId, orderHash: string): string =>
  lines(
    'UPPDRAGSBEKRÄFTELSE',
    `Uppdrag: ${id} (${referenceOf(id)})`,
    `Utförare: ${PARTIES[performer]}`,
    `Beställningens kontrollsumma (SHA-256): ${orderHash}`,
    '',
    'Utföraren åtar sig uppdraget enligt beställningen.',
  );

/** The refusal (avböjande, R1.3). */
export const refusalText = (id: AssignmentId, performer: PartyId, orderHash: string, reason: DeclineReason): string =>
  lines(
    'AVBÖJANDE AV UPPDRAG',
    `Uppdrag: ${id} (${referenceOf(id)})`,
    `Utförare: ${PARTIES[performer]}`,
    `Beställningens kontrollsumma (SHA-256): ${orderHash}`,
    `Skäl: ${REASONS[reason]}`,
  );

/** The receipt (kvittens, R6.1): signed over the manifest, line by line, so that what was received is in what was signed. */
export const receiptText = (
  id: AssignmentId,
  orderer: PartyId,
  manifest: readonly ManifestEntry[],
  manifestHash: string,
): string =>
  lines(
    'KVITTENS',
    `Uppdrag: ${id} (${referenceOf(id)})`,
    `Beställare: ${PARTIES[orderer]}`,
    `Antal mottagna handlingar: ${manifest.length}`,
    `Förteckningens kontrollsumma (SHA-256): ${manifestHash}`,
    '',
    'Beställaren har tagit emot handlingarna i förteckningen. Utförarens gallring får påbörjas enligt gällande beslut.',
    '',
    'Förteckning (handling, storlek i byte, SHA-256):',
    manifestText(manifest).trimEnd(),
  );

/** The closing decision (avslutsbeslut) for every ending that has no receipt (architecture 6). */
export const closingText = (id: AssignmentId, controller: PartyId, outcome: string): string =>
  lines(
    'BESLUT OM AVSLUT OCH GALLRING',
    `Uppdrag: ${id} (${referenceOf(id)})`,
    `Personuppgiftsansvarig: ${PARTIES[controller]}`,
    `Uppdragets utfall: ${outcome}`,
    '',
    'Uppdraget avslutas. Det som ska bevaras överlämnas till den personuppgiftsansvariges eget arkiv och övriga uppgifter gallras enligt gällande gallringsbeslut.',
  );
