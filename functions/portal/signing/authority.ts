import { type Authority, authorityToSign, type DelegatedKind } from '#domain/authority';
import { dateOf } from '#domain/calendar';
import type { Staff } from '#domain/staff';
import type { PortalDeps } from '../portal-deps.ts';

/** Whether somebody may sign a document for their municipality today, by the delegations of its board. */
export const authorityOf = async (
  { delegations, now }: Pick<PortalDeps, 'delegations' | 'now'>,
  signer: Staff,
  kind: DelegatedKind,
  hours?: number,
): Promise<Authority> =>
  authorityToSign(
    await delegations.of(signer.party),
    signer,
    kind,
    hours === undefined ? {} : { hours },
    dateOf(now()),
  );
