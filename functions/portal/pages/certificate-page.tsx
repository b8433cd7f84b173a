import type { FC } from 'hono/jsx';
import type { ApprovedCertificate, CullingCertificate } from '#domain/culling';
import { PARTIES } from '#domain/parties';
import { ButtonForm } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { Facts, levelName, Moment, Section, Table } from '../design/parts.tsx';

/** What the controller has said of the certificate, and what the reader may do about it. */
export interface ApprovalView {
  approval: ApprovedCertificate | undefined;
  mayApprove: boolean;
}

export const CertificatePage: FC<{ frame: Frame; certificate: CullingCertificate; view: ApprovalView }> = ({
  frame,
  frame: { t },
  certificate: c,
  view,
}) => (
  <>
    <h1>{t.certificate.title}</h1>
    <p class="lead">{t.certificate.lead}</p>
    <div class="card done">
      <p>
        <strong>{t.certificate.culled}</strong>
        <br />
        {t.certificate.absent} <Moment at={c.absenceVerifiedAt} />
      </p>
    </div>
    <div class="card">
      <Facts
        rows={[
          [t.certificate.id, <span class="number">{c.id}</span>],
          [t.certificate.assignment, <span class="number">{c.assignmentId}</span>],
          [t.certificate.orderer, PARTIES[c.orderer]],
          [t.certificate.performer, c.performer ? PARTIES[c.performer] : t.certificate.none],
          [t.certificate.outcome, t.outcomes[c.outcome]],
          [t.certificate.opened, c.openedOn],
          [t.certificate.ended, c.endedOn],
          [t.certificate.culledAt, <Moment at={c.culledAt} />],
          [t.certificate.verifiedAt, <Moment at={c.absenceVerifiedAt} />],
          [t.certificate.issuedAt, <Moment at={c.issuedAt} />],
          [t.certificate.restorable, c.nothingRestorableFrom],
        ]}
      />
    </div>
    <Section title={t.certificate.erased}>
      <Table
        caption={t.certificate.erased}
        rows={Object.entries(c.erased)}
        columns={[
          { title: t.certificate.place, cell: ([place]) => t.certificate.places[place] ?? place },
          { title: t.certificate.count, cell: ([, count]) => count, isNumber: true },
        ]}
      />
    </Section>
    <Section title={t.certificate.basis}>
      <Table
        caption={t.certificate.basis}
        rows={c.basis}
        columns={[
          {
            title: t.certificate.authority,
            cell: ({ authority }) => t.certificate.authorities[authority] ?? authority,
          },
          { title: t.certificate.party, cell: ({ party }) => PARTIES[party] },
          {
            title: t.certificate.reference,
            cell: ({ reference, isExample }) => (
              <>
                {reference}
                {isExample && <strong> {t.certificate.example}</strong>}
              </>
            ),
          },
          { title: t.certificate.decidedOn, cell: ({ decidedOn }) => decidedOn, isNumber: true },
        ]}
      />
    </Section>
    <div class="card">
      <Facts
        rows={[
          [t.certificate.inventoryHash, <span class="hash">{c.inventoryHash}</span>],
          [t.certificate.receiptHash, c.receiptHash && <span class="hash">{c.receiptHash}</span>],
        ]}
      />
    </div>
    <Approval frame={frame} certificateId={c.id} view={view} />
    <ButtonForm frame={frame} action={`/certificates/${c.id}/sealed`} label={t.sealed.download} />
    <p class="quiet screen-only">{t.certificate.print}</p>
  </>
);

const Approval: FC<{ frame: Frame; certificateId: string; view: ApprovalView }> = ({
  frame,
  certificateId,
  view: { approval, mayApprove },
}) => {
  const t = frame.t.rounds.approval;
  return (
    <Section title={t.title}>
      <p>{approval ? t.approved : t.none}</p>
      {approval && (
        <Facts
          rows={[
            [t.approvedAt, <Moment at={approval.approvedAt} />],
            [t.level, levelName(frame, approval.level)],
            [t.textHash, <span class="hash">{approval.textHash}</span>],
          ]}
        />
      )}
      {!approval && mayApprove && (
        <ButtonForm frame={frame} action={`/certificates/${certificateId}/approval`} label={t.open} />
      )}
    </Section>
  );
};
