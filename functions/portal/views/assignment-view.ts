import { isOpenFor } from '#domain/access-grant';
import { type AssignmentId, referenceOf } from '#domain/assignment';
import type { AssignmentFile, Remark, SignedDocument } from '#domain/facts';
import { mayUseRegister } from '#domain/gates';
import { type Act, may, type Side, type Staff } from '#domain/staff';
import { type AssignmentEventName, mayHappen } from '#domain/transitions';
import { lastDayOf } from '#domain/waiting';
import { withRegisterAccess } from '../../grants/read-register-access.ts';
import type { Authorised } from '../actions/authorise.ts';
import { isCullingProposed } from '../actions/decide-culling.ts';
import { isCirculated, mayHaveOriginals } from '../actions/download.ts';
import { pathOf } from '../http/request-parts.ts';
import { nextAction, waitIn } from '../next-action.ts';
import type { AssignmentView, PieceView } from '../pages/assignment-page.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import { readText } from './read-text.ts';

type AccessDeps = Pick<PortalDeps, 'register' | 'accessGrants' | 'handlingRules' | 'now'>;

/** The page of each act, under the assignment's own path. */
const PAGES: Partial<Record<Act, string>> = {
  'review-material': '/review',
  offer: '/offer',
  order: '/order',
  withdraw: '/withdraw',
  accept: '/accept',
  clear: '/clear',
  deliver: '/deliverables',
  receive: '/receipt',
  'revoke-message': '/revoke',
  close: '/close',
  hold: '/culling',
  'release-hold': '/culling',
  'let-cull': '/culling',
};

/** What may be done besides the one next thing. */
const OTHERS: readonly (readonly [Act, AssignmentEventName])[] = [
  ['withdraw', 'withdrawn'],
  ['revoke-message', 'message-revoked'],
  ['hold', 'held'],
];

/** The documents a side may read: the performer's are those of its own order, not an earlier performer's. */
export const documentsFor = ({ documents, order, assignment }: AssignmentFile, side: Side, staff: Staff) =>
  documents.filter(({ id, documentKind, signedByParty }: SignedDocument) => {
    if (side === 'orderer') return true;
    if (side !== 'performer') return false;
    if (documentKind === 'order') return id === order?.documentId;
    return signedByParty === staff.party || signedByParty === assignment.orderer;
  });

/** Free texts go to the orderer, and to the performer where they concern its own work. */
const remarksFor = ({ remarks }: AssignmentFile, side: Side, own: ReadonlyMap<string, string>): Remark[] =>
  remarks.filter(({ about, by, text }) => {
    if (!text) return false;
    return (
      side === 'orderer' || own.has(by) || (side === 'performer' && (about === 'objected' || about === 'withdrawn'))
    );
  });

/**
 * Whether the performer's work goes on without access to the registers that it needs: originals and the delivery stay open,
 * so that it has to be said.
 */
const hasLostAccess = async (deps: AccessDeps, file: AssignmentFile, side: Side, staff: Staff): Promise<boolean> => {
  const { assignment } = file;
  const isUnderWay = isOpenFor(staff.party, assignment) && assignment.status !== 'accepted';
  if (side !== 'performer' || !assignment.needsRegisterAccess || !isUnderWay) return false;
  return !mayUseRegister(await withRegisterAccess(deps, file), deps.now());
};

const wantsAccess = (assignment: AssignmentFile['assignment'], side: Side, { party, role }: Staff): boolean =>
  assignment.needsRegisterAccess && isOpenFor(party, assignment) && may(role, side, 'deliver');

/** What a person sees of an assignment; those who have only been asked see the circulated text and no more. */
export const assignmentView = async (
  deps: Pick<PortalDeps, 'vault' | 'rounds'> & AccessDeps,
  { file, side }: Authorised,
  staff: Staff,
  done: string | undefined,
): Promise<AssignmentView> => {
  const { assignment, details, parties } = file;
  const { id, status } = assignment;
  const path = pathOf(id);
  const isInside = side === 'orderer' || side === 'performer';
  const own = new Map((await deps.register.staffOf(staff.party)).map((person) => [person.id as string, person.name]));
  const standing = parties.find(({ party }) => party === staff.party)?.standing;
  const next = nextAction(
    {
      assignment,
      hasOffer: parties.some((party) => party.standing.answer === 'offered'),
      hasAnswered: standing !== undefined && standing.answer !== 'asked',
      isCullingProposed: isCullingProposed(file),
    },
    side,
    staff.role,
  );
  const wait = waitIn(status);
  const page = next.kind === 'do' ? PAGES[next.act] : undefined;
  return {
    path,
    reference: referenceOf(id),
    subject: isInside ? details.subject : undefined,
    side,
    status,
    outcome: assignment.outcome,
    orderer: assignment.orderer,
    performer: isInside ? assignment.performer : undefined,
    openedAt: assignment.openedAt,
    heldSince: assignment.hold?.at,
    next,
    nextPath: page && `${path}${page}`,
    signingPath: side === 'orderer' && status === 'circulated' ? await orderBeingSigned(deps, id) : undefined,
    lastDay: wait && lastDayOf(wait, file, deps.now()),
    others: OTHERS.filter(
      ([act, event]) =>
        may(staff.role, side, act) && mayHappen(event, status) && !(next.kind === 'do' && next.act === act),
    ).map(([act]) => ({ act, path: `${path}${PAGES[act] ?? ''}` })),
    order: isInside ? file.order : undefined,
    answers: parties
      .filter(({ party }) => side === 'orderer' || party === staff.party)
      .map(({ party, standing: { answer, ...rest } }) => ({
        party,
        answer,
        reason: 'reason' in rest ? rest.reason : undefined,
      })),
    pieces: await piecesFor(deps, file, side),
    deliverables: isInside ? file.deliverables : undefined,
    documents: isInside ? documentsFor(file, side, staff) : undefined,
    clearances: isInside ? file.clearances : [],
    accessPath: wantsAccess(assignment, side, staff) ? `${path}/register-access` : undefined,
    hasLostAccess: await hasLostAccess(deps, file, side, staff),
    remarks: remarksFor(file, side, own),
    events: file.events
      .filter(({ name, party }) => isInside || name === 'circulated' || party === staff.party)
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
      .map((event) => ({ ...event, who: own.get(event.by) })),
    done,
  };
};

/** The round in which the order is being signed, while one is open. */
const orderBeingSigned = async (
  { rounds }: Pick<PortalDeps, 'rounds'>,
  assignmentId: AssignmentId,
): Promise<string | undefined> => {
  const editions = await rounds.ofSubject({ scope: 'assignment', assignmentId }, 'order');
  const open = editions.find(({ ending }) => !ending);
  return open && `/signings/${open.id}`;
};

const piecesFor = (deps: Pick<PortalDeps, 'vault'>, file: AssignmentFile, side: Side): Promise<PieceView[]> => {
  const isInside = side === 'orderer' || side === 'performer';
  const known = [...file.material]
    .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }))
    .map((material, index) => ({ material, number: index + 1 }));
  return Promise.all(
    known
      .filter(({ material }) => isInside || isCirculated(material))
      .map(async ({ material, number }) => ({
        material,
        number,
        text: isCirculated(material) ? await readText(deps, 'material', material.circulatedKey) : undefined,
        mayHaveOriginal: mayHaveOriginals(file, side),
        mayKnowTitle: mayHaveOriginals(file, side),
      })),
  );
};
