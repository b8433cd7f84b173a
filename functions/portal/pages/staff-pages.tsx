import type { FC } from 'hono/jsx';
import type { Staff, StaffId } from '#domain/staff';
import type { StaffLogEntry } from '#domain/staff-log';
import type { StaffLine } from '../actions/read-staff.ts';
import { NOTHING_ENTERED, optionsOf, Select, TextField } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { BackLink, Badge, Done, EmptyState, Moment, Table } from '../design/parts.tsx';

export interface StaffListView {
  party: string;
  lines: StaffLine[];
  selection: string;
  search: string;
  mayChange: boolean;
}

/** What there is to say of somebody today: left, away, with or without an e-ID, whose deputy. */
export const StaffState: FC<{ frame: Frame; line: StaffLine }> = ({ frame: { t }, line }) => {
  const { staff, isBound, standsInFor } = line;
  const { states } = t.staff;
  if (!line.isInService) {
    return <Badge kind="quiet" label={staff.leftOn ? states.left(staff.leftOn) : states.leftSometime} />;
  }
  return (
    <>
      {line.isAway && <Badge kind="quiet" label={states.away(staff.awayFrom ?? '', staff.awayUntil)} />}{' '}
      {isBound ? <Badge kind="good" label={states.bound} /> : <Badge kind="bad" label={states.unbound} />}{' '}
      {standsInFor.length > 0 && <span>{states.standsIn(standsInFor.map(({ name }) => name).join(', '))}</span>}
    </>
  );
};

/** The municipality's staff, with a filter that works by address alone. */
export const StaffListPage: FC<{ frame: Frame; view: StaffListView }> = ({ frame, view }) => {
  const { t } = frame;
  const { columns, filter } = t.staff;
  const entered = { ...NOTHING_ENTERED, typed: { show: view.selection, search: view.search } };
  return (
    <>
      <h1>{t.staff.title}</h1>
      <p class="lead">{t.staff.lead(view.party)}</p>
      <div class="card">
        <p class="buttons">
          {view.mayChange && (
            <>
              <a class="button" href="/staff/new">
                {t.staff.add}
              </a>
              <a class="button second" href="/staff/import">
                {t.staff.import}
              </a>
            </>
          )}
          <a class="button second" href="/staff/log">
            {t.staff.toLog}
          </a>
        </p>
      </div>
      <div class="card">
        <form method="get" action="/staff">
          <Select frame={frame} entered={entered} name="show" label={filter.show} options={optionsOf(filter.options)} />
          <TextField frame={frame} entered={entered} name="search" label={filter.search} />
          <button class="button small second" type="submit">
            {filter.submit}
          </button>
        </form>
      </div>
      <div class="card">
        {view.lines.length === 0 ? (
          <EmptyState title={t.staff.empty} help={t.staff.emptyHelp} />
        ) : (
          <Table<StaffLine>
            caption={filter.options[view.selection] ?? t.staff.title}
            rows={view.lines}
            columns={[
              { title: columns.name, cell: ({ staff }) => <a href={`/staff/${staff.id}`}>{staff.name}</a> },
              { title: columns.role, cell: ({ staff }) => t.roles[staff.role] },
              { title: columns.manager, cell: ({ manager }) => manager?.name },
              { title: columns.deputy, cell: ({ deputy }) => deputy?.name },
              { title: columns.state, cell: (line) => <StaffState frame={frame} line={line} /> },
            ]}
          />
        )}
      </div>
    </>
  );
};

export interface StaffLogView {
  entries: StaffLogEntry[];
  people: ReadonlyMap<StaffId, Staff>;
  done?: string | undefined;
}

/** The log of the register of staff, newest first. */
export const StaffLogPage: FC<{ frame: Frame; view: StaffLogView }> = ({ frame: { t }, view }) => {
  const { log, happenings, fields } = t.staff;
  const who = (id: string): string =>
    view.people.get(id as StaffId)?.name ?? (id === 'operations' ? log.operations : id);
  const aboutOf = ({ fields: names, approval }: StaffLogEntry): string =>
    approval
      ? log.approval(t.roles[approval.role], who(approval.linkSentBy))
      : names.map((name) => fields[name] ?? name).join(', ');
  return (
    <>
      <Done text={view.done} />
      <h1>{log.title}</h1>
      <p class="lead">{log.lead}</p>
      <p>
        <a href="/staff/log.csv">{log.export}</a>
      </p>
      <div class="card">
        {view.entries.length === 0 ? (
          <EmptyState title={log.empty} help={log.emptyHelp} />
        ) : (
          <Table<StaffLogEntry>
            caption={log.title}
            rows={view.entries}
            columns={[
              { title: log.at, cell: ({ at }) => <Moment at={at} /> },
              { title: log.staff, cell: ({ staff }) => <a href={`/staff/${staff}`}>{who(staff)}</a> },
              { title: log.what, cell: ({ what }) => happenings[what] },
              { title: log.fields, cell: (entry) => aboutOf(entry) },
              { title: log.by, cell: ({ by }) => by.map(who).join(', ') },
              { title: log.round, cell: ({ roundId }) => roundId },
            ]}
          />
        )}
      </div>
      <BackLink href="/staff" label={t.staff.backToList} />
    </>
  );
};
