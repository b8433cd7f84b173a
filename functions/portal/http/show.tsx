import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { PARTIES } from '#domain/parties';
import { may, mayWithStaff } from '#domain/staff';
import type { Frame } from '../design/frame.ts';
import { Page } from '../design/page.tsx';
import type { PortalContext } from '../portal-env.ts';

/** The path a change of language comes back to: this page, or the one above it where this one answers posts. */
const returnPath = ({ req }: PortalContext): string =>
  req.method === 'GET' ? req.path : req.path.slice(0, Math.max(1, req.path.lastIndexOf('/')));

const frameOf = (c: PortalContext): Frame => {
  const person = c.get('person');
  return {
    t: c.get('texts'),
    locale: c.get('locale'),
    csrf: c.get('csrf'),
    methods: c.get('methods'),
    path: returnPath(c),
    person: person && {
      name: person.staff.name,
      party: PARTIES[person.staff.party],
      role: person.staff.role,
      maySeeParked: person.staff.party === c.get('hostParty') && may(person.staff.role, 'host', 'view-parked'),
      maySeeStaff: mayWithStaff(person.staff.role, 'read-staff'),
    },
  };
};

/** Answers with a whole page in the reader's language. */
export const show = (
  c: PortalContext,
  title: string,
  body: (frame: Frame) => Child,
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> => {
  const frame = frameOf(c);
  c.header('Content-Language', frame.t.lang);
  return c.html(
    html`<!DOCTYPE html>${(
      <Page frame={frame} title={status === 422 ? `${frame.t.form.problem}: ${title}` : title}>
        {body(frame)}
      </Page>
    )}`,
    status,
  );
};
