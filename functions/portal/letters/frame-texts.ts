import { MESSAGE_DAYS } from '#domain/secure-message';
import type { Language, Target } from './letter-texts.ts';

export const SERVICE_NAME = 'Resursdelning';

/** The subject line, which has room for one language. */
export const SUBJECT_TEXTS = {
  reminder: 'Påminnelse: ',
  assignment: (reference: string, headline: string) => `Uppdrag ${reference}: ${headline}`,
};

/** What surrounds the words of a letter, the same for every kind. */
interface FrameTexts {
  /** Stands in for the municipality's name where a letter has none. */
  someMunicipality: string;
  reminder: (number: number) => string;
  reference: string;
  lastDay: string;
  open: Record<Target, string>;
  /** What the link of this letter asks of the reader (D2). */
  identify: string;
  expires: (lastDay: string | undefined) => string;
  answer: string;
  noAnswer: string;
  sentAutomatically: (municipality: string | undefined) => string;
  noPersonalData: string;
  /** Said only of a letter about an assignment. */
  noContent: string;
}

export const FRAME_TEXTS: Readonly<Record<Language, FrameTexts>> = {
  sv: {
    someMunicipality: 'En kommun',
    reminder: (number) => `Påminnelse ${number}`,
    reference: 'Referens',
    lastDay: 'Sista dag',
    open: {
      assignment: 'Öppna uppdraget',
      message: 'Öppna meddelandet',
      certificate: 'Öppna gallringsintyget',
      signing: 'Öppna handlingen',
      binding: 'Knyt e-legitimationen',
      staff: 'Öppna personalregistret',
    },
    identify: 'Du legitimerar dig med e-legitimation innan något visas.',
    expires: (lastDay) =>
      lastDay
        ? `Länken gäller till och med ${lastDay} och slutar sedan att fungera.`
        : `Länken gäller i ${MESSAGE_DAYS} dagar från det att mejlet skickades och slutar sedan att fungera.`,
    answer: 'Svarar du på det här mejlet läggs svaret till uppdraget.',
    noAnswer: 'Använd länken i stället för att svara på mejlet.',
    sentAutomatically: (municipality) =>
      municipality ? `Mejlet är skickat automatiskt för ${municipality}.` : 'Mejlet är skickat automatiskt.',
    noPersonalData: 'Det innehåller inga personuppgifter.',
    noContent: 'Vad uppdraget handlar om står inte i mejlet.',
  },
  en: {
    someMunicipality: 'A municipality',
    reminder: (number) => `Reminder ${number}`,
    reference: 'Reference',
    lastDay: 'Last day',
    open: {
      assignment: 'Open the assignment',
      message: 'Open the message',
      certificate: 'Open the certificate',
      signing: 'Open the document',
      binding: 'Bind the e-ID',
      staff: 'Open the register of staff',
    },
    identify: 'The link is above. You identify yourself with an e-ID (e-legitimation) before anything is shown.',
    expires: (lastDay) =>
      lastDay
        ? `The link is valid up to and including ${lastDay} and then stops working.`
        : `The link is valid for ${MESSAGE_DAYS} days from when the mail was sent and then stops working.`,
    answer: 'If you answer this mail, your answer is added to the assignment.',
    noAnswer: 'Use the link instead of answering the mail.',
    sentAutomatically: (municipality) =>
      municipality
        ? `The mail was sent automatically on behalf of ${municipality}.`
        : 'The mail was sent automatically.',
    noPersonalData: 'It holds no personal data.',
    noContent: 'What the assignment is about is not told in the mail.',
  },
};
