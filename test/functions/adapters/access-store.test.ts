import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AssignmentId } from '#domain/assignment';
import { sha256 } from '#domain/hash';
import type { MessageLink } from '#domain/secure-message';
import type { AccessStore, Pending, Session } from '#ports/access-store';
import { HANDLER } from '#test/a-file';
import { inDynamo, inMemory, type StoreSource } from './stores.ts';

const ID = AssignmentId.parse('haninge-0123456789abcdef');
const OTHER = AssignmentId.parse('haninge-0000000000000002');
const at = '2026-03-03T10:00:00.000Z';
const later = '2026-03-03T10:10:00.000Z';
const session: Session = {
  tokenHash: sha256('session'),
  staffId: HANDLER,
  party: 'haninge',
  csrf: 'c',
  level: 'loa3',
  role: 'handler',
  startedAt: at,
  seenAt: at,
  locale: 'sv',
};
const pending: Pending = {
  stateHash: sha256('state'),
  browserHash: sha256('browser'),
  pending: 'sealed',
  purpose: { kind: 'signing', sessionHash: sha256('session'), assignmentId: ID, request: 'sealed' },
  assignmentId: ID,
  expiresAt: later,
};
const link = (name: string, assignmentId = ID): MessageLink => ({
  tokenHash: sha256(name),
  assignmentId,
  from: 'tyreso',
  to: 'haninge',
  issuedAt: at,
  expiresAt: '2026-03-18T00:00:00.000Z',
});
const ticket = (token: string, assignmentId = ID) => ({ assignmentId, wait: 'AwaitOrder' as const, token });

describe.each([
  ['in memory', inMemory],
  ['in DynamoDB', inDynamo],
])('what gives access, %s', (_where, source) => {
  let stores: StoreSource;
  let access: AccessStore;
  beforeAll(async () => {
    stores = await source();
  });
  beforeEach(async () => {
    ({ access } = await stores.empty());
  });
  afterAll(() => stores.close());

  it('a session, until it ends; one that has ended is not brought back by being seen', async () => {
    await access.putSession(session);
    await access.touchSession(session.tokenHash, new Date(later));
    await expect(access.findSession(session.tokenHash)).resolves.toEqual({ ...session, seenAt: later });
    await access.endSession(session.tokenHash);
    await access.touchSession(session.tokenHash, new Date(later));
    await expect(access.findSession(session.tokenHash)).resolves.toBeUndefined();
  });

  it.each<Pending['purpose']>([
    { kind: 'sign-in', party: 'haninge', returnTo: '/inbox' },
    { kind: 'own-sign-in', party: 'haninge', returnTo: '/inbox' },
    { kind: 'own-sign-in-binding', sessionHash: sha256('session') },
    { kind: 'message', linkHash: sha256('link') },
    { kind: 'binding', tokenHash: sha256('token') },
  ])('what an identification is for ($kind), as it was', async (purpose) => {
    await access.putPending({ ...pending, purpose });
    expect((await access.takePending(pending.stateHash))?.purpose).toEqual(purpose);
  });

  it('how a session was begun', async () => {
    const begun = { ...session, via: 'own-sign-in', standing: 'r-1', eIdSince: later } as const;
    await access.putSession(begun);
    await expect(access.findSession(session.tokenHash)).resolves.toEqual(begun);
  });

  it('an identification under way, for one callback', async () => {
    await access.putPending(pending);
    await expect(access.takePending(pending.stateHash)).resolves.toEqual(pending);
    await expect(access.takePending(pending.stateHash)).resolves.toBeUndefined();
  });

  it('an identification that is looked at, replaced by one of those who do so at once, and never after it was taken out', async () => {
    const begun = { ...pending, method: 'bankid' as const, turn: 0 };
    await access.putPending(begun);
    await expect(access.findPending(pending.stateHash)).resolves.toEqual(begun);
    const [one, two] = [
      { ...begun, pending: 'one', turn: 1 },
      { ...begun, pending: 'two', turn: 1 },
    ];
    const kept = await Promise.all([access.replacePending(one), access.replacePending(two)]);
    expect(kept.filter((isKept) => isKept)).toHaveLength(1);
    await expect(access.findPending(pending.stateHash)).resolves.toEqual(kept[0] ? one : two);
    await access.takePending(pending.stateHash);
    await expect(access.replacePending({ ...begun, turn: 2 })).resolves.toBe(false);
    await expect(access.findPending(pending.stateHash)).resolves.toBeUndefined();
  });

  it('a message link, found by its hash and with its assignment, until it is revoked', async () => {
    for (const one of [link('a'), link('b'), link('c', OTHER)]) await access.putLink(one);
    await expect(access.findLink(sha256('a'))).resolves.toEqual(link('a'));
    await expect(access.findLink(sha256('z'))).resolves.toBeUndefined();
    await access.revokeLink(sha256('a'), new Date(later));
    await access.revokeLink(sha256('z'), new Date(later));
    await expect(access.findLink(sha256('z'))).resolves.toBeUndefined();
    const links = await access.linksOf(ID);
    expect(links).toHaveLength(2);
    expect(links).toEqual(expect.arrayContaining([{ ...link('a'), revokedAt: later }, link('b')]));
  });

  it('a reply reference, by its hash alone', async () => {
    await access.putReplyReference(sha256('reference'), ID);
    await access.putReplyReference(sha256('reference'), ID);
    await expect(access.findReplyReference(sha256('reference'))).resolves.toBe(ID);
    await expect(access.findReplyReference('reference')).resolves.toBeUndefined();
  });

  it('the newest token of a wait, which an older one does not end', async () => {
    await access.keepTicket(ticket('old'));
    await access.keepTicket(ticket('new'));
    await access.keepTicket(ticket('other', OTHER));
    await access.endTicket(ticket('old'));
    await expect(access.findTicket(ID, 'AwaitOrder')).resolves.toEqual(ticket('new'));
    await expect(access.findTicket(ID, 'AwaitReceipt')).resolves.toBeUndefined();
    await expect(access.ticketsOf(ID)).resolves.toEqual([ticket('new')]);
    await access.endTicket(ticket('new'));
    await access.endTicket(ticket('new'));
    await expect(access.ticketsOf(ID)).resolves.toEqual([]);
  });

  it('all of an assignment’s, and no other’s, is listed for culling and goes by that list', async () => {
    await access.putSession(session);
    for (const id of [ID, OTHER]) {
      await access.putLink(link(id, id));
      await access.putReplyReference(sha256(`reply ${id}`), id);
      await access.keepTicket(ticket('t', id));
    }
    await access.putPending(pending);
    const keys = await access.itemKeys(ID);
    expect(keys).toHaveLength(4);
    for (const key of keys) await expect(access.eraseItem(key)).resolves.toBe('erased');
    for (const key of keys) await expect(access.eraseItem(key)).resolves.toBe('already-absent');
    await expect(access.itemKeys(ID)).resolves.toEqual([]);
    await expect(access.itemKeys(OTHER)).resolves.toHaveLength(3);
    await expect(access.findSession(session.tokenHash)).resolves.toEqual(session);
  });
});
