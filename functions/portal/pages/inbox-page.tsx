import type { FC } from 'hono/jsx';
import type { AssignmentId, Outcome, Status } from '#domain/assignment';
import type { CulledSummary } from '#domain/culling';
import { PARTIES, type PartyId } from '#domain/parties';
import type { Side } from '#domain/staff';
import type { Frame } from '../design/frame.ts';
import { EmptyState, Section, StatusBadge, Table } from '../design/parts.tsx';
import type { NextAction } from '../next-action.ts';

export interface InboxLine {
  id: AssignmentId;
  reference: string;
  subject: string | undefined;
  side: Side;
  status: Status;
  outcome: Outcome | undefined;
  openedAt: string;
  next: NextAction;
  lastDay: string | undefined;
}

export interface InboxView {
  party: PartyId;
  lines: InboxLine[];
  culled: (CulledSummary & { reference: string })[];
  /** The municipality has a sign-in of its own, which the reader may connect. */
  hasOwnSignIn?: boolean;
}

export const InboxPage: FC<{ frame: Frame; view: InboxView }> = ({ frame, view }) => {
  const { t } = frame;
  return (
    <>
      <h1>{t.inbox.title}</h1>
      <p class="lead">{t.inbox.lead(PARTIES[view.party])}</p>
      <div class="card">
        {view.lines.length === 0 ? (
          <EmptyState title={t.inbox.empty} help={t.inbox.emptyHelp} />
        ) : (
          <Table<InboxLine>
            caption={t.inbox.title}
            rows={view.lines}
            columns={[
              {
                title: t.inbox.reference,
                cell: ({ id, reference }) => (
                  <a class="number" href={`/assignments/${id}`}>
                    {reference}
                  </a>
                ),
              },
              {
                title: t.inbox.subject,
                cell: ({ subject }) => subject ?? <span class="quiet">{t.inbox.hiddenSubject}</span>,
              },
              { title: t.inbox.side, cell: ({ side }) => t.sides[side] },
              { title: t.inbox.status, cell: ({ status }) => <StatusBadge frame={frame} status={status} /> },
              {
                title: t.inbox.next,
                cell: ({ next }) => (next.kind === 'do' ? <strong>{t.acts[next.act]}</strong> : t.awaited[next.for]),
              },
              { title: t.inbox.lastDay, cell: ({ lastDay }) => lastDay ?? '–', isNumber: true },
            ]}
          />
        )}
      </div>
      {view.culled.length > 0 && (
        <Section title={t.inbox.culledTitle}>
          <p>{t.inbox.culledLead}</p>
          <Table<InboxView['culled'][number]>
            caption={t.inbox.culledTitle}
            rows={view.culled}
            columns={[
              { title: t.inbox.reference, cell: ({ reference }) => reference },
              { title: t.inbox.outcome, cell: ({ outcome }) => t.outcomes[outcome] },
              { title: t.inbox.opened, cell: ({ openedOn }) => openedOn, isNumber: true },
              { title: t.inbox.ended, cell: ({ endedOn }) => endedOn, isNumber: true },
              {
                title: t.inbox.certificate,
                cell: ({ certificateId, reference }) => (
                  <a href={`/certificates/${certificateId}`} aria-label={`${t.inbox.certificate} ${reference}`}>
                    {t.inbox.certificate}
                  </a>
                ),
              },
            ]}
          />
        </Section>
      )}
      {view.hasOwnSignIn && (
        <p>
          <a href="/own-sign-in">{t.ownSignIn.title}</a>
        </p>
      )}
    </>
  );
};
