import type { DocumentStatement } from '#documents/sealing/verification';
import { type PartyId, partyName } from '#domain/parties';
import type { SignedAs } from '#domain/signer-then';
import type { StaffId } from '#domain/staff';
import type { Register } from '#ports/register';
import { ROLES } from './paper-words.ts';

type OnPaper = Pick<
  DocumentStatement['signatures'][number],
  'name' | 'role' | 'organisation' | 'onBehalfOf' | 'delegation'
>;

/**
 * What a paper says of a signer: who they were when they signed. Of a signature that was made before that was kept, the
 * register says who they are now.
 */
export const signerOnPaper = async (
  register: Register,
  o: { party: PartyId; by: StaffId; onBehalfOf?: StaffId | undefined } & SignedAs,
): Promise<OnPaper> => {
  const { party, by, delegation } = o;
  const nameOf = async (id: StaffId) => (await register.staff(party, id))?.name ?? id;
  const signer = o.signer ?? (await register.staff(party, by));
  const represented = o.onBehalfOf && (o.signer?.onBehalfOf ?? (await nameOf(o.onBehalfOf)));
  return {
    name: signer?.name ?? by,
    role: signer ? ROLES[signer.role] : '–',
    organisation: partyName(party),
    ...(represented && { onBehalfOf: represented }),
    ...(delegation && { delegation: delegation.reference }),
  };
};
