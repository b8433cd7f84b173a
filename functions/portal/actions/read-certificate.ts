import type { CullingCertificate } from '#domain/culling';
import type { Staff } from '#domain/staff';
import type { PortalDeps } from '../portal-deps.ts';
import { ThingNotFound } from './errors.ts';

/** A culling certificate, for all staff of the two municipalities; it holds nothing personal. @throws ThingNotFound */
export const readCertificate = async (
  { records }: Pick<PortalDeps, 'records'>,
  staff: Staff,
  certificateId: string,
): Promise<CullingCertificate> => {
  const certificate = await records.certificate(certificateId);
  const isTheirs = certificate?.orderer === staff.party || certificate?.performer === staff.party;
  if (!certificate || !isTheirs) throw new ThingNotFound();
  return certificate;
};
