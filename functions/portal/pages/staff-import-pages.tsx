import type { FC } from 'hono/jsx';
import type { Staff, StaffId } from '#domain/staff';
import { changedFields, kindOf, type StaffEdit } from '#domain/staff-change';
import type { ImportPlan, RefusedRow } from '#domain/staff-import';
import { type Entered, Form, TextArea, Ticks } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { BackLink, Section, Table } from '../design/parts.tsx';
import { ChangeProblemNotice, SecondField } from './staff-record-pages.tsx';

/** Where a list is chosen or pasted. Nothing of a refused one is shown again: an identity number may be in it. */
export const StaffUploadPage: FC<{ frame: Frame; entered: Entered; refusal?: string | undefined }> = ({
  frame,
  entered,
  refusal,
}) => {
  const { t } = frame;
  const { upload } = t.staff;
  return (
    <>
      {refusal && (
        <div class="card problem" role="alert" aria-labelledby="list-problem">
          <h2 id="list-problem">{t.form.problem}</h2>
          <p>{refusal}</p>
        </div>
      )}
      <h1>{upload.title}</h1>
      <p class="lead">{upload.lead}</p>
      <p>{upload.columns}</p>
      <div class="card">
        <form method="post" action="/staff/import" enctype="multipart/form-data" novalidate>
          <input type="hidden" name="csrf" value={frame.csrf} />
          <div class="field">
            <label for="file">{upload.file}</label>
            <input type="file" id="file" name="file" accept=".csv,.txt,.json,text/csv,application/json" />
          </div>
          <TextArea frame={frame} entered={entered} name="text" label={upload.text} />
          <Ticks legend={upload.scope} entered={entered} options={[{ value: 'full', label: upload.full }]} />
          <button class="button" type="submit">
            {upload.submit}
          </button>
        </form>
      </div>
      <BackLink href="/staff" label={t.staff.backToList} />
    </>
  );
};

export interface StaffPlanView {
  plan: ImportPlan;
  all: readonly Staff[];
  seconds: readonly Staff[];
  mayBeSigned: boolean;
  /** Goes along to the signing, so that what is signed is what was shown. */
  hidden: { text: string; full: string; salt: string; planHash: string };
  problem?: string | undefined;
}

/** What a list would change, and which rows of it are not read in and why. */
export const StaffPlanPage: FC<{ frame: Frame; entered: Entered; view: StaffPlanView }> = ({
  frame,
  entered,
  view,
}) => {
  const { t } = frame;
  const { plan: words } = t.staff;
  const { plan, hidden } = view;
  const names = new Map<StaffId, string>(view.all.map(({ id, name }) => [id, name]));
  return (
    <>
      <ChangeProblemNotice frame={frame} problem={view.problem} />
      <h1>{words.title}</h1>
      <p class="lead">{words.counts(plan.edits.length, plan.unchanged, plan.refused.length)}</p>
      {plan.refused.length > 0 && (
        <Section title={words.refused} kind="warning">
          {plan.refused.some(({ because }) => because === 'identity-number') && <p>{words.numbers}</p>}
          {hidden.full === 'yes' && <p>{words.fullStopped}</p>}
          <Table<RefusedRow>
            caption={words.refused}
            rows={plan.refused}
            columns={[
              { title: words.line, cell: ({ line }) => line },
              {
                title: words.reason,
                cell: ({ because, column }) =>
                  `${t.staff.rowRefusals[because] ?? because}${column ? ` (${words.column(column)})` : ''}`,
              },
            ]}
          />
        </Section>
      )}
      {plan.edits.length > 0 ? (
        <div class="card">
          <Table<StaffEdit>
            caption={words.title}
            rows={plan.edits}
            columns={[
              { title: words.person, cell: ({ staff, becomes }) => becomes.name ?? names.get(staff) },
              { title: words.change, cell: (edit) => t.staff.kinds[kindOf(edit)] },
              {
                title: words.fields,
                cell: (edit) =>
                  edit.was
                    ? changedFields(edit)
                        .map((field) => t.staff.fields[field])
                        .join(', ')
                    : `${edit.becomes.mailbox ?? ''}, ${edit.becomes.role ? t.roles[edit.becomes.role] : ''}`,
              },
            ]}
          />
        </div>
      ) : (
        plan.refused.length === 0 && <p>{words.nothing}</p>
      )}
      {view.mayBeSigned && (
        <div class="card next">
          <Form frame={frame} action="/staff/import/sign">
            {Object.entries(hidden).map(([name, value]) => (
              <input type="hidden" name={name} value={value} />
            ))}
            <SecondField frame={frame} entered={entered} seconds={view.seconds} />
            <button class="button" type="submit">
              {words.submit}
            </button>
          </Form>
        </div>
      )}
      <BackLink href="/staff/import" label={t.staff.upload.again} />
    </>
  );
};
