import { Hono } from 'hono';
import { spell } from '#domain/assignment';
import { dateOf } from '#domain/calendar';
import { partyName } from '#domain/parties';
import { isInService, mayWithStaff, type Staff, StaffId } from '#domain/staff';
import { editBetween } from '#domain/staff-change';
import { sendLinkTo } from '../../staff/bind-e-id.ts';
import { decideBinding } from '../../staff/decide-binding.ts';
import { type Proposed, proposeStaffChange, secondsOf } from '../actions/change-staff.ts';
import { NotNow } from '../actions/errors.ts';
import {
  ensureMayWithStaff,
  listStaff,
  readStaffLog,
  readStaffRecord,
  STAFF_SELECTIONS,
  type StaffRecord,
} from '../actions/read-staff.ts';
import { bindingToDecide, readStaffBinding } from '../actions/read-staff-binding.ts';
import { type Entered, NOTHING_ENTERED } from '../design/form.tsx';
import { fieldsOf } from '../http/fields.ts';
import { parseForm } from '../http/forms.ts';
import { personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import { StaffForm, staffFrom, typedFrom } from '../http/staff-form.ts';
import { StaffBindingPage } from '../pages/staff-binding-pages.tsx';
import { StaffListPage, StaffLogPage } from '../pages/staff-pages.tsx';
import { NewStaffPage, type StaffFormView, StaffRecordPage } from '../pages/staff-record-pages.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';
import { staffLogCsv } from '../views/staff-log-csv.ts';

const pathOf = (id: StaffId): string => `/staff/${id}`;
const secondIn = (typed: Record<string, string>): StaffId | undefined => StaffId.safeParse(typed.second).data;

/** The register of staff of the reader's own municipality: read, changed under signature, and its log. */
export const staffRoutes = (deps: PortalDeps) =>
  new Hono<PortalEnv>()
    .get('/staff', async (c) => {
      const { staff } = personIn(c);
      const selection = STAFF_SELECTIONS.find((one) => one === c.req.query('show')) ?? 'active';
      const search = (c.req.query('search') ?? '').slice(0, 100);
      const lines = await listStaff(deps, staff, { selection, search });
      const mayChange = mayWithStaff(staff.role, 'change-staff');
      const view = { party: partyName(staff.party), lines, selection, search, mayChange };
      return show(c, c.get('texts').staff.title, (frame) => <StaffListPage frame={frame} view={view} />);
    })
    .get('/staff/log', async (c) => {
      const view = await readStaffLog(deps, personIn(c).staff);
      return show(c, c.get('texts').staff.log.title, (frame) => <StaffLogPage frame={frame} view={view} />);
    })
    .get('/staff/log.csv', async (c) => {
      const { entries, people } = await readStaffLog(deps, personIn(c).staff);
      return c.body(staffLogCsv(entries, people), 200, {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': 'attachment; filename="personallogg.csv"',
      });
    })
    .get('/staff/new', (c) => showNew(deps, c, NOTHING_ENTERED))
    .post('/staff/new', async (c) => {
      const administrator = personIn(c).staff;
      ensureMayWithStaff(administrator, 'change-staff');
      const typed = await fieldsOf(c);
      const form = parseForm(StaffForm, typed);
      if (!form.ok) return showNew(deps, c, form, undefined, 422);
      const id = StaffId.parse(`s-${spell(deps.random(7), 10)}`);
      const added = staffFrom({ id, party: administrator.party, isActive: true }, form.value);
      const edit = editBetween(undefined, added);
      if (!edit) throw new NotNow();
      const proposed = await proposeStaffChange(deps, administrator, [edit], form.value.second, id);
      if (proposed.outcome === 'opened') return c.redirect(`/signings/${proposed.round}`, 303);
      return showNew(deps, c, { typed, complaints: {} }, proposed.problem, 422);
    })
    .get('/staff/:id', async (c) => {
      const record = await readStaffRecord(deps, personIn(c).staff, c.req.param('id'));
      return showRecord(deps, c, record, { typed: typedFrom(record.staff), complaints: {} });
    })
    .post('/staff/:id', async (c) => {
      const record = await recordToChange(deps, c);
      const typed = await fieldsOf(c);
      const form = parseForm(StaffForm, typed);
      if (!form.ok) return showRecord(deps, c, record, form, undefined, 422);
      const { staff } = record;
      const { id, party, isActive, leftOn } = staff;
      const became = staffFrom({ id, party, isActive, ...(leftOn && { leftOn }) }, form.value);
      return propose(deps, c, record, became, form.value.second, typed);
    })
    .post('/staff/:id/leave', async (c) => {
      const record = await recordToChange(deps, c);
      const became = { ...record.staff, isActive: false, leftOn: dateOf(deps.now()) };
      return propose(deps, c, record, became, secondIn(await fieldsOf(c)), typedFrom(record.staff));
    })
    .post('/staff/:id/return', async (c) => {
      const record = await recordToChange(deps, c);
      const { leftOn: _, ...became } = { ...record.staff, isActive: true };
      return propose(deps, c, record, became, secondIn(await fieldsOf(c)), typedFrom(record.staff));
    })
    .post('/staff/:id/link', async (c) => {
      const { staff } = await recordToChange(deps, c);
      await sendLinkTo(deps, personIn(c).staff, staff);
      return c.redirect(`${pathOf(staff.id)}?done=sent`, 303);
    })
    .get('/staff/:id/binding', async (c) => {
      const { staff, toDecide } = await readStaffBinding(deps, personIn(c).staff, c.req.param('id'));
      const done = c.req.query('done');
      return show(c, c.get('texts').staff.one.decideTitle, (frame) => (
        <StaffBindingPage frame={frame} staff={staff} toDecide={toDecide} done={done} />
      ));
    })
    .post('/staff/:id/binding', async (c) => {
      const decider = personIn(c).staff;
      const { staff } = await readStaffBinding(deps, decider, c.req.param('id'));
      const { decision, shownAt = '' } = await fieldsOf(c);
      if (decision !== 'approve' && decision !== 'refuse') throw new NotNow();
      const outcome = await decideBinding(deps, decider, staff, shownAt, decision);
      const back = mayWithStaff(decider.role, 'read-staff') ? pathOf(staff.id) : `${pathOf(staff.id)}/binding`;
      return c.redirect(`${back}?done=${outcome}`, 303);
    });

/** @throws NotAuthorised; ThingNotFound. */
const recordToChange = (deps: PortalDeps, c: PortalContext): Promise<StaffRecord> => {
  const { staff } = personIn(c);
  ensureMayWithStaff(staff, 'change-staff');
  return readStaffRecord(deps, staff, c.req.param('id') ?? '');
};

/** Puts the change of one record before those who sign it, or shows the record again with what is in the way. */
const propose = async (
  deps: PortalDeps,
  c: PortalContext,
  record: StaffRecord,
  became: Staff,
  second: StaffId | undefined,
  typed: Record<string, string>,
) => {
  const edit = editBetween(record.staff, became);
  if (!edit) return c.redirect(pathOf(record.staff.id), 303);
  const proposed: Proposed = await proposeStaffChange(deps, personIn(c).staff, [edit], second, record.staff.id);
  if (proposed.outcome === 'opened') return c.redirect(`/signings/${proposed.round}`, 303);
  return showRecord(deps, c, record, { typed, complaints: {} }, proposed.problem, 422);
};

const formView = (deps: PortalDeps, administrator: Staff, all: readonly Staff[], action: string): StaffFormView => {
  const here = all
    .filter((one) => isInService(one, dateOf(deps.now())))
    .sort((a, b) => a.name.localeCompare(b.name, 'sv'));
  return {
    action,
    managers: here.filter(({ role }) => role === 'manager'),
    colleagues: here,
    seconds: secondsOf(all, administrator, deps.now()),
  };
};

const showNew = async (
  deps: PortalDeps,
  c: PortalContext,
  entered: Entered,
  problem?: string,
  status: 200 | 422 = 200,
) => {
  const administrator = personIn(c).staff;
  ensureMayWithStaff(administrator, 'change-staff');
  const view = formView(deps, administrator, await deps.register.staffOf(administrator.party), '/staff/new');
  const title = c.get('texts').staff.form.newTitle;
  return show(
    c,
    title,
    (frame) => <NewStaffPage frame={frame} entered={entered} view={view} problem={problem} />,
    status,
  );
};

const showRecord = async (
  deps: PortalDeps,
  c: PortalContext,
  record: StaffRecord,
  entered: Entered,
  problem?: string,
  status: 200 | 422 = 200,
) => {
  const reader = personIn(c).staff;
  const mayChange = mayWithStaff(reader.role, 'change-staff');
  const view = {
    record,
    form: mayChange ? formView(deps, reader, record.all, pathOf(record.staff.id)) : undefined,
    isOwn: reader.id === record.staff.id,
    toDecide: await bindingToDecide(deps, reader, record.staff),
    done: c.req.query('done'),
    problem,
  };
  return show(c, record.staff.name, (frame) => <StaffRecordPage frame={frame} entered={entered} view={view} />, status);
};
