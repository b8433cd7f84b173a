import type { FC } from 'hono/jsx';
import type { RegisterName } from '#domain/access-grant';
import type { Staff } from '#domain/staff';
import type { GrantRow, UseRow } from '../actions/list-access-grants.ts';
import { type Entered, ErrorSummary, Form, Select, TextField } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { BackLink, Badge, Done, Notice, Section } from '../design/parts.tsx';
import { grantPathOf, Standing, UseTable } from './grant-pages.tsx';

export interface RegisterAccessView {
  path: string;
  isOpen: boolean;
  /** The version of the rules in force; nothing can be granted without one. */
  rulesVersion: number | undefined;
  hasSigned: boolean;
  rows: GrantRow[];
  /** For whom the reader may ask. */
  people: Staff[];
  /** What the reader has asked for and nobody has signed yet. */
  waiting: { name: string; register: RegisterName; path: string }[];
  today: string;
  latest: string;
  /** The registers the reader may use now. */
  usable: RegisterName[];
  uses: UseRow[];
  entered: Entered;
  done: string | undefined;
  trouble: 'refused' | 'no-manager' | undefined;
}

/** Access to registers in an assignment: the two conditions, the request, and the log of use. */
export const RegisterAccessPage: FC<{ frame: Frame; view: RegisterAccessView }> = ({ frame, view }) => {
  const { access, columns, overview } = frame.t.grants;
  return (
    <>
      <Done text={view.done === 'asked' ? access.asked : view.done === 'used' ? access.used : undefined} />
      {view.trouble && (
        <Notice>
          <p>{view.trouble === 'refused' ? access.refused : access.noManager}</p>
        </Notice>
      )}
      <ErrorSummary
        frame={frame}
        entered={view.entered}
        labels={{
          grantee: access.grantee,
          register: access.register,
          purpose: access.purpose,
          from: access.from,
          until: access.until,
          usedRegister: columns.register,
          whatFor: access.whatFor,
        }}
      />
      <h1>{access.title}</h1>
      <p class="lead">{access.lead}</p>
      <p>
        <Badge kind={view.isOpen ? 'good' : 'bad'} label={view.isOpen ? access.open : access.closed} />
      </p>
      <UseSection frame={frame} view={view} />
      <Section title={access.rulesTitle}>
        {view.rulesVersion === undefined ? (
          <p>{access.noRules}</p>
        ) : (
          <p>{view.hasSigned ? access.rulesSigned(view.rulesVersion) : access.rulesMissing}</p>
        )}
        <a href="/handling-rules">{view.hasSigned ? overview.toRules : access.toRules}</a>
      </Section>
      <Section title={access.grantsTitle}>
        {view.rows.length === 0 ? (
          <p class="quiet">{access.noGrants}</p>
        ) : (
          <ul class="pieces">
            {view.rows.map((row) => (
              <GrantPiece frame={frame} row={row} />
            ))}
          </ul>
        )}
        {view.waiting.map(({ name, register, path }) => (
          <p>
            <a href={path}>{access.waiting(name, frame.t.grants.registers[register])}</a>
          </p>
        ))}
      </Section>
      {view.rulesVersion !== undefined && <AskSection frame={frame} view={view} />}
      <BackLink href={view.path} label={frame.t.nav.back} />
    </>
  );
};

const GrantPiece: FC<{ frame: Frame; row: GrantRow }> = ({ frame, row: { grant, granteeName, standing } }) => {
  const { registers, overview } = frame.t.grants;
  return (
    <li>
      <h3>
        <a href={grantPathOf(grant)} aria-label={overview.open(granteeName)}>
          {granteeName}
        </a>
      </h3>
      <p>
        {registers[grant.register]}, {grant.from}–{grant.until}. <Standing frame={frame} standing={standing} />
      </p>
    </li>
  );
};

const registerOptions = (frame: Frame, names: readonly RegisterName[]) =>
  names.map((value) => ({ value, label: frame.t.grants.registers[value] }));

const AskSection: FC<{ frame: Frame; view: RegisterAccessView }> = ({ frame, view }) => {
  const { access } = frame.t.grants;
  const at = { frame, entered: { ...view.entered, typed: { from: view.today, ...view.entered.typed } } };
  const hint = access.dayHint(view.latest);
  return (
    <Section title={access.askTitle}>
      <p>{access.askLead}</p>
      <Form frame={frame} action={`${view.path}/register-access`}>
        <Select
          {...at}
          name="grantee"
          label={access.grantee}
          options={view.people.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <Select
          {...at}
          name="register"
          label={access.register}
          options={registerOptions(frame, ['property-register', 'resident-register'])}
        />
        <TextField {...at} name="purpose" label={access.purpose} hint={access.purposeHint} />
        <TextField {...at} name="from" label={access.from} hint={hint} isShort />
        <TextField {...at} name="until" label={access.until} hint={hint} isShort />
        <button class="button" type="submit">
          {access.ask}
        </button>
      </Form>
    </Section>
  );
};

/** For whoever may use a register now, and what they have used it for. */
const UseSection: FC<{ frame: Frame; view: RegisterAccessView }> = ({ frame, view }) => {
  const { access, columns } = frame.t.grants;
  const at = { frame, entered: view.entered };
  if (view.usable.length === 0 && view.uses.length === 0) return null;
  return (
    <Section title={access.useTitle} kind={view.usable.length > 0 ? 'next' : undefined}>
      {view.usable.length > 0 && (
        <>
          <p>{access.useLead}</p>
          <Form frame={frame} action={`${view.path}/register-use`}>
            <Select
              {...at}
              name="usedRegister"
              label={columns.register}
              options={registerOptions(frame, view.usable)}
            />
            <TextField {...at} name="whatFor" label={access.whatFor} hint={access.purposeHint} />
            <button class="button" type="submit">
              {access.use}
            </button>
          </Form>
        </>
      )}
      {view.uses.length > 0 && <UseTable frame={frame} caption={access.usedList} uses={view.uses} />}
    </Section>
  );
};
