import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HomeProcess, startHomeProcess } from '#infra/local/cli/home-process';
import { linkTo } from '#infra/local/cli/letterbox';
import { describeInBrowser } from '#test/browser';
import { findNoViolation } from '#test/browser-axe';
import { tooWide } from '#test/browser-layout';
import { createPerson, type Person } from '#test/browser-person';

const LIST = [
  'Namn;E-post;Roll;Chef',
  'Test Ny;ny@haninge.example;handläggare;chef@haninge.example',
  'Test Annan;annan@tyreso.example;handläggare;',
].join('\n');

describeInBrowser('the register of staff in a whole home', (browser) => {
  let home: HomeProcess;
  const people: Person[] = [];
  const widths: string[] = [];
  const seen = new Set<string>();
  const look = async (page: Page): Promise<void> => {
    await findNoViolation(seen)(page);
    widths.push(...(await tooWide(page)));
  };

  beforeAll(async () => {
    home = await startHomeProcess();
  });
  afterAll(async () => {
    for (const person of people) await person.leave();
    await home?.stop({ remove: true });
  });

  const comes = async (name: string): Promise<Person> => {
    const person = await createPerson(browser(), { home: home.addresses, name, party: 'Haninge kommun', look });
    people.push(person);
    return person;
  };
  const signsIn = async (person: Person): Promise<void> => {
    await person.page.goto(`${home.addresses.urls.portal}/sign-in`);
    await person.choose('Kommun', 'Haninge kommun');
    await person.identifyBy('Fortsätt med annan e-legitimation');
  };
  const says = (person: Person): Promise<string> => person.page.getByRole('main').innerText();

  it('takes somebody in from a list under signature, binds their e-ID by letter and approval, and lets them in', async () => {
    const admin = await comes('Test Haninge systemadministratör');
    await signsIn(admin);
    await admin.follow('Personal');
    await admin.follow('Läs in en lista');
    await admin.fill('Eller klistra in listan här', LIST);
    await admin.press('Visa vad som ändras');
    expect(await says(admin)).toContain('E-postadressen hör inte till kommunens domäner');
    await admin.press('Fortsätt till underskrift');
    expect(await says(admin)).toContain('1. Test Ny (ny@haninge.example). Ny i registret.');
    await admin.sign();

    await admin.follow('Personal');
    await admin.follow('Test Ny');
    await admin.press('Skicka en länk');
    const record = admin.page.url();

    const newcomer = await comes('Test Utan Behörighet');
    await newcomer.page.goto(await linkTo(home.addresses, 'ny@haninge.example', /\/bind\//));
    expect(await says(newcomer)).not.toContain('Test Ny');
    await newcomer.identifyBy('Fortsätt med annan e-legitimation');
    expect(await newcomer.heading()).toBe('Du har legitimerat dig');

    await admin.page.goto(record);
    expect(await says(admin)).toContain('Test Utan Behörighet');
    await admin.press('Samma person: godkänn');
    await admin.page.goto(`${home.addresses.urls.portal}/staff/log`);
    await look(admin.page);
    expect(await says(admin)).toContain('e-legitimation knöts');

    await signsIn(newcomer);
    expect(new URL(newcomer.page.url()).pathname).toBe('/inbox');
  });

  it('ends a session when its person leaves, under signature', async () => {
    const [admin, newcomer] = people;
    if (!admin || !newcomer) throw new Error('the first test did not run');
    await admin.follow('Personal');
    await admin.follow('Test Ny');
    await admin.press('Personen slutar');
    await admin.sign();
    await newcomer.page.reload();
    expect(new URL(newcomer.page.url()).pathname).toBe('/sign-in');
    await signsIn(newcomer);
    expect(await newcomer.heading()).toContain('behörighet');
  });

  it('never has to be scrolled sideways: in 320 px, at 200 % zoom, with text of double size', () => {
    expect(widths).toEqual([]);
  });
});
