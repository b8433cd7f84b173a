import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { HomeAddresses } from '#infra/local/cli/home-process';

/** Is shown every page that a person comes to. */
export type Look = (page: Page) => Promise<void>;

export interface PersonOptions {
  home: Pick<HomeAddresses, 'urls'>;
  /** The name on the button of the test e-ID. */
  name: string;
  /** The municipality as the sign-in page writes it. */
  party: string;
  look?: Look;
  context?: BrowserContextOptions;
}

/** Somebody at a screen, with cookies of their own: follows links, presses buttons and fills in what has a label. */
export interface Person {
  page: Page;
  /** Opens the newest letter whose subject has these words, from the list of mailboxes. */
  openLetter(mailbox: string, subject: string): Promise<void>;
  /** Follows the link in the letter that is open, and signs in when the portal asks for it. */
  followLetter(): Promise<void>;
  follow(link: string | RegExp): Promise<void>;
  press(button: string): Promise<void>;
  /** Writes in the field with this label. */
  fill(label: string, text: string): Promise<void>;
  /** Chooses in the list with this label. */
  choose(label: string, option: string): Promise<void>;
  /** Presses a button that leads to the e-ID, and identifies there. */
  identifyBy(button: string): Promise<void>;
  /** Signs the document on the page with the e-ID; answers with the text that the e-ID showed. */
  sign(): Promise<string>;
  /** Presses a button that fetches a file. */
  fetchBy(button: string): Promise<Buffer>;
  /** The main heading of the page. */
  heading(): Promise<string>;
  leave(): Promise<void>;
}

const WIDE = { width: 1280, height: 900 };

/** Opens a browser context for a person. The caller closes it by `leave`. */
export const createPerson = async (browser: Browser, o: PersonOptions): Promise<Person> => {
  const { look = async () => {} } = o;
  const context = await browser.newContext({ viewport: WIDE, locale: 'sv-SE', ...o.context });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);

  const arriveBy = async (move: () => Promise<unknown>): Promise<void> => {
    await Promise.all([page.waitForEvent('load'), move()]);
    await look(page);
  };
  const follow = (name: string | RegExp) => arriveBy(() => page.getByRole('link', { name }).first().click());
  const press = (name: string) => arriveBy(() => page.getByRole('button', { name, exact: true }).click());
  const choose = async (name: string, label: string): Promise<void> => {
    await page.getByRole('combobox', { name }).selectOption({ label });
  };
  const identifyBy = async (button: string): Promise<void> => {
    await press(button);
    await press(o.name);
  };

  return {
    page,
    async openLetter(mailbox, subject) {
      await arriveBy(() => page.goto(o.home.urls.mailbox));
      await follow(mailbox);
      await follow(subject);
    },
    async followLetter() {
      const link = page.getByRole('main').getByRole('link', { name: `${o.home.urls.portal}/` });
      await arriveBy(() => link.first().click());
      if (!new URL(page.url()).pathname.startsWith('/sign-in')) return;
      await choose('Kommun', o.party);
      await identifyBy('Fortsätt med annan e-legitimation');
    },
    follow,
    press,
    fill: (name, text) => page.getByRole('textbox', { name }).fill(text),
    choose,
    identifyBy,
    async sign() {
      await identifyBy('Skriv under med annan e-legitimation');
      const shown = await page.getByRole('main').innerText();
      await press('Skriv under');
      return shown;
    },
    async fetchBy(name) {
      const button = page.getByRole('button', { name, exact: true });
      const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
      const pieces: Buffer[] = [];
      for await (const piece of await download.createReadStream()) pieces.push(Buffer.from(piece));
      await download.delete();
      return Buffer.concat(pieces);
    },
    heading: async () => (await page.getByRole('heading', { level: 1 }).innerText()).trim(),
    leave: () => context.close(),
  };
};
