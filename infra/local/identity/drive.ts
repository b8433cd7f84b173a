/** Follows no redirect and remembers cookies by host, as browsers do (ports share them). */
export type Browser = (
  url: string,
  init?: { method?: 'GET' | 'POST'; form?: Record<string, string> },
) => Promise<Response>;

/** A browser without pages or scripts, for the command line and for tests. */
export const createBrowser = (fetch: typeof globalThis.fetch = globalThis.fetch): Browser => {
  const jar: { host: string; name: string; value: string; path: string }[] = [];

  const keep = (url: URL, header: string) => {
    const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    const attribute = (key: string) =>
      attributes.find((a) => a.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1);
    const path = attribute('path') ?? '/';
    const at = jar.findIndex((c) => c.host === url.hostname && c.name === name && c.path === path);
    if (at >= 0) jar.splice(at, 1);
    const expires = attribute('expires');
    const isGone = attribute('max-age') === '0' || (expires !== undefined && Date.parse(expires) <= Date.now());
    if (!isGone) jar.push({ host: url.hostname, name, value, path });
  };

  const sees = (path: string, cookiePath: string) =>
    path === cookiePath || path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`);

  return async (address, { method = 'GET', form } = {}) => {
    const url = new URL(address);
    const cookies = jar.filter((c) => c.host === url.hostname && sees(url.pathname, c.path));
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        cookie: cookies.map((c) => `${c.name}=${c.value}`).join('; '),
        // Its forms are all posted to the site they stand on, which is what a browser would say.
        ...(method === 'POST' && { origin: url.origin }),
      },
      ...(form && { body: new URLSearchParams(form) }),
    });
    for (const header of response.headers.getSetCookie()) keep(url, header);
    return response;
  };
};

const locationOf = (response: Response, base: string): string | undefined => {
  const location = response.headers.get('location');
  return location === null ? undefined : new URL(location, base).href;
};

/** The redirect back to the client is known by its `state` with a `code` or an `error`. */
const isReturn = (url: string): boolean => {
  const { searchParams } = new URL(url);
  return searchParams.has('state') && (searchParams.has('code') || searchParams.has('error'));
};

type Answer = (page: 'choose-person' | 'sign') => { step: 'login' | 'sign' | 'cancel'; person?: string };

const walk = async (browser: Browser, start: string, answer: Answer): Promise<string> => {
  let url = start;
  let response = await browser(url);
  for (let step = 0; step < 12; step += 1) {
    const location = locationOf(response, url);
    if (location !== undefined) {
      if (isReturn(location)) return location;
      url = location;
      response = await browser(url);
      continue;
    }
    const page = /data-page="(choose-person|sign)"/.exec(await response.text())?.[1];
    if (page !== 'choose-person' && page !== 'sign') throw new Error(`the test e-ID answered ${response.status}`);
    const { step: name, person } = answer(page);
    response = await browser(`${url}/${name}`, { method: 'POST', form: person === undefined ? {} : { person } });
  }
  throw new Error('the test e-ID did not lead back');
};

/**
 * Identifies as a test person at the local test e-ID, and signs when a signature is asked for.
 * @returns the redirect back to the client, with a code, or with an error when the provider refuses the person.
 */
export const identifyAs = (browser: Browser, authorizationUrl: string, personId: string): Promise<string> =>
  walk(browser, authorizationUrl, (page) => (page === 'sign' ? { step: 'sign' } : { step: 'login', person: personId }));

/**
 * Cancels on the first page, or, with a person, identifies and cancels in front of the signature.
 * @returns the redirect back to the client, with `error=access_denied`.
 */
export const cancelAt = (browser: Browser, authorizationUrl: string, personId?: string): Promise<string> =>
  walk(browser, authorizationUrl, (page) =>
    page === 'choose-person' && personId !== undefined ? { step: 'login', person: personId } : { step: 'cancel' },
  );
