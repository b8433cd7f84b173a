import { createHmac } from 'node:crypto';
import type { IdentityKeys } from '#ports/identity-keys';

/** A keyed MAC per municipality, in memory. */
export const memoryIdentityKeys = (): IdentityKeys => ({
  macOf: async (party, personalIdentityNumber) =>
    createHmac('sha256', `test key of ${party}`).update(personalIdentityNumber).digest('base64url'),
});
