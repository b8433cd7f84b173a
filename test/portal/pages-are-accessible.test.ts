import { describe, expect, it } from 'vitest';
import { LOA2, LOA3 } from '#domain/assurance';
import { sha256 } from '#domain/hash';
import { expiryOf } from '#domain/secure-message';
import { STYLE, STYLE_PATH } from '#portal/design/style.ts';
import { staffIdOf } from '#test/memory-register';
import { PORTAL, START, testPortal } from '#test/portal';
import { givenDeliverable, givenFile, givenOrder, ID, ORDERER, PATH, PERFORMER } from '#test/portal-files';
import { givenGrant, givenRules, givenSignature } from '#test/portal-grants';
import { weaken } from '#test/weak-session';
import { pagesOfBankId } from './pages-of-bankid.ts';
import { pagesOfOwnSignIn } from './pages-of-own-sign-in.ts';
import { givenParkedMail } from './parked-mail.ts';
import { ASSIGNMENT_ROUTES, OPEN_PAGES, PARKED_ROUTES, STAFF_PAGES } from './routes.ts';

/** Every page there is, as somebody sees it who may do what is on it. */
const everyPage = async (locale: 'sv' | 'en'): Promise<[string, Response][]> => {
  const pages: [string, Response][] = [];
  for (const route of ASSIGNMENT_ROUTES) {
    const portal = testPortal();
    const facts = (await route.facts?.(portal)) ?? [];
    await givenFile(portal, { status: route.status, facts, ...(route.head && { head: route.head }) });
    for (const party of [ORDERER, PERFORMER, 'tyreso'] as const) {
      const browser = await portal.signedIn(party, 'manager');
      browser.cookies.set('__Host-language', locale);
      await browser.get('/inbox');
      const response =
        route.method === 'GET'
          ? await browser.get(route.path)
          : await browser.post(route.path, { remedy: 'x', kind: 'x' });
      if (response.status !== 303) pages.push([`${party} ${route.method} ${route.path} ${response.status}`, response]);
    }
  }
  for (const route of PARKED_ROUTES.filter(({ path }) => path.startsWith('/parked'))) {
    const portal = testPortal(ORDERER);
    await givenParkedMail(portal, route);
    const browser = await portal.signedIn(ORDERER, 'manager');
    browser.cookies.set('__Host-language', locale);
    await browser.get('/parked');
    const response = route.method === 'GET' ? await browser.get(route.path) : await browser.post(route.path);
    if (response.status !== 303) pages.push([`host ${route.method} ${route.path} ${response.status}`, response]);
  }
  const portal = testPortal();
  await givenFile(portal, { status: 'sent', facts: [...givenOrder(), await givenDeliverable(portal)] });
  await portal.deps.access.putLink({
    tokenHash: sha256('a'.repeat(26)),
    assignmentId: ID,
    from: PERFORMER,
    to: ORDERER,
    issuedAt: START.toISOString(),
    expiresAt: expiryOf(START).toISOString(),
  });
  const browser = portal.browser();
  browser.cookies.set('__Host-language', locale);
  for (const path of [...OPEN_PAGES, `/m/${'a'.repeat(26)}`, `/m/${'b'.repeat(26)}`, '/callback', '/nowhere']) {
    pages.push([path, await browser.get(path)]);
  }
  pages.push(['a post that is not ours', await browser.post('/sign-in', { csrf: 'x' })]);
  pages.push(['a choice that is none', await browser.post('/sign-in', { party: '' })]);
  pages.push(['a check without a file', await browser.post('/verify')]);
  await browser.signIn('salem', 'manager');
  for (const path of ['/', '/inbox', '/signings', '/parked'])
    pages.push([`signed in ${path}`, await browser.get(path)]);
  for (const path of STAFF_PAGES) pages.push([`without grants ${path}`, await browser.get(path)]);
  await weaken(portal, browser, LOA2);
  pages.push(['a session that is too weak', await browser.get('/grants')]);
  await weaken(portal, browser, LOA3);
  pages.push(...(await pagesAboutAccess(locale)));
  pages.push(...(await pagesAboutStaff(locale)));
  pages.push(...(await pagesOfBankId(locale)));
  pages.push(...(await pagesOfOwnSignIn(locale)));
  return pages;
};

/** The pages about access to registers when there is something on all of them, also what did not pass. */
const pagesAboutAccess = async (locale: 'sv' | 'en'): Promise<[string, Response][]> => {
  const portal = testPortal();
  await givenFile(portal, { status: 'in-progress', head: { needsRegisterAccess: true }, facts: givenOrder() });
  await givenRules(portal, PERFORMER);
  await givenRules(portal, PERFORMER, 2, '2027-06-01');
  await givenSignature(portal, PERFORMER, staffIdOf(PERFORMER, 'handler'));
  const { id } = await givenGrant(portal);
  const handler = await portal.signedIn(PERFORMER, 'handler');
  handler.cookies.set('__Host-language', locale);
  await handler.get(PATH);
  const use = { usedRegister: 'property-register', whatFor: 'Slå upp ägare' };
  await handler.post(`${PATH}/register-use`, use);
  const refused = await handler.post(`${PATH}/register-use`, { ...use, usedRegister: 'resident-register' });
  const manager = await portal.signedIn(PERFORMER, 'manager');
  manager.cookies.set('__Host-language', locale);
  await manager.get(PATH);
  await manager.post('/handling-rules/draft', { text: 'EXEMPEL. Utkast.' });
  const paths = [
    '/grants',
    `/grants/${ID}/${id}`,
    '/handling-rules',
    '/handling-rules/versions/1',
    '/handling-rules/draft',
  ];
  const pages: [string, Response][] = [['a use that is refused', refused]];
  for (const path of [PATH, `${PATH}/register-access`]) pages.push([`handler ${path}`, await handler.get(path)]);
  for (const path of [...paths, `${PATH}/register-access`]) pages.push([`manager ${path}`, await manager.get(path)]);
  pages.push(['a request that does not pass', await manager.post(`${PATH}/register-access`, { purpose: '' })]);
  pages.push(['a use that does not pass', await handler.post(`${PATH}/register-use`)]);
  pages.push(['a withdrawal that does not pass', await manager.post(`/grants/${ID}/${id}/withdraw`)]);
  await manager.post(`/grants/${ID}/${id}/withdraw`, { reason: 'other', words: 'Ny fördelning av arbetet' });
  pages.push(['a grant that is withdrawn', await manager.get(`/grants/${ID}/${id}`)]);
  pages.push(['an assignment without access to registers', await handler.get(PATH)]);
  return pages;
};

/** The pages of the register of staff, with an e-ID that waits, a list that is read in, and what did not pass. */
const pagesAboutStaff = async (locale: 'sv' | 'en'): Promise<[string, Response][]> => {
  const portal = testPortal();
  const admin = await portal.signedIn(ORDERER, 'administrator');
  admin.cookies.set('__Host-language', locale);
  const path = `/staff/${staffIdOf(ORDERER, 'handler')}`;
  await admin.get(path);
  await admin.post(`${path}/link`);
  const link = new URL(portal.deps.mailbox.sent.at(-1)?.url ?? '').pathname;
  const invited = portal.browser();
  invited.cookies.set('__Host-language', locale);
  const pages: [string, Response][] = [['the link', await invited.get(link)]];
  portal.identity.person = '192412319218';
  pages.push(['an e-ID that was shown', await invited.follow(await invited.post(`${link}/identify`))]);
  pages.push(['a link that is used up', await invited.get(link)]);
  const names = ['/staff', '/staff?show=left', '/staff/log', '/staff/new', '/staff/import', path, `${path}/binding`];
  for (const name of names) pages.push([`administrator ${name}`, await admin.get(name)]);
  const text = 'Namn;E-post;Roll\nTest Ny;ny@haninge.example;chef\nTest Två;tva@annan.example;chef\n';
  pages.push(['a list', await admin.post('/staff/import', { text })]);
  pages.push(['a list that is refused', await admin.post('/staff/import', { text: 'x' })]);
  pages.push(['a person who does not pass', await admin.post('/staff/new')]);
  pages.push(['a change that does not pass', await admin.post(path, { name: '' })]);
  const lone = staffIdOf(ORDERER, 'administrator');
  pages.push(['a change that cannot be made', await admin.post(`/staff/${lone}/leave`)]);
  const manager = await portal.signedIn(ORDERER, 'manager');
  manager.cookies.set('__Host-language', locale);
  pages.push(['nothing to decide', await manager.get(`${path}/binding`)]);
  const dpo = await portal.signedIn(ORDERER, 'dpo');
  dpo.cookies.set('__Host-language', locale);
  for (const name of ['/staff', path]) pages.push([`data protection officer ${name}`, await dpo.get(name)]);
  return pages;
};

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

describe.each(['sv', 'en'] as const)('every page in %s', (locale) => {
  it('is one a screen reader can find its way in', async () => {
    const pages = await everyPage(locale);
    expect(pages.length).toBeGreaterThan(80);
    for (const [name, response] of pages) {
      const html = await response.text();
      expect(html.startsWith('<!DOCTYPE html><html'), name).toBe(true);
      expect(html, name).toContain(`<html lang="${locale}">`);
      expect(count(html, /<h1[ >]/g), `${name}: headings of the first level`).toBe(1);
      expect(count(html, /<main[ >]/g), name).toBe(1);
      expect(count(html, /<header[ >]/g), name).toBe(1);
      expect(count(html, /<footer[ >]/g), name).toBe(1);
      expect(html, name).toContain('<a class="skip" href="#content">');
      expect(html, name).toMatch(/<title>[^<]+ – Resursdelning<\/title>/);
      expect(html, `${name}: no style or script of its own`).not.toMatch(/<script|<style| style=| on\w+="/);
      const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
      expect(new Set(ids).size, `${name}: ids are unique`).toBe(ids.length);
      const labels = new Set([...html.matchAll(/<label for="([^"]+)"/g)].map(([, id]) => id));
      for (const [control] of html.matchAll(/<(?:input|select|textarea) [^>]*>/g)) {
        if (control.includes('type="hidden"')) continue;
        const [, id] = / id="([^"]+)"/.exec(control) ?? [];
        expect(labels.has(id), `${name}: ${control} has a label`).toBe(true);
      }
      for (const [, about] of html.matchAll(/aria-(?:describedby|labelledby)="([^"]+)"/g)) {
        for (const id of about?.split(' ') ?? []) expect(ids, `${name}: ${id}`).toContain(id);
      }
      for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(ids, `${name}: #${target}`).toContain(target);
      const levels = [...html.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level));
      const from = levels.indexOf(1);
      levels.slice(from).forEach((level, i, all) => {
        expect(level - (all[i - 1] ?? 1), `${name}: no level of heading is skipped`).toBeLessThanOrEqual(1);
      });
    }
  });

  it('is sent with headers that let nothing else in', async () => {
    for (const [name, { headers }] of await everyPage(locale)) {
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy, name).toMatch(
        /^default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'( https:\/\/(e-id\.test|objects\.test|sign-in\.haninge\.example))*; frame-ancestors 'none'; base-uri 'none'$/,
      );
      expect(headers.get('strict-transport-security'), name).toMatch(/max-age=63072000/);
      expect(headers.get('x-content-type-options'), name).toBe('nosniff');
      expect(headers.get('referrer-policy'), name).toBe('no-referrer');
      expect(headers.get('cache-control'), name).toBe('no-store');
      expect(headers.get('permissions-policy'), name).toContain('camera=()');
      expect(headers.get('content-type'), name).toBe('text/html; charset=UTF-8');
    }
  });
});

describe('the design', () => {
  it('is served at an address that carries the hash of its content, for ever', async () => {
    const portal = testPortal();
    const response = await portal.app.request(`${PORTAL}${STYLE_PATH}`);
    expect(STYLE_PATH).toContain(sha256(STYLE).slice(0, 16));
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(await response.text()).toBe(STYLE);
  });

  const colour = (name: string): [number, number, number] => {
    const [, hex = ''] = new RegExp(`--${name}: #([0-9a-f]{6})`).exec(STYLE) ?? [];
    const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return [channel(0), channel(2), channel(4)];
  };
  const luminance = (rgb: [number, number, number]): number => {
    const [r, g, b] = rgb.map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [
      number,
      number,
      number,
    ];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => {
    const [light, dark] = [luminance(colour(a)), luminance(colour(b))].sort((x, y) => y - x) as [number, number];
    return (light + 0.05) / (dark + 0.05);
  };

  it.each([
    ['ink', 'ground'],
    ['quiet', 'ground'],
    ['quiet', 'card'],
    ['blue', 'ground'],
    ['teal-dark', 'ground'],
    ['card', 'teal'],
    ['card', 'blue'],
    ['card', 'red'],
    ['red', 'red-soft'],
    ['green', 'green-soft'],
    ['amber', 'amber-soft'],
    ['ink', 'amber-soft'],
    ['teal-dark', 'amber-soft'],
  ])('text in %s on %s has a contrast of 4.5:1 or more', (text, ground) => {
    expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it('draws what can be operated at 3:1 or more', () => {
    expect(contrast('control', 'card')).toBeGreaterThanOrEqual(3);
    expect(contrast('teal', 'card')).toBeGreaterThanOrEqual(3);
  });
});
