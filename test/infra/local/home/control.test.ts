import { afterEach, describe, expect, it } from 'vitest';
import { controlHeader, createControl } from '../../../../infra/local/control/control.ts';
import { type Door, openDoor } from '../../../../infra/local/ports.ts';

const open: Door[] = [];
afterEach(async () => {
  for (const door of open.splice(0)) await door.close();
});

async function aControl() {
  const done: string[] = [];
  const controls = {
    status: () => ({ done }),
    advance: (ms: number) => void done.push(`advance ${ms}`),
    settle: async () => void done.push('settle'),
    shutdown: () => void done.push('shutdown'),
  };
  const door = await openDoor(0, createControl(controls));
  open.push(door);
  const call = (
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = { [controlHeader]: '1' },
  ) => fetch(`http://127.0.0.1:${door.port}${path}`, { method, headers, ...(body !== undefined && { body }) });
  return { call, done };
}

describe('the control door', () => {
  it('tells, moves the clock, waits and ends', async () => {
    const { call, done } = await aControl();
    expect(await (await call('GET', '/status')).json()).toEqual({ done: [] });
    expect((await call('POST', '/clock', '{"advance":"30d"}')).status).toBe(200);
    expect((await call('POST', '/settle')).status).toBe(200);
    expect((await call('POST', '/shutdown')).status).toBe(202);
    expect(done).toEqual(['advance 2592000000', 'settle', 'shutdown']);
  });

  it.each(['{"advance":"-1d"}', '{"advance":"1y"}', '{}', 'x', '{"advance":"1d","more":1}'])(
    'does not move the clock by %s',
    async (body) => {
      const { call, done } = await aControl();
      expect((await call('POST', '/clock', body)).status).toBe(400);
      expect(done).toEqual([]);
    },
  );

  it.each([
    ['lacks the header', {}],
    ['comes from a page', { [controlHeader]: '1', origin: 'http://localhost:8300' }],
    ['comes from a browser', { [controlHeader]: '1', 'sec-fetch-site': 'none' }],
  ])('refuses a request that %s', async (_what, headers) => {
    const { call, done } = await aControl();
    expect((await call('POST', '/shutdown', undefined, headers)).status).toBe(403);
    expect(done).toEqual([]);
  });

  it('knows nothing else', async () => {
    const { call } = await aControl();
    expect((await call('GET', '/clock')).status).toBe(404);
  });
});
