import type { FC } from 'hono/jsx';
import type { AssignmentId } from '#domain/assignment';
import type { ParkedText } from '../actions/read-parked.ts';
import { ButtonForm } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { BackLink, Done, EmptyState, Facts, Moment, PlainText, Section, Table } from '../design/parts.tsx';

export interface ParkedLine {
  id: AssignmentId;
  reference: string;
  openedAt: string;
  verdict: string | undefined;
  isClosed: boolean;
}

/** The list of parked mail: numbers, dates and words, nothing of what the mail says or who sent it. */
export const ParkedPage: FC<{ frame: Frame; lines: ParkedLine[]; done: boolean; mayClose: boolean }> = ({
  frame,
  lines,
  done,
  mayClose,
}) => {
  const { t } = frame;
  return (
    <>
      <Done text={done ? t.parked.done : undefined} />
      <h1>{t.parked.title}</h1>
      <p class="lead">{t.parked.lead}</p>
      <div class="card">
        {lines.length === 0 ? (
          <EmptyState title={t.parked.empty} help={t.parked.emptyHelp} />
        ) : (
          <Table<ParkedLine>
            caption={t.parked.title}
            rows={lines}
            columns={[
              {
                title: t.parked.id,
                cell: ({ id, reference }) => (
                  <a class="number" href={`/parked/${id}`}>
                    {reference}
                  </a>
                ),
              },
              { title: t.parked.date, cell: ({ openedAt }) => <Moment at={openedAt} />, isNumber: true },
              { title: t.parked.verdict, cell: ({ verdict }) => t.parkedBecause[verdict ?? ''] ?? t.parked.unknown },
              {
                title: t.parked.close,
                cell: ({ id, reference, isClosed }) =>
                  isClosed || !mayClose ? (
                    t.parked.closed
                  ) : (
                    <a href={`/parked/${id}/close`} aria-label={t.parked.closeOf(reference)}>
                      {t.parked.close}
                    </a>
                  ),
              },
            ]}
          />
        )}
      </div>
    </>
  );
};

export interface ParkedMailView {
  path: string;
  reference: string;
  openedAt: string;
  verdict: string | undefined;
  heldSince: string | undefined;
  mayClose: boolean;
  mayFetch: boolean;
  hasCulling: boolean;
  done: string | undefined;
  /** What the mail says, once somebody has asked to read it. */
  text: ParkedText | undefined;
}

/** One parked mail: what is known without opening it, the way to read it, and what may be decided. */
export const ParkedMailPage: FC<{ frame: Frame; view: ParkedMailView }> = ({ frame, view }) => {
  const { t } = frame;
  const { path, text } = view;
  return (
    <>
      <Done text={t.assignment.done[view.done ?? '']} />
      <h1>{t.parked.one(view.reference)}</h1>
      <div class="card">
        <Facts
          rows={[
            [t.parked.date, <Moment at={view.openedAt} />],
            [t.parked.verdict, t.parkedBecause[view.verdict ?? ''] ?? t.parked.unknown],
            [t.culling.title, view.heldSince && t.culling.heldSince(view.heldSince)],
          ]}
        />
      </div>
      <Section title={t.parked.contents}>
        {text ? (
          <ParkedMailText frame={frame} text={text} />
        ) : (
          <>
            <p>{t.parked.readLead}</p>
            <ButtonForm frame={frame} action={`${path}/reveal`} label={t.parked.read} />
          </>
        )}
        {view.mayFetch ? (
          <div class="buttons">
            <ButtonForm frame={frame} action={`${path}/download`} label={t.parked.fetch} kind="small second" />
          </div>
        ) : (
          <p class="quiet">{t.parked.noFetch}</p>
        )}
      </Section>
      {(view.mayClose || view.hasCulling) && (
        <Section title={t.parked.decide}>
          <p class="buttons">
            {view.mayClose && (
              <a class="button" href={`${path}/close`}>
                {t.parked.close}
              </a>
            )}
            {view.hasCulling && (
              <a class="button second" href={`${path}/culling`}>
                {t.parked.toCulling}
              </a>
            )}
          </p>
        </Section>
      )}
      <BackLink href="/parked" label={t.nav.parked} />
    </>
  );
};

const ParkedMailText: FC<{ frame: Frame; text: ParkedText }> = ({ frame: { t }, text }) => (
  <>
    <Facts
      rows={[
        [t.parked.from, text.senderDomain ?? t.parked.unknown],
        [t.parked.sent, text.date && <Moment at={text.date} />],
        [t.parked.subject, text.subject],
      ]}
    />
    <PlainText text={text.body} label={t.parked.contents} />
    {text.attachmentNames.length > 0 && (
      <>
        <h3>{t.parked.attachments}</h3>
        <ul>
          {text.attachmentNames.map((name) => (
            <li>{name}</li>
          ))}
        </ul>
      </>
    )}
  </>
);
