import { beforeEach, describe, expect, it } from 'vitest';
import { RoundId, type SigningRound } from '#domain/signing-round';
import type { Role } from '#domain/staff';
import { editBetween } from '#domain/staff-change';
import { ROUND_KINDS } from '#portal/signing/round-kinds.ts';
import { staffChange } from '#portal/signing/staff-change.ts';
import { staffIdOf } from '#test/memory-register';
import { type TestPortal, testPortal } from '#test/portal';
import { givenFile, givenOrder, ID, ORDERER, PATH, PERFORMER } from '#test/portal-files';
import { givenRules } from '#test/portal-grants';
import { listWhatIsLeft } from '../../functions/culling/list-what-is-left.ts';
import { tendRounds } from '../../functions/signing/tend-rounds.ts';

const HANDLER = staffIdOf(PERFORMER, 'handler');
const COLLEAGUE = staffIdOf(PERFORMER, 'handler', 1);
const MANAGER = staffIdOf(PERFORMER, 'manager');
const PURPOSE = 'Underrätta grannar';
const ACCESS = `${PATH}/register-access`;
const REQUEST = {
  grantee: HANDLER,
  register: 'property-register',
  purpose: PURPOSE,
  from: '2027-03-01',
  until: '2027-06-30',
};

let portal: TestPortal;
beforeEach(async () => {
  portal = testPortal();
  await givenFile(portal, { status: 'in-progress', head: { needsRegisterAccess: true }, facts: givenOrder() });
  await givenRules(portal, PERFORMER);
  const handler = await person('handler');
  await handler.get(ACCESS);
  await handler.post(ACCESS, REQUEST);
});
const person = (role: Role, number = 0) => portal.signedIn(PERFORMER, role, number);
const round = async (): Promise<SigningRound> => {
  const found = portal.deps.rounds.all().find(({ documentKind }) => documentKind === 'access-grant');
  if (!found) throw new Error('nothing was asked for');
  return found;
};
const sign = async (role: Role = 'manager', number = 0) => {
  const browser = await person(role, number);
  await browser.sign(await browser.get(`/signings/${(await round()).id}`), PERFORMER, role, number);
  return browser;
};
const grantPath = async () => `/grants/${ID}/g-${(await round()).id.slice(2)}`;
const withdraw = async () => {
  const manager = await person('manager');
  await manager.get(await grantPath());
  return manager.post(`${await grantPath()}/withdraw`, { reason: 'granted-wrongly' });
};
const sealed = async () => ((await round()).sealed ?? []).map(({ status }) => status);

describe('the signed document of an access grant', () => {
  it('is the performer’s own: nothing of it lies with the orderer, is handed over or is culled with the assignment', async () => {
    await sign();
    const { id, party, subject, textKey, signatures } = await round();
    expect([party, subject.scope]).toEqual([PERFORMER, 'party']);
    for (const key of [textKey, signatures[0]?.evidenceKey]) expect(key).toMatch(/^nykvarn\/rounds\/r-/);
    const left = await listWhatIsLeft(portal.deps, ID, []);
    expect(JSON.stringify(left)).not.toMatch(/nykvarn\/rounds|r-[0-9a-z]{16}/);
    const ofOrderer = await portal.deps.vault.versionsOf('evidence', `${ORDERER}/`);
    expect(ofOrderer.filter(({ key }) => key.includes(id))).toEqual([]);
  });

  it('keeps the purpose sealed beside its text, and what is sealed goes when the assignment is culled', async () => {
    await sign();
    expect(JSON.stringify(portal.deps.rounds.snapshot())).not.toContain(PURPOSE);
    await portal.deps.assignments.eraseDataKey(ID);
    const dpo = await person('dpo');
    expect(await (await dpo.get(await grantPath())).text()).not.toContain(PURPOSE);
  });

  it('says in the e-ID for whom, to which register and in which assignment', async () => {
    await sign();
    expect(portal.identity.shown.at(-1)).toContain(
      'Behörighet för Test handler 0 nykvarn till fastighetsregistret i uppdrag',
    );
  });

  it('is true word for word when the deputy signs it', async () => {
    const { register, vault } = portal.deps;
    for (const one of await register.staffOf(PERFORMER)) {
      if (one.id === COLLEAGUE) register.put({ ...one, role: 'manager', nearestManager: undefined });
      if (one.id === MANAGER) register.put({ ...one, deputy: COLLEAGUE, awayFrom: '2027-02-01' });
    }
    await sign('handler', 1);
    const { textKey, signatures } = await round();
    expect(signatures).toMatchObject([{ by: COLLEAGUE, onBehalfOf: MANAGER }]);
    const text = new TextDecoder().decode(await vault.get('evidence', textKey));
    expect(text).toContain('Närmaste chef, eller den som är ställföreträdare för närmaste chef, ger medarbetaren');
    expect(text).not.toMatch(/\b(jag|Som närmaste chef)\b/i);
  });

  it('is reached from the grant by those who have a part in it, and fetched by all who may see the grant', async () => {
    await sign();
    const { id } = await round();
    for (const role of ['handler', 'manager'] as const) {
      expect(await (await (await person(role)).get(await grantPath())).text(), role).toContain(`/signings/${id}`);
    }
    for (const role of ['registrar', 'dpo', 'handler', 'manager'] as const) {
      const browser = await person(role);
      await browser.get(await grantPath());
      const response = await browser.post(`${await grantPath()}/sealed`);
      expect([response.status, response.headers.get('location')?.includes('nykvarn/rounds')], role).toEqual([
        303,
        true,
      ]);
    }
    const other = await person('handler', 1);
    expect((await other.post(`${await grantPath()}/sealed`)).status).toBe(404);
  });

  it('says ÅTERKALLAD once the grant is withdrawn, and is never sealed as valid again', async () => {
    await sign();
    expect(await sealed()).toEqual(['valid']);
    await withdraw();
    expect(await sealed()).toEqual(['valid', 'withdrawn']);
    const registrar = await person('registrar');
    await registrar.get(await grantPath());
    const { headers } = await registrar.post(`${await grantPath()}/sealed`);
    expect(headers.get('location')).toContain('-withdrawn-');
    expect(await sealed()).toEqual(['valid', 'withdrawn']);
  });

  it('opens nothing when it is put down late, and the person had another manager in between', async () => {
    const { accessGrants, register } = portal.deps;
    const { put } = accessGrants;
    accessGrants.put = () => Promise.reject(new Error('the run died'));
    await sign();
    accessGrants.put = put;
    portal.advance(60);
    for (const nearestManager of [COLLEAGUE, MANAGER]) {
      const person = await register.staff(PERFORMER, HANDLER);
      const edit = person && editBetween(person, { ...person, nearestManager });
      const signed = { ...(await round()), id: RoundId.parse(`r-${nearestManager.slice(2)}000000`) };
      const ended = { ...signed, ending: { kind: 'complete', at: portal.deps.now().toISOString() } } as const;
      if (edit) await staffChange.whenComplete(portal.deps, ended, { party: PERFORMER, edits: [edit] });
    }
    expect(await accessGrants.ofParty(PERFORMER)).toEqual([]);
    await tendRounds({ deps: portal.deps, kinds: ROUND_KINDS, askOwed: async () => {}, report: () => {} })();
    expect(await accessGrants.ofParty(PERFORMER)).toMatchObject([{ endedBecause: 'manager-changed' }]);
  });

  it('is not asked for any more when the assignment has ended: the request is taken back and the manager told', async () => {
    await portal.deps.assignments.record({
      id: ID,
      event: 'withdrawn',
      eventId: 'withdrawn',
      at: portal.deps.now(),
      by: staffIdOf(ORDERER, 'handler'),
    });
    await tendRounds({ deps: portal.deps, kinds: ROUND_KINDS, askOwed: async () => {}, report: () => {} })();
    expect((await round()).ending).toMatchObject({ kind: 'withdrawn', by: 'system', reason: 'no-longer-possible' });
    expect(portal.deps.mailbox.sent).toContainEqual(
      expect.objectContaining({ kind: 'signing-withdrawn', to: 'manager0@nykvarn.example' }),
    );
  });
});
