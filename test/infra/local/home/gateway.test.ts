import { once } from 'node:events';
import { request } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpApi } from '../../../../infra/local/gateway/http-api.ts';
import type { LambdaResult } from '../../../../infra/local/lambda/host.ts';
import { type Door, openDoor } from '../../../../infra/local/ports.ts';
import type { RouteSpec } from '../../../../infra/local/template/deployment.ts';

const open: Door[] = [];
afterEach(async () => {
  for (const door of open.splice(0)) await door.close();
});

/** An HTTP API in front of a function that answers `result`; keeps what it was called with. */
async function anApi(result: LambdaResult | ((event: unknown) => LambdaResult), routes?: RouteSpec[]) {
  const events: APIGatewayProxyEventV2[] = [];
  const called: string[] = [];
  const api = createHttpApi({
    api: { id: 'Api', routes: routes ?? [{ key: '$default', functionArn: 'arn:portal' }] },
    invoke: async (arn, event) => {
      called.push(arn);
      events.push(JSON.parse(JSON.stringify(event)));
      return typeof result === 'function' ? result(event) : result;
    },
  });
  const door = await openDoor(0, api);
  open.push(door);
  return { url: `http://127.0.0.1:${door.port}`, port: door.port, events, called };
}
const ok: LambdaResult = { payload: { statusCode: 200, body: 'ok' } };

describe('a request to the portal', () => {
  it('becomes an event in payload format 2.0', async () => {
    const { url, events } = await anApi(ok);
    await fetch(`${url}/uppdrag/a%20b?x=1&x=2&y=%C3%A5`, { headers: { cookie: 'a=1; b=2', 'X-One': 'One' } });
    const [event] = events;
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/uppdrag/a%20b',
      rawQueryString: 'x=1&x=2&y=%C3%A5',
      queryStringParameters: { x: '1,2', y: 'å' },
      cookies: ['a=1', 'b=2'],
      headers: { 'x-one': 'One' },
      isBase64Encoded: false,
      requestContext: { http: { method: 'GET', path: '/uppdrag/a%20b', sourceIp: '127.0.0.1' }, stage: '$default' },
    });
    expect(event?.headers).not.toHaveProperty('cookie');
    expect(event).not.toHaveProperty('body');
  });

  it('carries JSON as text, and a form or bytes as base64', async () => {
    const { url, events } = await anApi(ok);
    await fetch(url, { method: 'POST', body: '{"å":1}', headers: { 'content-type': 'application/json' } });
    await fetch(url, { method: 'POST', body: new URLSearchParams({ namn: 'å' }) });
    await fetch(url, { method: 'POST', body: new Uint8Array([0, 255]) });
    expect(events.map(({ body, isBase64Encoded }) => [body, isBase64Encoded])).toEqual([
      ['{"å":1}', false],
      [Buffer.from('namn=%C3%A5').toString('base64'), true],
      ['AP8=', true],
    ]);
  });

  it('is refused in both languages above the limits of API Gateway and of Lambda', async () => {
    const { url, called } = await anApi(ok);
    for (const size of [10_000_001, 5_000_000]) {
      const answer = await fetch(url, { method: 'POST', body: new Uint8Array(size) }).catch(() => undefined);
      if (answer === undefined) continue;
      expect(answer.status).toBe(413);
      expect(await answer.text()).toMatch(/för stort[\s\S]*Too large/);
    }
    expect(called).toEqual([]);
  });

  it('is refused when it names another host, as a rebound name does', async () => {
    const { port, called } = await anApi(ok);
    const req = request({ port, host: '127.0.0.1', headers: { host: 'portal.example' } }).end();
    const [res] = await once(req, 'response');
    expect(res.statusCode).toBe(421);
    expect(called).toEqual([]);
    res.resume();
  });

  it('goes to the route that fits best', async () => {
    const { url, called } = await anApi(ok, [
      { key: '$default', functionArn: 'default' },
      { key: 'ANY /{proxy+}', functionArn: 'any' },
      { key: 'GET /a/{id}', functionArn: 'variable' },
      { key: 'GET /a/b.c', functionArn: 'whole' },
    ]);
    for (const path of ['/a/b.c', '/a/bxc', '/a/b/c', '/']) await fetch(url + path);
    expect(called).toEqual(['whole', 'variable', 'any', 'default']);
  });
});

describe("a function's answer", () => {
  it('becomes an HTTP answer with its cookies, headers and bytes', async () => {
    const { url } = await anApi({
      payload: {
        statusCode: 201,
        headers: { 'Content-Type': 'image/png', 'X-Two': '2' },
        cookies: ['a=1; HttpOnly', 'b=2'],
        body: 'AP8=',
        isBase64Encoded: true,
      },
    });
    const answer = await fetch(url);
    expect([answer.status, answer.headers.get('x-two'), answer.headers.get('content-type')]).toEqual([
      201,
      '2',
      'image/png',
    ]);
    expect(answer.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([0, 255]);
  });

  it('without a status is the body of a 200', async () => {
    const { url } = await anApi({ payload: { hej: 1 } });
    const answer = await fetch(url);
    expect([answer.status, await answer.json()]).toEqual([200, { hej: 1 }]);
  });

  it.each([
    ['an error', { functionError: { errorType: 'X', errorMessage: 'inside', trace: [] } }],
    ['not an answer', { payload: { statusCode: 'many' } }],
  ])('that is %s shows nothing of what went wrong', async (_what, result) => {
    const { url } = await anApi(result);
    const answer = await fetch(url);
    expect([answer.status, await answer.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
  });

  it('to HEAD has no body, and a date of the home', async () => {
    const { url } = await anApi(ok);
    const answer = await fetch(url, { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '2', '']);
  });
});
