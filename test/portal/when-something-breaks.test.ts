import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { describe, expect, it } from 'vitest';
import { createPortal } from '#portal/app.tsx';
import { IdentificationUnavailable } from '#ports/identity-provider';
import { testPortal } from '#test/portal';
import { givenFile, givenMaterial, ORDERER, PATH } from '#test/portal-files';

describe('when something breaks', () => {
  it('people are told what is kept and what to do, and the log has the name of the error alone', async () => {
    const portal = testPortal();
    await givenFile(portal, { status: 'circulated', facts: [await givenMaterial(portal)] });
    const browser = await portal.signedIn(ORDERER, 'handler');
    portal.deps.vault.get = async () => {
      throw new RangeError('a text that holds 189001019802');
    };
    const response = await browser.get(PATH);
    const page = await response.text();
    expect(response.status).toBe(500);
    expect(page).toContain('Något gick fel');
    expect(page).toContain('Vad du kan göra');
    expect(page).not.toMatch(/RangeError|189001019802|at Object/);
    expect(portal.lines.filter(({ event }) => event === 'failure')).toMatchObject([
      { error: 'RangeError', route: '/assignments/:id', status: 500 },
    ]);
    expect(JSON.stringify(portal.lines)).not.toContain('189001019802');
  });

  it('the page comes whole, with its headers, though the store of sessions is away', async () => {
    const portal = testPortal();
    const browser = await portal.signedIn(ORDERER, 'handler');
    portal.deps.access.findSession = async () => {
      throw new Error('away');
    };
    const response = await browser.get('/inbox');
    expect(response.status).toBe(500);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).toContain('</html>');
  });

  it('nobody is stuck when the e-ID is away: the pages are there and say so when it is needed', async () => {
    const portal = testPortal();
    portal.deps.identity.startIdentification = async () => {
      throw new IdentificationUnavailable('no-answer');
    };
    const browser = portal.browser();
    expect((await browser.get('/sign-in')).status).toBe(200);
    const response = await browser.post('/sign-in', { party: ORDERER });
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('E-legitimationen svarar inte');
  });

  it('the same form that fails to be kept leaves no session and no half of one', async () => {
    const portal = testPortal();
    const browser = portal.browser();
    portal.deps.access.putSession = async () => {
      throw new Error('away');
    };
    const response = await browser.signIn(ORDERER, 'handler');
    expect(response.status).toBe(500);
    expect(browser.cookies.has('__Host-session')).toBe(false);
  });
});

describe('behind an HTTP API', () => {
  it('takes cookies and base64 forms in, and gives each cookie out, as payload 2.0 says', async () => {
    const portal = testPortal();
    const handler = handle(createPortal(portal.deps));
    const call = async (method: string, rawPath: string, o: { cookies?: string[]; body?: string } = {}) => {
      const event = {
        version: '2.0',
        routeKey: '$default',
        rawPath,
        rawQueryString: '',
        cookies: o.cookies ?? [],
        headers: {
          host: 'portal.test',
          'sec-fetch-site': 'same-origin',
          'content-type': 'application/x-www-form-urlencoded',
        },
        requestContext: { http: { method, path: rawPath }, domainName: 'portal.test' },
        isBase64Encoded: true,
        ...(o.body && { body: Buffer.from(o.body).toString('base64') }),
      };
      return (await handler(event as unknown as LambdaEvent)) as {
        statusCode: number;
        body: string;
        cookies?: string[];
        headers?: Record<string, string>;
      };
    };
    const page = await call('GET', '/sign-in');
    expect(page.statusCode).toBe(200);
    const cookies = (page.cookies ?? []).map((cookie) => cookie.split(';')[0] ?? '');
    const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec(page.body) ?? [];
    const body = new URLSearchParams({ csrf, party: ORDERER }).toString();
    const away = await call('POST', '/sign-in', { cookies, body });
    expect(away.statusCode).toBe(303);
    expect(away.headers?.location).toMatch(/^https:\/\/e-id\.test\//);
  });
});
