import type { Status } from '#domain/assignment';
import type { Fact } from '#domain/facts';
import type { Act, StaffAct } from '#domain/staff';
import type { TestPortal } from '#test/portal';
import { givenDeliverable, givenMaterial, givenOrder, ID, ORDER_FORM, PATH } from '#test/portal-files';

export interface RouteCase {
  method: 'GET' | 'POST';
  path: string;
  act: Act;
  status: Status;
  fields?: Record<string, string>;
  head?: { needsRegisterAccess?: boolean; needsFlightPermit?: boolean; outcome?: 'withdrawn' | 'completed' };
  facts?: (portal: TestPortal) => Promise<Fact[]>;
  /** Who gets past the act's own rule on their side of the assignment, beside what `may` says. */
  onlySides?: readonly string[];
}

export type ParkedRouteCase = Pick<RouteCase, 'method' | 'path' | 'act' | 'status' | 'fields'> & {
  head?: { outcome: 'parked' };
};

const material = async (portal: TestPortal) => [await givenMaterial(portal)];
const withheld = async (portal: TestPortal) => [await givenMaterial(portal, { verdict: 'withheld' })];
const order = async () => givenOrder();
const deliverable = async (portal: TestPortal) => [...givenOrder(), await givenDeliverable(portal)];

/** Every route of an assignment with the act it needs and a status in which that act has its time. */
export const ASSIGNMENT_ROUTES: readonly RouteCase[] = [
  { method: 'GET', path: PATH, act: 'view', status: 'circulated', facts: material },
  {
    method: 'POST',
    path: `${PATH}/material/m-0/download`,
    act: 'view',
    status: 'in-progress',
    facts: material,
    onlySides: ['orderer', 'performer'],
  },
  {
    method: 'GET',
    path: `${PATH}/documents/doc-0000000001`,
    act: 'view',
    status: 'ordered',
    facts: order,
    onlySides: ['orderer', 'performer'],
  },
  { method: 'GET', path: `${PATH}/review`, act: 'review-material', status: 'in-review', facts: withheld },
  {
    method: 'POST',
    path: `${PATH}/review`,
    act: 'review-material',
    status: 'in-review',
    facts: withheld,
    fields: { 'm-0': 'circulate' },
  },
  { method: 'GET', path: `${PATH}/offer`, act: 'offer', status: 'circulated' },
  { method: 'POST', path: `${PATH}/offer`, act: 'offer', status: 'circulated' },
  { method: 'GET', path: `${PATH}/decline`, act: 'offer', status: 'circulated' },
  { method: 'POST', path: `${PATH}/decline`, act: 'offer', status: 'circulated', fields: { reason: 'time' } },
  { method: 'GET', path: `${PATH}/order`, act: 'order', status: 'circulated' },
  { method: 'POST', path: `${PATH}/order`, act: 'order', status: 'circulated', fields: ORDER_FORM },
  { method: 'GET', path: `${PATH}/accept`, act: 'accept', status: 'ordered', facts: order },
  { method: 'GET', path: `${PATH}/refuse`, act: 'accept', status: 'ordered', facts: order },
  {
    method: 'POST',
    path: `${PATH}/refuse`,
    act: 'accept',
    status: 'ordered',
    facts: order,
    fields: { reason: 'competence' },
  },
  {
    method: 'POST',
    path: `${PATH}/sign`,
    act: 'accept',
    status: 'ordered',
    facts: order,
    fields: { kind: 'acceptance', textHash: 'x' },
  },
  {
    method: 'POST',
    path: `${PATH}/sign`,
    act: 'receive',
    status: 'sent',
    facts: deliverable,
    fields: { kind: 'receipt', textHash: 'x' },
  },
  {
    method: 'POST',
    path: `${PATH}/sign`,
    act: 'order',
    status: 'circulated',
    fields: { ...ORDER_FORM, kind: 'order', textHash: 'x' },
  },
  {
    method: 'POST',
    path: `${PATH}/sign`,
    act: 'close',
    status: 'ended',
    head: { outcome: 'withdrawn' },
    fields: { kind: 'closing-decision', textHash: 'x' },
  },
  { method: 'GET', path: `${PATH}/withdraw`, act: 'withdraw', status: 'in-progress' },
  { method: 'POST', path: `${PATH}/withdraw`, act: 'withdraw', status: 'in-progress' },
  { method: 'GET', path: `${PATH}/revoke`, act: 'revoke-message', status: 'sent' },
  { method: 'POST', path: `${PATH}/revoke`, act: 'revoke-message', status: 'sent' },
  { method: 'GET', path: `${PATH}/clear`, act: 'clear', status: 'accepted', head: { needsRegisterAccess: true } },
  {
    method: 'GET',
    path: `${PATH}/register-access`,
    act: 'deliver',
    status: 'accepted',
    head: { needsRegisterAccess: true },
  },
  {
    method: 'POST',
    path: `${PATH}/register-access`,
    act: 'deliver',
    status: 'accepted',
    head: { needsRegisterAccess: true },
  },
  {
    method: 'POST',
    path: `${PATH}/register-use`,
    act: 'deliver',
    status: 'in-progress',
    head: { needsRegisterAccess: true },
  },
  {
    method: 'POST',
    path: `${PATH}/clear/flight-permit`,
    act: 'clear',
    status: 'accepted',
    head: { needsFlightPermit: true },
    fields: { ground: 'permit', evidence: 'TSG 2027-1', permitUntil: '2027-06-30' },
  },
  { method: 'GET', path: `${PATH}/deliverables`, act: 'deliver', status: 'in-progress' },
  {
    method: 'POST',
    path: `${PATH}/deliverables`,
    act: 'deliver',
    status: 'in-progress',
    fields: { id: 'd-0000000002', title: 'Karta' },
  },
  {
    method: 'GET',
    path: `${PATH}/deliverables/d-0000000001`,
    act: 'deliver',
    status: 'in-progress',
    facts: deliverable,
  },
  {
    method: 'POST',
    path: `${PATH}/deliverables/d-0000000001/download`,
    act: 'deliver',
    status: 'in-progress',
    facts: deliverable,
  },
  {
    method: 'POST',
    path: `${PATH}/deliverables/d-0000000001/remove`,
    act: 'deliver',
    status: 'in-progress',
    facts: deliverable,
  },
  { method: 'POST', path: `${PATH}/deliver`, act: 'deliver', status: 'in-progress', facts: deliverable },
  { method: 'GET', path: `${PATH}/receipt`, act: 'receive', status: 'sent', facts: deliverable },
  { method: 'GET', path: `${PATH}/object`, act: 'receive', status: 'sent', facts: deliverable },
  {
    method: 'POST',
    path: `${PATH}/object`,
    act: 'receive',
    status: 'sent',
    facts: deliverable,
    fields: { remedy: 'redeliver', text: 'Punkt 12 saknas.' },
  },
  { method: 'GET', path: `${PATH}/close`, act: 'close', status: 'ended', head: { outcome: 'withdrawn' } },
  { method: 'GET', path: `${PATH}/culling`, act: 'view', status: 'ended', head: { outcome: 'completed' } },
  {
    method: 'POST',
    path: `${PATH}/hold`,
    act: 'hold',
    status: 'ended',
    head: { outcome: 'completed' },
    fields: { ground: 'dispute' },
  },
  { method: 'POST', path: `${PATH}/release`, act: 'release-hold', status: 'ended', head: { outcome: 'completed' } },
  { method: 'POST', path: `${PATH}/let-go`, act: 'let-cull', status: 'ended', head: { outcome: 'completed' } },
];

const PARKED = `/parked/${ID}`;
const ended = { status: 'ended', head: { outcome: 'parked' } } as const;

/** Every route of a parked mail, with the act it needs of the host municipality. */
export const PARKED_ROUTES: readonly ParkedRouteCase[] = [
  { method: 'GET', path: PARKED, act: 'view-parked', status: 'parked' },
  { method: 'POST', path: `${PARKED}/reveal`, act: 'view-parked', status: 'parked' },
  { method: 'POST', path: `${PARKED}/download`, act: 'view-parked', status: 'parked' },
  { method: 'GET', path: `${PARKED}/close`, act: 'close', status: 'parked' },
  {
    method: 'POST',
    path: `${PATH}/sign`,
    act: 'close',
    status: 'parked',
    fields: { kind: 'closing-decision', textHash: 'x' },
  },
  { method: 'GET', path: `${PARKED}/culling`, act: 'view-parked', ...ended },
  { method: 'POST', path: `${PARKED}/hold`, act: 'hold', ...ended, fields: { ground: 'dispute' } },
  { method: 'POST', path: `${PARKED}/release`, act: 'release-hold', ...ended },
  { method: 'POST', path: `${PARKED}/let-go`, act: 'let-cull', ...ended },
];

/** The paths of GET routes that need no assignment. */
export const OPEN_PAGES = [
  '/',
  '/accessibility',
  '/cookies',
  '/about-personal-data',
  '/sign-in',
  '/sign-in/own/salem',
  '/verify',
  `/bankid/${'x'.repeat(43)}`,
] as const;

/** The paths of GET routes about a municipality's own access to registers, and one's own sign-in, as its manager sees them. */
export const STAFF_PAGES = ['/grants', '/handling-rules', '/handling-rules/draft', '/own-sign-in'] as const;

/** Every route of the register of staff, with what it needs of the reader; `:handler` is a handler of their own. */
export const STAFF_ROUTES: readonly {
  method: 'GET' | 'POST';
  path: string;
  act: StaffAct;
  fields?: Record<string, string>;
}[] = [
  { method: 'GET', path: '/staff', act: 'read-staff' },
  { method: 'GET', path: '/staff/log', act: 'read-staff' },
  { method: 'GET', path: '/staff/log.csv', act: 'read-staff' },
  { method: 'GET', path: '/staff/:handler', act: 'read-staff' },
  { method: 'GET', path: '/staff/new', act: 'change-staff' },
  { method: 'POST', path: '/staff/new', act: 'change-staff' },
  { method: 'GET', path: '/staff/import', act: 'change-staff' },
  { method: 'POST', path: '/staff/import', act: 'change-staff', fields: { text: 'Namn;E-post;Roll' } },
  { method: 'POST', path: '/staff/import/sign', act: 'change-staff', fields: { text: 'x' } },
  { method: 'POST', path: '/staff/:handler', act: 'change-staff' },
  { method: 'POST', path: '/staff/:handler/leave', act: 'change-staff' },
  { method: 'POST', path: '/staff/:handler/return', act: 'change-staff' },
  { method: 'POST', path: '/staff/:handler/link', act: 'change-staff' },
  { method: 'GET', path: '/staff/:handler/binding', act: 'approve-binding' },
  { method: 'POST', path: '/staff/:handler/binding', act: 'approve-binding', fields: { decision: 'approve' } },
];

/** What is fetched from there as a file. */
export const EXPORTS = ['/grants/export.csv', '/grants/export.json'] as const;
