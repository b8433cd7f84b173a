import { z } from 'zod';
import { type CullingCertificate, certificateText } from '#domain/culling';
import { sha256 } from '#domain/hash';
import { partyName } from '#domain/parties';
import type { Staff } from '#domain/staff';
import { ThingNotFound } from '../actions/errors.ts';
import { authorityOf } from './authority.ts';
import type { RoundDeps, RoundKind } from './round-kind.ts';

const Payload = z.strictObject({ certificateId: z.string() });

/** SHA-256 of the certificate's text, as the sealed certificate states it: the approval is of this one alone. */
const certificateHash = (certificate: CullingCertificate): string => sha256(certificateText(certificate));

/** Whether somebody may approve a certificate: for the controller, by delegation, in a role that closes assignments. */
export const mayApprove = async (
  deps: Pick<RoundDeps, 'delegations' | 'now'>,
  staff: Staff,
  { orderer }: Pick<CullingCertificate, 'orderer'>,
): Promise<boolean> =>
  staff.isActive &&
  staff.party === orderer &&
  (staff.role === 'manager' || staff.role === 'registrar') &&
  (await authorityOf(deps, staff, 'certificate-approval')) === 'may';

const certificateIn = async ({ records }: Pick<RoundDeps, 'records'>, id: string): Promise<CullingCertificate> => {
  const certificate = await records.certificate(id);
  if (!certificate) throw new ThingNotFound();
  return certificate;
};

/** The controller's approval of a culling certificate (godkännande av gallringsintyg, R6.2). */
export const certificateApproval: RoundKind<z.infer<typeof Payload>> = {
  documentKind: 'certificate-approval',
  payload: Payload,
  async text(deps, _, { certificateId }, edition) {
    const certificate = await certificateIn(deps, certificateId);
    return [
      'GODKÄNNANDE AV GALLRINGSINTYG',
      `Gallringsintyg: ${certificate.id}`,
      `Uppdrag: ${certificate.assignmentId}`,
      `Personuppgiftsansvarig: ${partyName(certificate.orderer)}`,
      `Gallrat: ${certificate.culledAt}`,
      `Frånvaron kontrollerad: ${certificate.absenceVerifiedAt}`,
      `Inget kan återställas från och med: ${certificate.nothingRestorableFrom}`,
      `Förteckningens kontrollsumma (SHA-256): ${certificate.inventoryHash}`,
      `Intygets kontrollsumma (SHA-256): ${certificateHash(certificate)}`,
      `Utgåva: ${edition}`,
      '',
      'Intyget är granskat och godkänns av den personuppgiftsansvarige.',
      '',
    ].join('\n');
  },
  summary: ({ certificateId }) => `Godkännande av gallringsintyg ${certificateId}.`,
  async maySign(deps, signer, _, __, { certificateId }) {
    const certificate = await deps.records.certificate(certificateId);
    return certificate !== undefined && mayApprove(deps, signer, certificate);
  },
  async whenComplete({ records }, { id, party, textHash, signatures }, { certificateId }) {
    const signature = signatures.at(-1);
    const certificate = await records.certificate(certificateId);
    if (!signature || !certificate) return;
    const { at, level, evidenceKey, evidenceHash } = signature;
    await records.putApproval({
      certificateId,
      assignmentId: certificate.assignmentId,
      party,
      roundId: id,
      approvedAt: at,
      level,
      textHash,
      evidenceKey,
      evidenceHash,
    });
  },
  pathAfter: (_, { certificateId }) => `/certificates/${certificateId}`,
};
