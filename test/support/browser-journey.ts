import { createHash } from 'node:crypto';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { expect } from 'vitest';
import type { HomeProcess } from '#infra/local/cli/home-process';
import { SENDER } from '#infra/local/cli/inquiry-mail';
import { composeMail, sendRaw } from '#infra/local/mail/send';
import { createPerson, type Look, type Person } from '#test/browser-person';

const DELIVERED = Buffer.from('punkt;N;E;H\n1;6558700.123;674032.456;12.34\n2;6558712.001;674040.120;12.61\n');
const DELIVERABLE = 'Inmätning gångväg';

/** What nobody can read for sure, so that a person has to review it. */
const SKETCH = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
);

export interface JourneyOptions {
  browser: Browser;
  home: HomeProcess;
  look?: Look;
  context?: BrowserContextOptions;
}

/** Sends the inquiry that begins a journey, as the handler of Haninge; without attachments there is nothing to review. */
export const sendInquiry = async (
  { addresses, settle }: HomeProcess,
  attachments = [{ filename: 'skiss.png', content: SKETCH }],
): Promise<void> => {
  const to = `uppdrag@${addresses.parameters.MailDomain}`;
  const raw = await composeMail({
    from: SENDER,
    to,
    subject: 'Förfrågan: inmätning av gångväg vid Kalvsvik',
    text: 'Hej!\n\nKan någon av er mäta in en gångväg åt oss i vår? Anmälan kom från en boende, personnummer 890101-9802.\n\nHälsningar\nKart- och mätenheten',
    attachments,
  });
  await sendRaw({ port: addresses.smtpPort, raw, from: SENDER, to: [to] });
  await settle();
};

/**
 * A whole assignment, from the e-mail to the culling certificate, by five people who click on what they see.
 *
 * The addresses that they begin from are those of a person's own mail program; everything else is a link or a button.
 */
export const journey = async ({ browser, home, look, context }: JourneyOptions): Promise<void> => {
  const people: Person[] = [];
  const comes = async (name: string, party: string): Promise<Person> => {
    const options = { home: home.addresses, name, party, ...(look && { look }), ...(context && { context }) };
    const person = await createPerson(browser, options);
    people.push(person);
    return person;
  };
  try {
    await sendInquiry(home);
    const orderer = await comes('Test Haninge handläggare', 'Haninge kommun');
    await theInquiryIsReviewed(orderer);
    await home.settle();

    const offering = await comes('Test Tyresö handläggare', 'Tyresö kommun');
    await theInquiryIsOffered(offering);
    await theInquiryIsDeclined(await comes('Test Salem chef', 'Salems kommun'));

    await theOrderIsSigned(orderer);
    await home.settle();

    await theAcceptanceIsSigned(await comes('Test Tyresö chef', 'Tyresö kommun'));
    await home.settle();

    await theDeliverableIsDelivered(offering);
    await home.settle();

    await theSecureMessageIsOpened(orderer);
    await theReceiptIsSigned(orderer);
    await home.settle();

    await home.advance('31d');
    await home.settle();
    const manager = await comes('Test Haninge chef', 'Haninge kommun');
    await theCullingIsLetGo(manager);
    await home.settle();

    await theCertificateIsRead(manager);
  } finally {
    for (const person of people) await person.leave();
  }
};

const theInquiryIsReviewed = async (orderer: Person): Promise<void> => {
  await orderer.openLetter(SENDER, 'förfrågan mottagen');
  await orderer.followLetter();
  await orderer.follow('Granska undanhållet underlag');
  await orderer.press('Spara granskningen');
  expect(await says(orderer)).toContain('Granskningen är sparad');
};

const theInquiryIsOffered = async (offering: Person): Promise<void> => {
  await offering.openLetter('ledningsgrupp@tyreso.example', 'ny förfrågan');
  await offering.followLetter();
  expect(await says(offering)).not.toContain('890101');
  await offering.follow('Svara på förfrågan');
  await offering.press('Vi kan utföra arbetet');
  expect(await says(offering)).toContain('Ert svar är sparat');
  await offering.follow('Uppdrag');
  expect(await says(offering)).toContain('Utskickad förfrågan');
};

const theInquiryIsDeclined = async (declining: Person): Promise<void> => {
  await declining.openLetter('ledningsgrupp@salem.example', 'ny förfrågan');
  await declining.followLetter();
  await declining.follow('Svara på förfrågan');
  await declining.follow('Vi kan inte utföra arbetet');
  await declining.choose('Skäl', 'Tidsbrist');
  await declining.fill('Meddelande till beställaren', 'Fullt till sommaren.');
  await declining.press('Avböj');
  expect(await says(declining)).toContain('Ni har avböjt');
};

const theOrderIsSigned = async (orderer: Person): Promise<void> => {
  await orderer.openLetter(SENDER, 'välj utförare och beställ');
  await orderer.followLetter();
  await orderer.follow('Beställ uppdraget');
  await orderer.press('Visa beställningen');
  expect(await says(orderer)).toContain('Det finns ett problem');
  await orderer.choose('Utförare', 'Tyresö kommun');
  await orderer.fill('Diarienummer', 'KS 2026/123');
  await orderer.choose('Arbetets art', 'Mätning');
  await orderer.fill('Plats', 'HANINGE KALVSVIK 11:16');
  await orderer.fill('Klart senast', '2099-06-30');
  await orderer.fill('Beräknad tid i timmar', '16');
  await orderer.fill('Beskrivning av arbetet', 'Inmätning av gångväg, plan och höjd, enligt underlaget.');
  await orderer.press('Visa beställningen');
  await signsWhatIsShown(orderer);
  expect(await says(orderer)).toContain('Beställningen är underskriven');
};

const theAcceptanceIsSigned = async (performer: Person): Promise<void> => {
  await performer.openLetter('ledningsgrupp@tyreso.example', 'beställning att bekräfta');
  await performer.followLetter();
  await performer.follow('Bekräfta eller avböj beställningen');
  await signsWhatIsShown(performer);
  expect(await says(performer)).toContain('Uppdragsbekräftelsen är underskriven');
};

const theDeliverableIsDelivered = async (offering: Person): Promise<void> => {
  await offering.openLetter('ledningsgrupp@tyreso.example', 'leverans väntas');
  await offering.followLetter();
  await offering.follow('Leverera handlingar');
  await offering.fill('Handlingens namn', DELIVERABLE);
  await offering.press('Lägg till handling');
  const file = { name: 'inmatning.csv', mimeType: 'text/csv', buffer: DELIVERED };
  await offering.page.getByLabel('Fil').setInputFiles(file);
  await offering.press('Skicka filen');
  expect(await says(offering)).toContain('Uppladdad');
  await offering.press('Leverera');
  expect(await says(offering)).toContain('Leveransen är inlämnad');
};

const theSecureMessageIsOpened = async (orderer: Person): Promise<void> => {
  await orderer.openLetter(SENDER, 'säkert meddelande att öppna');
  await orderer.followLetter();
  expect(await says(orderer)).not.toContain(DELIVERABLE);
  await orderer.identifyBy('Fortsätt med annan e-legitimation');
  await orderer.press('Visa innehållet');
  expect(await says(orderer)).toContain(sha256(DELIVERED));
  const fetched = await orderer.fetchBy(`Hämta: ${DELIVERABLE}`);
  expect(fetched.equals(DELIVERED)).toBe(true);
};

const theReceiptIsSigned = async (orderer: Person): Promise<void> => {
  await orderer.openLetter(SENDER, 'leverans att kvittera');
  await orderer.followLetter();
  expect(await orderer.page.locator('[aria-current=step]').innerText()).toBe('Kvittens');
  await orderer.follow('Kvittera leveransen');
  await signsWhatIsShown(orderer);
  expect(await says(orderer)).toContain('Kvittensen är underskriven');
};

const theCullingIsLetGo = async (manager: Person): Promise<void> => {
  await manager.openLetter('chef@haninge.example', 'gallring föreslås');
  await manager.followLetter();
  await manager.follow('Ta ställning till gallringen');
  await manager.press('Låt gallringen fortsätta nu');
  expect(await says(manager)).toContain('Gallringen får fortsätta');
};

const theCertificateIsRead = async (manager: Person): Promise<void> => {
  await manager.openLetter('ledningsgrupp@haninge.example', 'gallringsintyg utfärdat');
  await manager.followLetter();
  expect(await manager.heading()).toBe('Gallringsintyg');
  expect(await says(manager)).toContain('Frånvaro kontrollerad');
  await manager.follow('Uppdrag');
  expect(await says(manager)).toContain('Gallrade uppdrag');
};

const says = (person: Person): Promise<string> => person.page.getByRole('main').innerText();

/** Signs, and sees to it that what was read, what the page states and what the e-ID shows have the same checksum. */
const signsWhatIsShown = async (person: Person): Promise<void> => {
  const text = await person.page.getByRole('region', { name: 'Handlingens text' }).textContent();
  const checksum = sha256(text ?? '');
  expect(await says(person)).toContain(checksum);
  expect(await person.sign()).toContain(checksum);
};

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
