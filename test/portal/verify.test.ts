import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { sealKeyOf, testSealIssuer } from '#test/memory-seal-keys';
import { PORTAL, START, testPortal } from '#test/portal';
import { STATEMENT, sealedPaper } from '#test/sealed-paper';
import { issueCertificate } from '#test/test-authority';

const PATH = '/verify';

let sealed: Buffer;
beforeAll(async () => {
  sealed = await sealedPaper({ isStamped: true, at: START });
});

const formOf = (file: Uint8Array<ArrayBuffer> | undefined, csrf = ''): FormData => {
  const form = new FormData();
  form.set('csrf', csrf);
  if (file) form.set('file', new File([file], 'handling.pdf', { type: 'application/pdf' }));
  return form;
};

/** A stranger: nobody is signed in, and the page has been read once. */
const given = async () => {
  const portal = testPortal();
  const browser = portal.browser();
  const page = await (await browser.get(PATH)).text();
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const post = (body: FormData, headers: Record<string, string> = {}, path = PATH) =>
    portal.app.request(`${PORTAL}${path}`, {
      method: 'POST',
      headers: { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin', Origin: 'null', ...headers },
      body,
    });
  return { portal, browser, page, post, csrf: browser.csrf };
};
const bytesOf = (file: Buffer) => new Uint8Array(file);

describe('anybody checks a sealed document', () => {
  it('on a page without scripts, which says that nothing is kept', async () => {
    const { page } = await given();
    expect(page).toContain('<form method="post" action="/verify" enctype="multipart/form-data"');
    expect(page).toContain('sparas inte och loggas inte');
    expect(page).not.toContain('<script');
  });

  it('and is told who signed what, when, at which level, and which edition it is', async () => {
    const { post, csrf } = await given();
    const response = await post(formOf(bytesOf(sealed), csrf));
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(page).toContain('Handlingen är oförändrad');
    for (const told of ['Beställning av uppdrag', 'Prov Handläggare', 'Haninge kommun', 'tillitsnivå 3', 'B-T'])
      expect(page).toContain(told);
    expect(page).toContain(createHash('sha256').update(sealed).digest('hex'));
    expect(page).toMatch(/Utgåva<\/dt><dd>2/);
  });

  it('in English too', async () => {
    const { portal, csrf, browser } = await given();
    browser.cookies.set('__Host-language', 'en');
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await portal.app.request(`${PORTAL}${PATH}`, {
      method: 'POST',
      headers: { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' },
      body: formOf(bytesOf(sealed), csrf),
    });
    expect(await response.text()).toContain('The document is unchanged');
  });

  it('and sees what was changed, without a word of what the file then says', async () => {
    const { post, csrf } = await given();
    const page = await (await post(formOf(bytesOf(Buffer.concat([sealed, Buffer.from('\n')])), csrf))).text();
    expect(page).toContain('Handlingen är ändrad');
    expect(page).toContain('added-after-seal');
    expect(page).toContain('Så säger stämpeln om sig själv, utan att något styrker det');
    expect(page).not.toContain('Prov Handläggare');
  });

  it('and is not taken in by a stranger who has a seal of the same issuer and a municipality’s name inside', async () => {
    const { post, csrf } = await given();
    const organisation = 'Ond AB';
    const issuer = await testSealIssuer();
    const leaf = await issueCertificate({ name: organisation, organisation, issuer, serial: 960 });
    const statement = { ...STATEMENT, organisation };
    const made = await sealedPaper({ key: sealKeyOf(leaf, issuer), isStamped: true, at: START, statement });
    const page = await (await post(formOf(bytesOf(made), csrf))).text();
    expect(page).toContain('Handlingen går inte att lita på');
    expect(page).toContain('sealer-not-known');
    expect(page).not.toContain('Prov Handläggare');
  });

  it('a withdrawn document is genuine but not valid', async () => {
    const { post, csrf } = await given();
    const withdrawn = await sealedPaper({ isStamped: true, statement: { ...STATEMENT, status: 'withdrawn' } });
    const page = await (await post(formOf(bytesOf(withdrawn), csrf))).text();
    expect(page).toContain('Handlingen är äkta men återkallad');
    expect(page).not.toContain('Handlingen är oförändrad');
  });

  it.each([
    ['of the page, by its address', { 'Sec-Fetch-Site': 'same-origin' }, '?format=json', true],
    ['of a program, by its header, with no page before it', { Accept: 'application/json', Cookie: '' }, '', false],
  ])('as JSON: %s', async (_who, headers, query, isFromPage) => {
    const { post, csrf } = await given();
    const response = await post(formOf(bytesOf(sealed), isFromPage ? csrf : ''), headers, `${PATH}${query}`);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toMatchObject({
      verdict: 'valid',
      findings: [{ code: 'revocation-kept', severity: 'note' }],
      seal: { by: 'Haninge kommun', profile: 'B-T' },
      document: { id: STATEMENT.id, edition: 2 },
    });
  });

  it('no file, or an empty one, is asked for again', async () => {
    const { post, csrf } = await given();
    for (const form of [formOf(undefined, csrf), formOf(new Uint8Array(), csrf)]) {
      const response = await post(form);
      expect(response.status).toBe(422);
      expect(await response.text()).toContain('Välj en fil att kontrollera.');
    }
    const asJson = await post(formOf(undefined), { Accept: 'application/json' });
    expect([asJson.status, await asJson.json()]).toMatchObject([422, { error: 'missing' }]);
  });

  it('a file above four megabytes is refused, and the limit is told', async () => {
    const { post, csrf } = await given();
    const response = await post(formOf(new Uint8Array(4 * 1024 * 1024 + 20_000), csrf));
    expect(response.status).toBe(413);
    expect(await response.text()).toContain('större än 4 MB');
    expect((await post(formOf(new Uint8Array(4 * 1024 * 1024), csrf))).status).toBe(200);
  });

  it('what is no PDF at all gets an answer, not an error', async () => {
    const { post, csrf } = await given();
    const page = await (await post(formOf(new TextEncoder().encode('hej'), csrf))).text();
    expect(page).toContain('Filen går inte att läsa');
  });

  it('a form from elsewhere is refused', async () => {
    const { post, csrf } = await given();
    expect((await post(formOf(bytesOf(sealed), 'x'))).status).toBe(403);
    expect((await post(formOf(bytesOf(sealed), csrf), { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect(
      (await post(formOf(bytesOf(sealed)), { 'Sec-Fetch-Site': 'cross-site' }, '/verify?format=json')).status,
    ).toBe(403);
  });

  it('nothing is kept, and nothing of the file is logged', async () => {
    const { portal, post, csrf } = await given();
    const before = portal.snapshot();
    await post(formOf(bytesOf(sealed), csrf));
    expect(portal.snapshot()).toBe(before);
    expect(portal.lines.at(-1)).toEqual({ event: 'request', method: 'POST', route: '/verify', status: 200 });
  });

  it('every other form keeps its own limit', async () => {
    const { portal, browser } = await given();
    const response = await browser.post('/language', { locale: 'en', returnTo: 'a'.repeat(70_000) });
    expect(response.status).toBe(413);
    expect(portal.lines.at(-1)?.status).toBe(413);
  });
});
