import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type HomeProcess, startHomeProcess } from '#infra/local/cli/home-process';
import { linkTo } from '#infra/local/cli/letterbox';
import { describeInBrowser } from '#test/browser';
import { journey, sendInquiry } from '#test/browser-journey';
import { enter, hasFocus, tabTo } from '#test/browser-keyboard';
import { tooWide } from '#test/browser-layout';
import { createPerson, type Person, type PersonOptions } from '#test/browser-person';

const CERTIFICATES = 'ledningsgrupp@haninge.example';
const ASKED = 'ledningsgrupp@tyreso.example';

describeInBrowser('pages for everybody', (browser) => {
  let home: HomeProcess;
  let people: Person[] = [];
  const widths: string[] = [];

  /** A whole assignment goes before, so that there is a certificate and every page has been measured. */
  beforeAll(async () => {
    home = await startHomeProcess();
    const look = async (page: Page) => void widths.push(...(await tooWide(page)));
    await journey({ browser: browser(), home, look });
    await sendInquiry(home, []);
  });
  afterEach(async () => {
    for (const person of people) await person.leave();
    people = [];
  });
  afterAll(async () => {
    await home?.stop({ remove: true });
  });

  const comes = async (o: Partial<PersonOptions> = {}): Promise<Person> => {
    const manager = { name: 'Test Haninge chef', party: 'Haninge kommun' };
    const person = await createPerson(browser(), { home: home.addresses, ...manager, ...o });
    people.push(person);
    return person;
  };

  it('never have to be scrolled sideways: in 320 px, at 200 % zoom, with text of double size', () => {
    expect(widths).toEqual([]);
  });

  it('let somebody sign in and answer an inquiry with the keyboard alone, always showing the focus', async () => {
    const { page } = await comes();
    await page.goto(await linkTo(home.addresses, ASKED, /\/assignments\//));
    await tabTo(page, page.getByRole('combobox', { name: 'Kommun' }));
    await page.keyboard.type('Tyresö');
    await tabTo(page, page.getByRole('button', { name: 'Fortsätt med annan e-legitimation' }));
    await enter(page);
    await tabTo(page, page.getByRole('button', { name: 'Test Tyresö handläggare' }));
    await enter(page);

    await tabTo(page, page.getByRole('link', { name: 'Hoppa till innehållet' }));
    await page.keyboard.press('Enter');
    expect(await hasFocus(page.getByRole('main'))).toBe(true);
    await tabTo(page, page.getByRole('link', { name: 'Svara på förfrågan' }));
    await enter(page);
    await tabTo(page, page.getByRole('button', { name: 'Vi kan utföra arbetet' }));
    await enter(page);
    expect(await page.getByRole('status').innerText()).toContain('Ert svar är sparat');
  });

  it('are in English for those who choose it, also at the e-ID, and each says in which language it is', async () => {
    const person = await comes();
    const { page } = person;
    const lang = () => page.locator('html').getAttribute('lang');
    await page.goto(home.addresses.urls.portal);
    expect(await lang()).toBe('sv');
    expect(await page.getByRole('button', { name: 'English' }).getAttribute('lang')).toBe('en');

    await person.press('English');
    expect(await lang()).toBe('en');
    expect(await person.heading()).toBe('Resource sharing between municipalities');
    await person.follow('Sign in');
    expect(await lang()).toBe('en');
    await person.choose('Municipality', 'Haninge kommun');
    await person.press('Continue with another e-ID');
    expect(await lang()).toBe('en');
    await person.press('Test Haninge chef');
    expect(await person.heading()).toBe('Assignments');

    await person.press('Svenska');
    expect(await lang()).toBe('sv');
    expect(await person.heading()).toBe('Uppdrag');
  });

  it('announce what was wrong in a form first of all, and lead from there to the field', async () => {
    const person = await comes();
    const { page } = person;
    await page.goto(`${home.addresses.urls.portal}/sign-in`);
    await person.press('Fortsätt med annan e-legitimation');

    expect(await page.title()).toMatch(/^Det finns ett problem/);
    const alert = page.getByRole('alert');
    expect(await alert.getByRole('heading').innerText()).toBe('Det finns ett problem');
    expect(await page.getByRole('main').locator(':scope > *').first().getAttribute('role')).toBe('alert');
    const field = page.getByRole('combobox', { name: 'Kommun' });
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    const complaint = await field.getAttribute('aria-describedby');
    expect(await page.locator(`#${complaint}`).innerText()).toBe('Välj ett av alternativen.');

    await tabTo(page, alert.getByRole('link', { name: 'Kommun' }));
    await page.keyboard.press('Enter');
    expect(await hasFocus(field)).toBe(true);
  });

  it('stand still for those who have asked for less motion', async () => {
    const { page } = await comes({ context: { reducedMotion: 'reduce' } });
    await page.goto(home.addresses.urls.portal);
    const moving = await page.locator('*').evaluateAll((elements) =>
      elements.flatMap((element) => {
        const { transitionDuration, animationName } = element.ownerDocument.defaultView.getComputedStyle(element);
        return transitionDuration === '0s' && animationName === 'none' ? [] : [element.outerHTML];
      }),
    );
    expect(moving).toEqual([]);
  });

  it('print the culling certificate whole, without what can only be pressed', async () => {
    const person = await comes();
    const { page } = person;
    await person.openLetter(CERTIFICATES, 'gallringsintyg utfärdat');
    await person.followLetter();
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation').count()).toBe(0);
    const main = await page.getByRole('main').innerText();
    expect(main).toContain('Krypteringsnyckel');
    expect(main).toMatch(/[0-9a-f]{64}/);
    expect(main).not.toContain('utskriftsfunktion');
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    expect(pdf.match(/\/Type \/Page\b/g)?.length).toBeLessThanOrEqual(2);
  });
});
