import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { dateOf, plusDays } from '#domain/calendar';
import { type HomeProcess, startHomeProcess } from '#infra/local/cli/home-process';
import { SENDER } from '#infra/local/cli/inquiry-mail';
import { describeInBrowser } from '#test/browser';
import { findNoViolation } from '#test/browser-axe';
import { sendInquiry } from '#test/browser-journey';
import { createPerson, type Person } from '#test/browser-person';

const TYRESO = 'ledningsgrupp@tyreso.example';
/** A day as people write it. */
const inDays = (days: number): string => plusDays(dateOf(new Date()), days);
/** How the list of assignments names one. */
const REFERENCE = /^[0-9A-Z]{8}$/;
const HANINGE = 'Haninge kommun';

/** What an assignment that goes well never shows: refusals, permits, objections, mistakes. */
describeInBrowser('the pages beside the way follow WCAG 2.1 AA', (browser) => {
  const seen = new Set<string>();
  let home: HomeProcess;
  let people: Person[] = [];
  beforeAll(async () => {
    home = await startHomeProcess();
  });
  afterEach(async () => {
    for (const person of people) await person.leave();
    people = [];
  });
  afterAll(async () => {
    await home?.stop({ remove: true });
  });

  const comes = async (name: string, party: string): Promise<Person> => {
    const person = await createPerson(browser(), { home: home.addresses, name, party, look: findNoViolation(seen) });
    people.push(person);
    return person;
  };

  it('while an order is accepted with its permits, delivered and objected to', async () => {
    await sendInquiry(home, []);
    const performer = await comes('Test Tyresö chef', 'Tyresö kommun');
    await performer.openLetter(TYRESO, 'ny förfrågan');
    await performer.followLetter();
    await performer.follow('Svara på förfrågan');
    await performer.press('Vi kan utföra arbetet');

    const orderer = await comes('Test Haninge handläggare', HANINGE);
    await orderer.openLetter(SENDER, 'välj utförare');
    await orderer.followLetter();
    await orderer.follow('Återta uppdraget');
    await orderer.follow('Tillbaka till uppdraget');
    await orderer.follow('Beställ uppdraget');
    await orderer.choose('Utförare', 'Tyresö kommun');
    await orderer.fill('Diarienummer', 'KS 2026/124');
    await orderer.choose('Arbetets art', 'Flyg- eller drönarinsamling');
    await orderer.fill('Plats', 'HANINGE KALVSVIK 11:16');
    await orderer.fill('Klart senast', '2099-06-30');
    await orderer.fill('Beräknad tid i timmar', '8');
    await orderer.fill('Beskrivning av arbetet', 'Flygfotografering av strandkanten.');
    await orderer.page.getByRole('checkbox', { name: 'Åtkomst till fastighets- eller invånarregister' }).check();
    await orderer.page.getByRole('checkbox', { name: 'Tillstånd för flygning' }).check();
    await orderer.press('Visa beställningen');
    await orderer.press('Ändra');
    await orderer.press('Visa beställningen');
    await orderer.sign();
    await home.settle();

    await performer.openLetter(TYRESO, 'beställning att bekräfta');
    await performer.followLetter();
    await performer.follow('Bekräfta eller avböj beställningen');
    await performer.follow('Avböj beställningen i stället');
    await performer.follow('Tillbaka till uppdraget');
    await performer.follow('Bekräfta eller avböj beställningen');
    await performer.sign();
    await home.settle();
    await performer.follow('Uppdrag');
    await performer.follow(REFERENCE);
    // The register: the handler signs the rules and asks for access, the nearest manager signs.
    const offering = await comes('Test Tyresö handläggare', 'Tyresö kommun');
    await offering.openLetter(TYRESO, 'beställning att bekräfta');
    await offering.followLetter();
    await offering.follow('Till behörigheterna i uppdraget');
    await offering.follow('Läs och skriv under hanteringsreglerna');
    await offering.press('Läs och skriv under');
    await offering.sign();
    await offering.follow('Uppdrag');
    await offering.follow(REFERENCE);
    await offering.follow('Till behörigheterna i uppdraget');
    await offering.press('Begär behörighet');
    expect(await offering.page.getByRole('alert').innerText()).toContain('Det finns ett problem');
    await offering.choose('Medarbetare', 'Test Tyresö handläggare');
    await offering.choose('Register', 'Fastighetsregistret');
    await offering.fill('Ändamål', 'Underrätta grannar om flygningen');
    await offering.fill('Till och med', inDays(30));
    await offering.press('Begär behörighet');
    await performer.follow('Underskrifter');
    await performer.follow('Behörighet till register');
    await performer.sign();
    await performer.follow('Uppdrag');
    await performer.follow(REFERENCE);
    await performer.follow('Lämna behörighet och tillstånd');
    await performer.choose('Grund', 'Tillstånd finns');
    await performer.fill('Beslut eller hänvisning', 'TS 2026-1');
    await performer.page.getByLabel('Gäller till och med').last().fill('2099-06-30');
    await performer.press('Registrera tillståndet');
    await home.settle();

    await offering.openLetter(TYRESO, 'leverans väntas');
    await offering.followLetter();
    await offering.follow('Leverera handlingar');
    await offering.press('Leverera');
    expect(await offering.page.getByRole('alert').innerText()).toContain('Lägg till minst en handling');
    await offering.fill('Handlingens namn', 'Flygbilder');
    await offering.press('Lägg till handling');
    const buffer = Buffer.from('bild;N;E\n1;6558700;674032\n');
    await offering.page.getByLabel('Fil').setInputFiles({ name: 'bilder.csv', mimeType: 'text/csv', buffer });
    await offering.press('Skicka filen');
    await offering.press('Leverera');
    await home.settle();
    await offering.follow('Uppdrag');
    await offering.follow(REFERENCE);
    await offering.follow('Återkalla det säkra meddelandet');
    await offering.follow('Tillbaka till uppdraget');

    const other = await comes('Test Salem chef', 'Salems kommun');
    await other.openLetter(SENDER, 'säkert meddelande');
    await other.followLetter();
    await other.identifyBy('Fortsätt med annan e-legitimation');
    expect(await other.heading()).toBe('Meddelandet är inte till dig');

    await orderer.openLetter(SENDER, 'leverans att kvittera');
    await orderer.followLetter();
    await orderer.follow('Beställning');
    await orderer.follow('Tillbaka till uppdraget');
    await orderer.follow('Kvittera leveransen');
    await orderer.follow('Gör en invändning i stället');
    await orderer.press('Skicka invändningen');
    expect(await orderer.page.getByRole('alert').innerText()).toContain('Det finns ett problem');
    await orderer.page.getByRole('radio', { name: 'Uppdraget avslutas utan kvittens' }).check();
    await orderer.fill('Vad är fel?', 'Fel område.');
    await orderer.press('Skicka invändningen');
    expect(await orderer.page.getByRole('status').innerText()).toContain('uppdraget avslutat');
  });

  it('when somebody may not come in, turns back at the e-ID or has lost the way', async () => {
    const outsider = await comes('Test Utan Behörighet', HANINGE);
    const { page } = outsider;
    await page.goto(home.addresses.urls.portal);
    for (const link of ['Tillgänglighet', 'Kakor', 'Om personuppgifter', 'Logga in']) await outsider.follow(link);
    await outsider.choose('Kommun', HANINGE);
    await outsider.identifyBy('Fortsätt med annan e-legitimation');
    expect(await outsider.heading()).toBe('Du är identifierad men saknar behörighet');

    await outsider.follow('Välj kommun på nytt');
    await outsider.choose('Kommun', HANINGE);
    await outsider.press('Fortsätt med annan e-legitimation');
    await outsider.press('Avbryt');
    expect(await outsider.heading()).toBe('Du avbröt legitimeringen');

    const weak = await comes('Test Svag Legitimation (låg tillitsnivå)', HANINGE);
    await weak.page.goto(`${home.addresses.urls.portal}/sign-in`);
    await weak.choose('Kommun', HANINGE);
    await weak.identifyBy('Fortsätt med annan e-legitimation');
    expect(await weak.heading()).toBe('Legitimeringen har för låg tillitsnivå');

    await page.goto(`${home.addresses.urls.portal}/no-such-page`);
    await findNoViolation(seen)(page);
    expect(await outsider.heading()).toBe('Sidan finns inte');

    const host = await comes('Test Haninge registrator', HANINGE);
    await host.page.goto(`${home.addresses.urls.portal}/sign-in`);
    await host.choose('Kommun', HANINGE);
    await host.identifyBy('Fortsätt med annan e-legitimation');
    await host.follow('Parkerade brev');
    expect(await host.heading()).toBe('Parkerade brev');
    await host.press('Logga ut');
  });
});
