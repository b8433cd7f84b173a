import { KMSClient } from '@aws-sdk/client-kms';
import { kmsClientKey } from '#adapters/oidc-client-key';
import { createLocalIdentity, type LocalIdentity } from '../identity/provider.ts';
import type { TestPerson } from '../identity/test-person.ts';
import { seedRegister } from '../seed/register.ts';
import type { Credentials } from './credentials.ts';

/** The test persons, and the e-ID that they identify themselves with. */
export interface People {
  persons: readonly TestPerson[];
  identity: LocalIdentity;
}

/**
 * Fills the register with the test persons and opens their e-ID, with the portal as its one client.
 * @param o.environment the variables of the functions: which register, which client, which key. A deployment without a
 *   register has no persons, one without the client's key no client.
 */
export async function welcomePeople(o: {
  dir: string;
  issuer: string;
  credentials: Credentials;
  environment: Readonly<Record<string, string>>;
  closing: AsyncDisposableStack;
}): Promise<People> {
  const { dir, issuer, credentials, environment, closing } = o;
  const { REGISTER_TABLE, OIDC_CLIENT_ID, OIDC_CLIENT_KEY, PORTAL_URL } = environment;
  const persons = REGISTER_TABLE === undefined ? [] : await seedRegister({ env: { ...environment } });

  const clients = [];
  if (OIDC_CLIENT_ID !== undefined && OIDC_CLIENT_KEY !== undefined) {
    const { AWS_REGION: region = '', AWS_ENDPOINT_URL_KMS: endpoint = '' } = environment;
    const kms = new KMSClient({ region, credentials, endpoint });
    const key = await kmsClientKey(OIDC_CLIENT_KEY, kms).publicJwk();
    kms.destroy();
    clients.push({ clientId: OIDC_CLIENT_ID, redirectUris: [`${PORTAL_URL}/callback`], jwks: { keys: [key] } });
  }
  const identity = await createLocalIdentity({
    issuer,
    dir,
    persons: persons.map(({ id, name, personalIdentityNumber, acr }) => ({
      id,
      name,
      personalIdentityNumber,
      ...(acr !== undefined && { acr }),
    })),
    clients,
  });
  return { persons, identity: closing.adopt(identity, (one) => one.close()) };
}
