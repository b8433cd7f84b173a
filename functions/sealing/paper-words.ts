import { assuranceOf } from '#domain/assurance';
import type { DocumentKind } from '#domain/facts';
import type { RoundDocumentKind } from '#domain/signing-round';
import type { Role } from '#domain/staff';

/** What the documents are called on paper. */
export const TITLES: Readonly<Record<DocumentKind | RoundDocumentKind | 'culling-certificate', string>> = {
  order: 'Beställning av uppdrag',
  acceptance: 'Uppdragsbekräftelse',
  refusal: 'Avböjande av uppdrag',
  receipt: 'Kvittens',
  'closing-decision': 'Beslut om avslut och gallring',
  'handling-rules': 'Hanteringsregler',
  'access-grant': 'Tilldelning av behörighet',
  'staff-change': 'Ändring av personal och roller',
  'certificate-approval': 'Godkännande av gallringsintyg',
  'culling-certificate': 'Gallringsintyg',
};

export const ROLES: Readonly<Record<Role, string>> = {
  handler: 'handläggare',
  manager: 'chef',
  registrar: 'registrator och arkivansvarig',
  administrator: 'systemadministratör',
  'management-group': 'ledningsgruppsmedlem',
  dpo: 'dataskyddsombud',
  finance: 'ekonom',
};

/** A level of assurance as people say it; one that is not registered as it was stated. */
export const levelInWords = (uri: string): string => {
  const level = assuranceOf(uri)?.level;
  return level ? `tillitsnivå ${level.slice('loa'.length)}` : uri;
};

const CLOCK = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  dateStyle: 'short',
  timeStyle: 'medium',
});
/** As people in Sweden write it: 2026-11-23 10:15:00, svensk tid. */
export const momentInWords = (at: string): string => `${CLOCK.format(new Date(at))} (svensk tid)`;
