import { Hono } from 'hono';
import { z } from 'zod';
import { isUsable, latestUntil, RegisterName } from '#domain/access-grant';
import { dateOf } from '#domain/calendar';
import { mayUseRegister } from '#domain/gates';
import { hasSigned, rulesInForce } from '#domain/handling-rules';
import { StaffId } from '#domain/staff';
import { readRegisterAccess } from '../../grants/read-register-access.ts';
import {
  askForAccessGrant,
  ensureAccessIsWanted,
  mayAskFor,
  requestsWaiting,
} from '../actions/ask-for-access-grant.ts';
import { authorise } from '../actions/authorise.ts';
import { NotNow } from '../actions/errors.ts';
import { grantsIn } from '../actions/list-access-grants.ts';
import { logRegisterUse } from '../actions/log-register-use.ts';
import { type Entered, NOTHING_ENTERED } from '../design/form.tsx';
import { fieldsOf } from '../http/fields.ts';
import { dayFrom, line, parseForm, withoutIdentityNumbers } from '../http/forms.ts';
import { assignmentIn, pathOf, personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import { shownAgain } from '../http/shown-again.ts';
import { RegisterAccessPage, type RegisterAccessView } from '../pages/register-access-page.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';
import { roundPathOf } from './round-routes.tsx';

const MAX_PURPOSE = 300;
const purposeLine = withoutIdentityNumbers(line(MAX_PURPOSE));

/** Access to registers in an assignment: asked for, and its use logged. */
export const registerAccessRoutes = (deps: PortalDeps) =>
  new Hono<PortalEnv>()
    .get('/assignments/:id/register-access', (c) => showAccess(deps, c, NOTHING_ENTERED))
    .post('/assignments/:id/register-access', async (c) => {
      const id = assignmentIn(c);
      const { staff } = personIn(c);
      const { file } = await authorise(deps.assignments, staff, id, 'deliver');
      ensureAccessIsWanted(file, staff);
      const now = deps.now();
      const people = mayAskFor(staff, await deps.register.staffOf(staff.party), now).map((person) => person.id);
      const form = parseForm(
        z
          .object({
            grantee: z
              .string('not-a-choice')
              .pipe(StaffId)
              .refine((chosen) => people.includes(chosen), 'not-a-choice'),
            register: z.enum(RegisterName.options, 'not-a-choice'),
            purpose: purposeLine,
            from: dayFrom(dateOf(now)),
            until: dayFrom(dateOf(now)),
          })
          .refine(({ from, until }) => from <= until && until <= latestUntil(from, file.order?.finishOn ?? from), {
            path: ['until'],
            error: 'out-of-period',
          }),
        await fieldsOf(c),
      );
      if (!form.ok) return showAccess(deps, c, shownAgain(form));
      const { outcome } = await askForAccessGrant(deps, staff, id, form.value);
      if (outcome === 'no-rules') throw new NotNow();
      if (outcome === 'no-manager') return showAccess(deps, c, { typed: form.value, complaints: {} }, outcome);
      return c.redirect(`${pathOf(id)}/register-access?done=asked`, 303);
    })
    .post('/assignments/:id/register-use', async (c) => {
      const id = assignmentIn(c);
      const { staff } = personIn(c);
      const { file } = await authorise(deps.assignments, staff, id, 'deliver');
      ensureAccessIsWanted(file, staff);
      const form = parseForm(
        z.object({ usedRegister: z.enum(RegisterName.options, 'not-a-choice'), whatFor: purposeLine }),
        await fieldsOf(c),
      );
      if (!form.ok) return showAccess(deps, c, shownAgain(form));
      const { usedRegister: register, whatFor: purpose } = form.value;
      const outcome = await logRegisterUse(deps, staff, id, { register, purpose });
      if (outcome === 'refused') return showAccess(deps, c, NOTHING_ENTERED, 'refused');
      return c.redirect(`${pathOf(id)}/register-access?done=used`, 303);
    });

const showAccess = async (
  deps: PortalDeps,
  c: PortalContext,
  entered: Entered,
  trouble?: RegisterAccessView['trouble'],
) => {
  const { staff } = personIn(c);
  const { file } = await authorise(deps.assignments, staff, assignmentIn(c), 'deliver');
  ensureAccessIsWanted(file, staff);
  const { id } = file.assignment;
  const now = deps.now();
  const today = dateOf(now);
  const registerAccess = await readRegisterAccess(deps, staff.party, id);
  const { rules, signatures } = registerAccess;
  const inForce = rulesInForce(rules, now);
  const context = { ...registerAccess, assignment: file.assignment, now };
  const own = registerAccess.grants.filter((grant) => grant.grantee === staff.id && isUsable(grant, context));
  const people = mayAskFor(staff, registerAccess.staff, now);
  const view: RegisterAccessView = {
    path: pathOf(id),
    isOpen: mayUseRegister({ ...file, registerAccess }, now),
    rulesVersion: inForce?.version,
    hasSigned: inForce !== undefined && hasSigned(signatures, staff.id, inForce),
    ...(await grantsIn(deps, staff, id)),
    people,
    waiting: (await requestsWaiting(deps, staff, people, id)).map(({ round, ...rest }) => ({
      ...rest,
      path: roundPathOf(round),
    })),
    today,
    latest: latestUntil(today, file.order?.finishOn ?? today),
    usable: [...new Set(own.map(({ register }) => register))],
    entered,
    done: c.req.query('done'),
    trouble,
  };
  // The form that did not pass is not on the page any more, or never was: there is nothing to correct.
  const wrong = Object.keys(entered.complaints);
  const isUse = wrong.includes('usedRegister') || wrong.includes('whatFor');
  if (wrong.length > 0 && (isUse ? view.usable.length === 0 : inForce === undefined)) throw new NotNow();
  const status = trouble === 'refused' ? 403 : trouble || wrong.length > 0 ? 422 : 200;
  return show(
    c,
    c.get('texts').grants.access.title,
    (frame) => <RegisterAccessPage frame={frame} view={view} />,
    status,
  );
};
