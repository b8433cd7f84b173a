import { z } from 'zod';
import { IdentificationRefused, IdentificationUnavailable } from '#ports/identity-provider';
import type { OidcConnection } from './oidc-connection.ts';

const TIMEOUT_MS = 10_000;
const Pushed = z.looseObject({ request_uri: z.string().min(1), expires_in: z.number().positive() });

/**
 * Hands the request object to the provider before the browser goes there (RFC 9126 §3): what is asked then never passes
 * through a browser, and no address limits its length.
 * @returns the reference that the browser carries instead
 * @throws IdentificationRefused, IdentificationUnavailable
 */
export const pushRequest = async (
  { configuration, fetch }: OidcConnection,
  { endpoint, authenticate }: NonNullable<OidcConnection['push']>,
  request: string,
): Promise<string> => {
  const body = new URLSearchParams({ request });
  const headers = new Headers({ accept: 'application/json' });
  await authenticate(configuration.serverMetadata(), configuration.clientMetadata(), body, headers);
  const response = await fetch(endpoint, {
    method: 'POST',
    headers,
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => {
    throw new IdentificationUnavailable('no-answer');
  });
  if (response.status !== 201 && response.status !== 200) {
    await response.body?.cancel();
    if (response.status >= 400 && response.status < 500) throw new IdentificationRefused('refused-by-provider');
    throw new IdentificationUnavailable('no-answer');
  }
  const pushed = Pushed.safeParse(await response.json().catch(() => undefined));
  if (!pushed.success) throw new IdentificationUnavailable('no-answer');
  return pushed.data.request_uri;
};
