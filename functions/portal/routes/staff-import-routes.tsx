import { Hono } from 'hono';
import { StaffId } from '#domain/staff';
import { decodeList } from '../../staff/read-staff-list.ts';
import { proposeStaffChange, secondsOf } from '../actions/change-staff.ts';
import { NotNow } from '../actions/errors.ts';
import { planImport, type StaffListUpload } from '../actions/import-staff.ts';
import { ensureMayWithStaff } from '../actions/read-staff.ts';
import { NOTHING_ENTERED } from '../design/form.tsx';
import { fieldsOf } from '../http/fields.ts';
import { personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import { StaffPlanPage, StaffUploadPage } from '../pages/staff-import-pages.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';
import { newSecret } from '../session/secrets.ts';

/** Where lists are posted, which are longer than other forms. */
export const LIST_PATHS: readonly string[] = ['/staff/import', '/staff/import/sign'];
export const MOST_LIST_BYTES = 2 * 1024 * 1024;

/** A list of staff, from its upload to what is signed. Nothing of it is kept on the way. */
export const staffImportRoutes = (deps: PortalDeps) =>
  new Hono<PortalEnv>()
    .get('/staff/import', (c) => {
      ensureMayWithStaff(personIn(c).staff, 'change-staff');
      return showUpload(c);
    })
    .post('/staff/import', async (c) => {
      const upload = { ...(await uploadIn(c)), salt: newSecret(deps.random) };
      return showPlan(deps, c, upload);
    })
    .post('/staff/import/sign', async (c) => {
      const administrator = personIn(c).staff;
      const { text = '', full, salt = '', planHash, second } = await fieldsOf(c);
      const upload = { text, full: full === 'yes', salt };
      const planned = await planImport(deps, administrator, upload);
      // What was shown is what is signed: a register that has moved on is shown anew.
      if (planned.outcome !== 'planned' || !planned.mayBeSigned) throw new NotNow();
      if (planned.planHash !== planHash) return showPlan(deps, c, upload, 'stale');
      const proposed = await proposeStaffChange(
        deps,
        administrator,
        planned.plan.edits,
        StaffId.safeParse(second).data,
        'list',
      );
      if (proposed.outcome === 'opened') return c.redirect(`/signings/${proposed.round}`, 303);
      return showPlan(deps, c, upload, proposed.problem);
    });

/** The list as a file or as pasted text, a file first. */
const uploadIn = async (c: PortalContext): Promise<Omit<StaffListUpload, 'salt'>> => {
  const body: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
  const pasted = typeof body.text === 'string' ? body.text : '';
  const file = body.file instanceof File && body.file.size > 0 ? body.file : undefined;
  const text = file ? decodeList(new Uint8Array(await file.arrayBuffer())) : pasted;
  return { text: text.replace(/\r\n?/g, '\n'), full: body.full === 'yes' };
};

const showUpload = (c: PortalContext, refusal?: string) =>
  show(
    c,
    c.get('texts').staff.upload.title,
    (frame) => <StaffUploadPage frame={frame} entered={NOTHING_ENTERED} refusal={refusal} />,
    refusal ? 422 : 200,
  );

const showPlan = async (deps: PortalDeps, c: PortalContext, upload: StaffListUpload, problem?: string) => {
  const administrator = personIn(c).staff;
  const planned = await planImport(deps, administrator, upload);
  const t = c.get('texts').staff;
  if (planned.outcome === 'refused') {
    return showUpload(c, [t.listRefusals[planned.because], planned.about].filter(Boolean).join(' '));
  }
  const { plan, planHash, all, mayBeSigned } = planned;
  const { text, full, salt } = upload;
  const view = {
    plan,
    all,
    seconds: secondsOf(all, administrator, deps.now()),
    mayBeSigned,
    hidden: { text: mayBeSigned ? text : '', full: full ? 'yes' : '', salt, planHash },
    problem,
  };
  return show(
    c,
    t.plan.title,
    (frame) => <StaffPlanPage frame={frame} entered={NOTHING_ENTERED} view={view} />,
    problem ? 422 : 200,
  );
};
