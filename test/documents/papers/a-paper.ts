import { createHash } from 'node:crypto';
import type { Paper } from '../../../functions/documents/papers/paper.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const orderText = `Beställning av resurs

Uppdrag              2026-0042
Beställare           Haninge kommun
Utförare             Nynäshamns kommun
Vad                  Inmätning av va-ledningar och kontroll av ledningsnät i Stavsnäs vinterhamn
När                  1 mars 2027 – 30 april 2027, högst 120 timmar

\tBeställaren godkänner hanteringsreglerna i version 3.
\tKostnaden faktureras enligt överenskommelsen, § 4.`;

/** A paper of two sheets with one of every kind of block. */
export const aPaper = (changes: Partial<Paper> = {}): Paper => ({
  title: 'Beställning av GIS-resurs',
  language: 'sv',
  author: 'Haninge kommun',
  subject: 'Beställning i uppdrag 2026-0042',
  createdAt: new Date('2026-11-22T09:30:00Z'),
  footer: 'Uppdrag 2026-0042 · beställning, version 1',
  blocks: [
    {
      kind: 'paragraph',
      text: 'Haninge kommun beställer en GIS-ingenjör av Nynäshamns kommun. Beställningen är underskriven av båda parter; underskrifterna står på sista sidan.',
    },
    { kind: 'heading', level: 2, text: 'Uppgifter om uppdraget' },
    {
      kind: 'facts',
      rows: [
        { name: 'Uppdrag', value: '2026-0042' },
        { name: 'Beställare', value: 'Haninge kommun, samhällsbyggnadsförvaltningen' },
        { name: 'Utförare', value: 'Nynäshamns kommun, mät- och kartenheten' },
        { name: 'Omfattning', value: 'Högst 120 timmar\n1 mars 2027 – 30 april 2027' },
        { name: 'Textens SHA-256', value: sha256(orderText), mono: true },
      ],
    },
    { kind: 'heading', level: 2, text: 'Hantering' },
    { kind: 'paragraph', text: 'Den som utför uppdraget' },
    {
      kind: 'list',
      items: [
        'använder bara de uppgifter som uppdraget behöver,',
        'förvarar dem i beställarens system och lämnar inga kopior efter sig när uppdraget är avslutat och mottagandet är kvitterat, och',
        'gallrar enligt gallringsbeslutet.',
      ],
    },
    {
      kind: 'table',
      caption: 'Leveranser',
      head: ['Leverans', 'Innehåll', 'Senast'],
      rows: [
        ['Ledningskarta', 'Inmätta ledningar i SWEREF 99 18 00, GeoPackage', '2027-03-31'],
        ['Mätrapport', 'Metod, noggrannhet och avvikelser, PDF', '2027-04-15'],
        ['Slutrapport', 'Vad som gjorts, vad som återstår och vad som har gallrats', '2027-04-30'],
      ],
    },
    { kind: 'heading', level: 2, text: 'Den underskrivna texten' },
    { kind: 'verbatim', text: orderText },
    { kind: 'heading', level: 2, text: 'Underskrifter' },
    { kind: 'heading', level: 3, text: 'Beställaren' },
    {
      kind: 'facts',
      rows: [
        { name: 'Underskriven', value: '22 november 2026 kl. 10.14, nivå 3' },
        { name: 'Underskriftens SHA-256', value: sha256('signature'), mono: true },
        { name: 'Spärrkontrollens SHA-256', value: sha256('ocsp'), mono: true },
      ],
    },
    { kind: 'heading', level: 3, text: 'Utföraren' },
    {
      kind: 'facts',
      rows: [
        { name: 'Underskriven', value: '22 november 2026 kl. 15.40, nivå 3' },
        { name: 'Underskriftens SHA-256', value: sha256('other signature'), mono: true },
      ],
    },
    { kind: 'heading', level: 2, text: 'Kontrollera dokumentet' },
    { kind: 'paragraph', text: 'Vem som helst kan kontrollera det här dokumentet på portalens sida Kontrollera.' },
    {
      kind: 'paragraph',
      language: 'en',
      text: 'Anyone can check this document on the page Verify of the portal; nothing is stored there.',
    },
  ],
  attachments: [
    {
      name: 'händelser.json',
      bytes: new TextEncoder().encode('{"events":[]}'),
      mediaType: 'application/json',
      description: 'Uppdragets händelser',
      relationship: 'Data',
    },
  ],
  ...changes,
});
