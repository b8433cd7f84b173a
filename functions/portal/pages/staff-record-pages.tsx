import type { FC } from 'hono/jsx';
import { dateOf } from '#domain/calendar';
import type { Staff } from '#domain/staff';
import type { StaffRecord } from '../actions/read-staff.ts';
import type { BindingToDecide } from '../actions/read-staff-binding.ts';
import { ButtonForm, type Entered, ErrorSummary, Form, optionsOf, Select, TextField } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { BackLink, Done, Facts, Section } from '../design/parts.tsx';
import { BindingDecision } from './staff-binding-pages.tsx';
import { StaffState } from './staff-pages.tsx';

/** Why a change could not be put before anybody to sign, said where it is read first. */
export const ChangeProblemNotice: FC<{ frame: Frame; problem: string | undefined }> = ({ frame: { t }, problem }) =>
  problem ? (
    <div class="card problem" role="alert" aria-labelledby="change-problem">
      <h2 id="change-problem">{t.staff.problemTitle}</h2>
      <p>{t.staff.problems[problem] ?? problem}</p>
    </div>
  ) : null;

export interface StaffFormView {
  action: string;
  managers: readonly Staff[];
  colleagues: readonly Staff[];
  seconds: readonly Staff[];
}

const people = (staff: readonly Staff[]) =>
  staff.map(({ id, name, mailbox }) => ({ value: id, label: `${name} (${mailbox})` }));

/** Who is to sign beside the administrator; left empty where one signature is enough. */
export const SecondField: FC<{ frame: Frame; entered: Entered; seconds: readonly Staff[] }> = (props) => (
  <Select
    frame={props.frame}
    entered={props.entered}
    name="second"
    label={props.frame.t.staff.form.second}
    hint={props.frame.t.staff.form.secondHint}
    options={people(props.seconds)}
  />
);

const StaffForm: FC<{ frame: Frame; entered: Entered; view: StaffFormView }> = ({ frame, entered, view }) => {
  const { t } = frame;
  const { fields, form } = t.staff;
  const common = { frame, entered };
  return (
    <Form frame={frame} action={view.action}>
      <TextField {...common} name="name" label={fields.name ?? ''} />
      <TextField {...common} name="mailbox" label={fields.mailbox ?? ''} hint={form.mailboxHint} />
      <Select {...common} name="role" label={fields.role ?? ''} options={optionsOf(t.roles)} />
      <Select {...common} name="nearestManager" label={fields.nearestManager ?? ''} options={people(view.managers)} />
      <Select
        {...common}
        name="deputy"
        label={fields.deputy ?? ''}
        hint={form.deputyHint}
        options={people(view.colleagues)}
      />
      <TextField {...common} name="awayFrom" label={fields.awayFrom ?? ''} hint={form.dateHint} isShort />
      <TextField {...common} name="awayUntil" label={fields.awayUntil ?? ''} isShort />
      <SecondField {...common} seconds={view.seconds} />
      <button class="button" type="submit">
        {form.submit}
      </button>
    </Form>
  );
};

/** A person who is not in the register yet. */
export const NewStaffPage: FC<{
  frame: Frame;
  entered: Entered;
  view: StaffFormView;
  problem?: string | undefined;
}> = ({ frame, entered, view, problem }) => {
  const { t } = frame;
  return (
    <>
      <ErrorSummary frame={frame} entered={entered} labels={t.staff.fields} />
      <ChangeProblemNotice frame={frame} problem={problem} />
      <h1>{t.staff.form.newTitle}</h1>
      <p class="lead">{t.staff.form.newLead}</p>
      <div class="card">
        <StaffForm frame={frame} entered={entered} view={view} />
      </div>
      <BackLink href="/staff" label={t.staff.backToList} />
    </>
  );
};

export interface StaffRecordView {
  record: StaffRecord;
  /** Absent for those who only read. */
  form: StaffFormView | undefined;
  isOwn: boolean;
  /** An e-ID that waits; absent also for those who have no part in it. */
  toDecide: BindingToDecide | undefined;
  done: string | undefined;
  problem?: string | undefined;
}

/** One record: what is known, the e-ID, and the ways to change it. */
export const StaffRecordPage: FC<{ frame: Frame; entered: Entered; view: StaffRecordView }> = ({
  frame,
  entered,
  view,
}) => {
  const { t } = frame;
  const { record, form } = view;
  const { staff } = record;
  const { fields } = t.staff;
  const path = `/staff/${staff.id}`;
  return (
    <>
      <Done text={t.staff.done[view.done ?? '']} />
      <ErrorSummary frame={frame} entered={entered} labels={fields} />
      <ChangeProblemNotice frame={frame} problem={view.problem} />
      <h1>{staff.name}</h1>
      <div class="card">
        <Facts
          rows={[
            [fields.role ?? '', t.roles[staff.role]],
            [fields.mailbox ?? '', staff.mailbox],
            [fields.nearestManager ?? '', record.manager?.name],
            [fields.deputy ?? '', record.deputy?.name],
            [fields.awayFrom ?? '', staff.awayFrom],
            [fields.awayUntil ?? '', staff.awayUntil],
            [t.staff.columns.state, <StaffState frame={frame} line={record} />],
          ]}
        />
      </div>
      {record.isInService && <EIdSection frame={frame} view={view} />}
      {form && record.isInService && (
        <Section title={t.staff.one.send}>
          <p>{t.staff.one.sendLead}</p>
          <ButtonForm frame={frame} action={`${path}/link`} label={t.staff.one.send} kind="small second" />
        </Section>
      )}
      {form && record.pending && (
        <div class="card warning">
          <p>
            {t.staff.form.pending} <a href={`/signings/${record.pending}`}>{t.staff.form.toPending}</a>
          </p>
        </div>
      )}
      {form && record.isInService && (
        <>
          <Section title={t.staff.form.changeTitle}>
            <StaffForm frame={frame} entered={entered} view={form} />
          </Section>
          <Section title={t.staff.form.leave}>
            <p>{t.staff.form.leaveLead}</p>
            <Form frame={frame} action={`${path}/leave`}>
              {view.isOwn && <LeaveSecond frame={frame} seconds={form.seconds} />}
              <button class="button grave" type="submit">
                {t.staff.form.leave}
              </button>
            </Form>
          </Section>
        </>
      )}
      {form && !record.isInService && (
        <Section title={t.staff.form.back}>
          <Form frame={frame} action={`${path}/return`}>
            <SecondField frame={frame} entered={entered} seconds={form.seconds} />
            <button class="button" type="submit">
              {t.staff.form.back}
            </button>
          </Form>
        </Section>
      )}
      <BackLink href="/staff" label={t.staff.backToList} />
    </>
  );
};

/** The same choice as in the form above it, under an id of its own. */
const LeaveSecond: FC<{ frame: Frame; seconds: readonly Staff[] }> = ({ frame: { t }, seconds }) => (
  <div class="field">
    <label for="leave-second">{t.staff.form.second}</label>
    <select id="leave-second" name="second">
      <option value="">{t.form.choose}</option>
      {people(seconds).map(({ value, label }) => (
        <option value={value}>{label}</option>
      ))}
    </select>
  </div>
);

const EIdSection: FC<{ frame: Frame; view: StaffRecordView }> = ({ frame, view: { record, toDecide } }) => {
  const { one } = frame.t.staff;
  const { staff, boundSince } = record;
  return (
    <Section title={one.binding} {...(toDecide?.mayApprove ? { kind: 'next' as const } : {})}>
      <p>{boundSince ? one.boundSince(dateOf(new Date(boundSince))) : one.noBinding}</p>
      {toDecide && <BindingDecision frame={frame} staff={staff} toDecide={toDecide} />}
    </Section>
  );
};
