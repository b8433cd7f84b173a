import { describe, expect, it } from 'vitest';
import { createPortal } from '#portal/app.tsx';
import { testPortal } from '#test/portal';

describe('our public keys', () => {
  it('are where a provider fetches them, for some minutes, without cookies or a session', async () => {
    const keys = [{ kty: 'EC', kid: 'current', crv: 'P-256', x: 'x', y: 'y', alg: 'ES256', use: 'sig' }];
    const portal = createPortal({ ...testPortal().deps, clientKeys: { publicKeys: async () => keys } });
    const response = await portal.request('https://portal.test/.well-known/jwks.json');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/jwk-set+json');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(await response.json()).toEqual({ keys });
  });
});
