import type { FC } from 'hono/jsx';
import type { GrantStanding } from '#domain/access-grant';
import { referenceOf } from '#domain/assignment';
import type { GrantOverview, GrantRow, Purpose, UseRow } from '../actions/list-access-grants.ts';
import { ButtonForm, type Entered, ErrorSummary, Form, optionsOf, Select, TextField } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { BackLink, Badge, Done, EmptyState, Facts, Moment, Section, Table } from '../design/parts.tsx';

/** Where a grant and the log of its use are shown. */
export const grantPathOf = ({ assignmentId, id }: Pick<GrantRow['grant'], 'assignmentId' | 'id'>): string =>
  `/grants/${assignmentId}/${id}`;

/** Whether a grant stands, and if not because of what. */
export const Standing: FC<{ frame: Frame; standing: GrantStanding }> = ({ frame: { t }, standing }) => {
  if (standing.kind === 'standing') return <Badge kind="good" label={t.grants.standing} />;
  if (standing.kind === 'not-begun') return <Badge kind="quiet" label={t.grants.notBegun} />;
  return (
    <>
      <Badge kind="bad" label={t.grants.fallen} /> {t.grants.fallenOn(t.grants.because[standing.because], standing.on)}
    </>
  );
};

const purposeIn = ({ t }: Frame, purpose: Purpose): string =>
  purpose.kind === 'known' ? purpose.text : t.grants.culled;

export interface GrantsView extends GrantOverview {
  /** Whether the reader follows up the whole municipality. */
  isWhole: boolean;
}

/** Who has what, until when, why, and whether it stands. */
export const GrantsPage: FC<{ frame: Frame; view: GrantsView }> = ({ frame, view }) => {
  const { columns, overview, registers, version, noVersion } = frame.t.grants;
  return (
    <>
      <h1>{overview.title}</h1>
      <p class="lead">{view.isWhole ? overview.leadAll : overview.leadOwn}</p>
      <p>
        <a href="/handling-rules">{overview.toRules}</a>
      </p>
      <div class="card">
        {view.rows.length === 0 ? (
          <EmptyState title={overview.empty} help={overview.emptyHelp} />
        ) : (
          <Table<GrantRow>
            caption={overview.title}
            rows={view.rows}
            columns={[
              {
                title: columns.grantee,
                cell: ({ grant, granteeName }) => (
                  <a href={grantPathOf(grant)} aria-label={overview.open(granteeName)}>
                    {granteeName}
                  </a>
                ),
              },
              {
                title: columns.register,
                cell: ({ grant }) => (
                  <>
                    {registers[grant.register]}
                    <br />
                    <span class="quiet">
                      {columns.assignment} {referenceOf(grant.assignmentId)}
                    </span>
                  </>
                ),
              },
              { title: columns.purpose, cell: ({ purpose }) => purposeIn(frame, purpose) },
              { title: columns.until, cell: ({ grant }) => grant.until, isNumber: true },
              {
                title: columns.signedShort,
                cell: ({ signedVersion }) => (signedVersion === undefined ? noVersion : version(signedVersion)),
              },
              { title: columns.standing, cell: ({ standing }) => <Standing frame={frame} standing={standing} /> },
            ]}
          />
        )}
      </div>
      {view.refused.length > 0 && (
        <Section title={overview.refused}>
          <p>{overview.refusedLead}</p>
          <UseTable frame={frame} caption={overview.refused} uses={view.refused} />
        </Section>
      )}
      <Section title={overview.export}>
        <ul>
          <li>
            <a href="/grants/export.csv">{overview.csv}</a>
          </li>
          <li>
            <a href="/grants/export.json">{overview.json}</a>
          </li>
        </ul>
      </Section>
    </>
  );
};

/** The log, line by line. */
export const UseTable: FC<{ frame: Frame; caption: string; uses: readonly UseRow[] }> = ({ frame, caption, uses }) => {
  const { columns, registers } = frame.t.grants;
  return (
    <Table<UseRow>
      caption={caption}
      rows={uses}
      columns={[
        { title: columns.at, cell: ({ use }) => <Moment at={use.at} />, isNumber: true },
        { title: columns.grantee, cell: ({ name }) => name },
        { title: columns.register, cell: ({ use }) => registers[use.register] },
        { title: columns.assignment, cell: ({ use }) => referenceOf(use.assignmentId) },
        { title: columns.purpose, cell: ({ purpose }) => purposeIn(frame, purpose) },
      ]}
    />
  );
};

export interface GrantView {
  row: GrantRow;
  uses: UseRow[];
  /** Whether there is a signed document to fetch. */
  isSealed: boolean;
  /** The page of the round in which it was signed, for those who may open it. */
  roundPath: string | undefined;
  entered: Entered;
  done: string | undefined;
}

/** One grant, the log of its use, and the way to take it back. */
export const GrantPage: FC<{ frame: Frame; view: GrantView }> = ({ frame, view }) => {
  const { one, columns, overview, registers, version, noVersion } = frame.t.grants;
  const { row, uses } = view;
  const { grant, standing } = row;
  return (
    <>
      <Done text={view.done === 'withdrawn' ? one.withdrawn : undefined} />
      <ErrorSummary frame={frame} entered={view.entered} labels={{ reason: one.reason, words: one.words }} />
      <h1>{one.title}</h1>
      <div class="card">
        <Facts
          rows={[
            [columns.standing, <Standing frame={frame} standing={standing} />],
            [columns.grantee, row.granteeName],
            [columns.register, registers[grant.register]],
            [columns.assignment, referenceOf(grant.assignmentId)],
            [columns.purpose, purposeIn(frame, row.purpose)],
            [columns.from, grant.from],
            [columns.until, grant.until],
            [columns.grantedBy, row.grantedByName],
            [columns.grantedAt, <Moment at={grant.grantedAt} />],
            [columns.rules, version(grant.rulesVersion)],
            [columns.signed, row.signedVersion === undefined ? noVersion : version(row.signedVersion)],
            [columns.uses, String(row.uses)],
            [one.reason, grant.withdrawnFor && one.reasons[grant.withdrawnFor]],
            [one.words, row.withdrawalWords && purposeIn(frame, row.withdrawalWords)],
          ]}
        />
      </div>
      {view.isSealed && (
        <Section title={one.document}>
          {view.roundPath && (
            <p>
              <a href={view.roundPath}>{one.toDocument}</a>
            </p>
          )}
          <ButtonForm
            frame={frame}
            action={`${grantPathOf(grant)}/sealed`}
            label={frame.t.sealed.download}
            kind="second"
          />
        </Section>
      )}
      <Section title={one.uses}>
        {uses.length === 0 ? (
          <p class="quiet">{one.noUses}</p>
        ) : (
          <UseTable frame={frame} caption={one.uses} uses={uses} />
        )}
      </Section>
      {row.mayWithdraw && standing.kind !== 'fallen' && (
        <Section title={one.withdraw} kind="warning">
          <p>{one.withdrawLead}</p>
          <Form frame={frame} action={`${grantPathOf(grant)}/withdraw`}>
            <Select
              frame={frame}
              entered={view.entered}
              name="reason"
              label={one.reason}
              options={optionsOf(one.reasons)}
            />
            <TextField frame={frame} entered={view.entered} name="words" label={one.words} hint={one.wordsHint} />
            <button class="button grave" type="submit">
              {one.withdraw}
            </button>
          </Form>
        </Section>
      )}
      <BackLink href="/grants" label={overview.title} />
    </>
  );
};
