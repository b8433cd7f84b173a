import { type HTMLElement, parse } from 'node-html-parser';
import { type Browser, createBrowser, identifyAs } from '../identity/drive.ts';

/** What a page of the portal shows to somebody who visits it without a browser of their own. */
export interface Page {
  url: string;
  status: number;
  title: string;
  text: string;
  html: HTMLElement;
}

/** A person at the portal: follows links, fills in the forms that the pages really have, identifies with the test e-ID. */
export interface Visitor {
  open(url: string): Promise<Page>;
  /** Submits the form whose action ends as given, with its own hidden fields and these values. */
  submit(page: Page, action: string | RegExp, values?: Record<string, string>): Promise<Page>;
  /** Sends one file by the page's upload form, as a browser does without JavaScript. */
  upload(page: Page, file: { name: string; bytes: Uint8Array; mediaType: string }): Promise<Page>;
  /** Follows a download address and reads what lies there. */
  download(page: Page, action: string | RegExp): Promise<Uint8Array>;
  browser: Browser;
}

const MOST_REDIRECTS = 10;

/** The form of a page, by the end of its action. @throws Error that names what the page is and which forms it has. */
export const formOf = (page: Page, action: string | RegExp): HTMLElement => {
  const forms = page.html.querySelectorAll('form');
  const found = forms.find((form) => {
    const path = new URL(form.getAttribute('action') ?? '', page.url).pathname;
    return typeof action === 'string' ? path.endsWith(action) : action.test(path);
  });
  if (found) return found;
  const has = forms.map((form) => form.getAttribute('action')).join(', ');
  throw new Error(`No form ${action} on «${page.title}» (${page.status}); it has: ${has}\n${page.text.slice(0, 800)}`);
};

/** The fields that a browser would send: what is filled in, checked or selected, then what the person puts. */
const fieldsOf = (form: HTMLElement): Record<string, string> => {
  const fields: Record<string, string> = {};
  for (const input of form.querySelectorAll('input')) {
    const name = input.getAttribute('name');
    const type = input.getAttribute('type') ?? 'text';
    if (!name || type === 'file' || type === 'submit') continue;
    if ((type === 'checkbox' || type === 'radio') && !input.hasAttribute('checked')) continue;
    fields[name] = input.getAttribute('value') ?? '';
  }
  for (const area of form.querySelectorAll('textarea')) fields[area.getAttribute('name') ?? ''] = area.text;
  for (const select of form.querySelectorAll('select')) {
    const options = select.querySelectorAll('option');
    const chosen = options.find((option) => option.hasAttribute('selected')) ?? options[0];
    fields[select.getAttribute('name') ?? ''] = chosen?.getAttribute('value') ?? '';
  }
  return fields;
};

/**
 * @param person the test person who identifies when the portal leads to the e-ID.
 * @param identity the origin of the identity provider.
 */
export const createVisitor = (o: { person: string; identity: string }): Visitor => {
  const browser = createBrowser();

  const read = async (response: Response, url: string): Promise<Page> => {
    const html = parse(await response.text());
    const title = html.querySelector('h1')?.text.trim() ?? html.querySelector('title')?.text.trim() ?? '';
    const text = (html.querySelector('main') ?? html).structuredText.replace(/\n{3,}/g, '\n\n').trim();
    return { url, status: response.status, title, text, html };
  };

  const follow = async (first: Response, from: string): Promise<Page> => {
    let response = first;
    let url = from;
    for (let i = 0; i < MOST_REDIRECTS; i += 1) {
      const location = response.headers.get('location');
      if (location === null) return read(response, url);
      url = new URL(location, url).href;
      if (url.startsWith(o.identity)) url = await identifyAs(browser, url, o.person);
      response = await browser(url);
    }
    throw new Error(`too many redirects from ${new URL(from).pathname}`);
  };

  return {
    browser,
    open: async (url) => follow(await browser(url), url),
    async submit(page, action, values = {}) {
      const form = formOf(page, action);
      const url = new URL(form.getAttribute('action') ?? '', page.url).href;
      return follow(await browser(url, { method: 'POST', form: { ...fieldsOf(form), ...values } }), url);
    },
    async upload(page, { name, bytes, mediaType }) {
      const form = page.html.querySelectorAll('form').find((one) => one.querySelector('input[type=file]'));
      if (!form) throw new Error(`No upload form on «${page.title}»`);
      const url = new URL(form.getAttribute('action') ?? '', page.url).href;
      const body = new FormData();
      for (const [field, value] of Object.entries(fieldsOf(form))) body.append(field, value);
      const fileField = form.querySelector('input[type=file]')?.getAttribute('name') ?? 'file';
      body.append(fileField, new Blob([Buffer.from(bytes)], { type: mediaType }), name);
      return follow(await fetch(url, { method: 'POST', body, redirect: 'manual' }), url);
    },
    async download(page, action) {
      const form = formOf(page, action);
      const url = new URL(form.getAttribute('action') ?? '', page.url).href;
      const answer = await browser(url, { method: 'POST', form: fieldsOf(form) });
      const location = answer.headers.get('location');
      if (!location) throw new Error(`No download address from ${new URL(url).pathname}: ${answer.status}`);
      const file = await fetch(location);
      if (!file.ok) throw new Error(`The download answered ${file.status}`);
      return new Uint8Array(await file.arrayBuffer());
    },
  };
};
