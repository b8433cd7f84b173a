import type { IdentityMethod } from '#ports/identity-provider';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext } from '../portal-env.ts';
import { fieldsOf } from './fields.ts';

/** The e-ID that was chosen with the button of a form; where none that we offer was, the one with pages of its own. */
export const methodIn = async (
  c: PortalContext,
  { identityMethods }: Pick<PortalDeps, 'identityMethods'>,
): Promise<IdentityMethod> => {
  const offered = await identityMethods.offered();
  const { method } = await fieldsOf(c);
  return offered.find((one) => one === method) ?? (offered.includes('eid') ? 'eid' : (offered[0] ?? 'eid'));
};
