import { AssignmentId } from '#domain/assignment';
import { AssignmentNotFound } from '#domain/errors';
import type { Person, PortalContext } from '../portal-env.ts';

/** Nobody is signed in, or the session has ended. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut';
}

/** @throws SignedOut */
export const personIn = (c: PortalContext): Person => {
  const person = c.get('person');
  if (!person) throw new SignedOut();
  return person;
};

/** The assignment that the address names. @throws AssignmentNotFound also when it could never be one. */
export const assignmentIn = (c: PortalContext): AssignmentId => {
  const id = AssignmentId.safeParse(c.req.param('id'));
  if (!id.success) throw new AssignmentNotFound();
  return id.data;
};

/** A page's place among the pages of an assignment. */
export const pathOf = (id: AssignmentId): string => `/assignments/${id}`;
