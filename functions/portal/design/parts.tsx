import type { Child, FC } from 'hono/jsx';
import type { Status } from '#domain/assignment';
import { assuranceOf } from '#domain/assurance';
import type { Frame } from './frame.ts';

/** A level of assurance in words; one that is not registered as it was stated. */
export const levelName = ({ t }: Frame, uri: string): string => {
  const level = assuranceOf(uri)?.level;
  return level ? t.assurance.levels[level] : uri;
};

/** A card with a heading of its own. */
export const Section: FC<{ title: string; kind?: 'next' | 'warning'; children?: Child }> = ({
  title,
  kind,
  children,
}) => (
  <section class={kind ? `card ${kind}` : 'card'}>
    <h2>{title}</h2>
    {children}
  </section>
);

/** What has just been done; read out by screen readers. */
export const Done: FC<{ text: string | undefined }> = ({ text }) =>
  text ? (
    <div class="card done" role="status">
      <p>
        <strong>{text}</strong>
      </p>
    </div>
  ) : null;

export const Notice: FC<{ children?: Child }> = ({ children }) => <div class="card warning">{children}</div>;

export const EmptyState: FC<{ title: string; help: string }> = ({ title, help }) => (
  <div class="empty">
    <p>
      <strong>{title}</strong>
      {help}
    </p>
  </div>
);

const KINDS: Partial<Record<Status, string>> = {
  'in-review': 'now',
  circulated: 'now',
  ordered: 'now',
  sent: 'now',
  received: 'good',
  ended: 'quiet',
  parked: 'quiet',
};

export const StatusBadge: FC<{ frame: Frame; status: Status }> = ({ frame, status }) => (
  <span class={`badge ${KINDS[status] ?? ''}`}>{frame.t.statuses[status]}</span>
);

export const Badge: FC<{ kind: 'good' | 'bad' | 'quiet'; label: string }> = ({ kind, label }) => (
  <span class={`badge ${kind}`}>{label}</span>
);

/** A list of names and values. What has no value is left out. */
export const Facts: FC<{ rows: readonly (readonly [string, Child | undefined])[] }> = ({ rows }) => (
  <dl class="facts">
    {rows
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </>
      ))}
  </dl>
);

export interface Column<Row> {
  title: string;
  cell(row: Row): Child;
  isNumber?: boolean;
}

/** A table whose first column is each row's heading; on a narrow screen every row becomes a list. */
export const Table = <Row,>({
  caption,
  columns,
  rows,
}: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
}) => (
  <div class="scroll">
    <table class="stacks">
      <caption class="unseen">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ title }) => (
            <th scope="col">{title}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {columns.map(({ cell, title, isNumber }, number) =>
              number === 0 ? (
                <th scope="row">{cell(row)}</th>
              ) : (
                <td data-label={title} {...(isNumber ? { class: 'number' } : {})}>
                  {cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const stockholm = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** An instant as people read it, in Stockholm. */
export const Moment: FC<{ at: string }> = ({ at }) => <time datetime={at}>{stockholm.format(new Date(at))}</time>;

/** A text as it is, with its line breaks, as a region that can be found by its name. */
export const PlainText: FC<{ text: string; label: string }> = ({ text, label }) => (
  <section class="text" aria-label={label}>
    <pre>{text}</pre>
  </section>
);

export const BackLink: FC<{ href: string; label: string }> = ({ href, label }) => (
  <p>
    <a href={href}>{label}</a>
  </p>
);
