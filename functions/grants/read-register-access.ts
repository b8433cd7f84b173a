import type { RegisterAccess } from '#domain/access-grant';
import type { AssignmentId } from '#domain/assignment';
import type { AssignmentFile } from '#domain/facts';
import type { Gates } from '#domain/gates';
import type { PartyId } from '#domain/parties';
import type { AccessGrants } from '#ports/access-grants';
import type { HandlingRulesStore } from '#ports/handling-rules';
import type { Register } from '#ports/register';

/** The stores that tell a municipality's access to registers. */
export interface RegisterAccessPorts {
  handlingRules: HandlingRulesStore;
  accessGrants: AccessGrants;
  register: Pick<Register, 'staffOf'>;
}

/** A municipality's rules, signatures, staff and grants: all its grants, or those of one assignment. */
export const readRegisterAccess = async (
  { handlingRules, accessGrants, register }: RegisterAccessPorts,
  party: PartyId,
  assignment?: AssignmentId,
): Promise<RegisterAccess> => {
  const [rules, signatures, staff, grants] = await Promise.all([
    handlingRules.versions(party),
    handlingRules.signatures(party),
    register.staffOf(party),
    assignment ? accessGrants.ofAssignment(party, assignment) : accessGrants.ofParty(party),
  ]);
  return { rules, signatures, staff, grants };
};

/** The file with what its gates ask for: the performer's access to registers, where the order needs one. */
export const withRegisterAccess = async <F extends Pick<AssignmentFile, 'assignment'>>(
  ports: RegisterAccessPorts,
  file: F,
): Promise<F & Pick<Gates, 'registerAccess'>> => {
  const { id, performer, needsRegisterAccess } = file.assignment;
  if (!performer || !needsRegisterAccess) return file;
  return { ...file, registerAccess: await readRegisterAccess(ports, performer, id) };
};
