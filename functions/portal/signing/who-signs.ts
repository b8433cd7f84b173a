import { DelegatedKind, delegationFor } from '#domain/authority';
import { dateOf } from '#domain/calendar';
import type { DocumentKind } from '#domain/facts';
import type { SignedAs } from '#domain/signer-then';
import type { RoundDocumentKind } from '#domain/signing-round';
import type { Staff, StaffId } from '#domain/staff';
import type { PortalDeps } from '../portal-deps.ts';

/** Who somebody is at this moment, for what they sign, and by which delegation they may: it is kept with the signature. */
export const whoSigns = async (
  { register, delegations, now }: Pick<PortalDeps, 'register' | 'delegations' | 'now'>,
  { id, party, name, role }: Staff,
  documentKind: DocumentKind | RoundDocumentKind,
  { hours, onBehalfOf }: { hours?: number | undefined; onBehalfOf?: StaffId | undefined },
): Promise<SignedAs> => {
  const represented = onBehalfOf && (await register.staff(party, onBehalfOf));
  const delegated = DelegatedKind.safeParse(documentKind);
  const delegation =
    delegated.success &&
    delegationFor(
      await delegations.of(party),
      { id, party, role },
      delegated.data,
      hours === undefined ? {} : { hours },
      dateOf(now()),
    );
  return {
    signer: { name, role, ...(represented && { onBehalfOf: represented.name }) },
    ...(delegation && { delegation: { id: delegation.id, reference: delegation.reference } }),
  };
};
