import type { SealKeys, Timestamps } from '#ports/seal-keys';
import { kmsSealKeys } from './kms-seal-keys.ts';
import { rfc3161Timestamps } from './rfc3161-timestamps.ts';
import { secretsManager } from './secrets.ts';

/** What sealing needs of the world: keys, their certificates, and a clock that others believe. */
export const sealingPorts = (): { sealKeys: SealKeys; timestamps: Timestamps } => {
  const secrets = secretsManager();
  return { sealKeys: kmsSealKeys({ secrets }), timestamps: rfc3161Timestamps({ secrets }) };
};
