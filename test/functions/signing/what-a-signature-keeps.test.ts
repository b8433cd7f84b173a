import { beforeEach, describe, expect, it } from 'vitest';
import type { DocumentStatement } from '#documents/sealing/verification';
import { verifyPdf } from '#documents/sealing/verify-pdf';
import { delegationFor } from '#domain/authority';
import type { SigningRound } from '#domain/signing-round';
import { downloadSealedRound } from '#portal/actions/sealed-copies.ts';
import { staffIdOf } from '#test/memory-register';
import { formWith, type TestPortal, testPortal } from '#test/portal';
import { givenFile, givenOrder, ID, ORDER_FORM, ORDERER, PATH, PERFORMER } from '#test/portal-files';

const MANAGER = staffIdOf(ORDERER, 'manager');
const DEPUTY = staffIdOf(ORDERER, 'manager', 1);

let portal: TestPortal;
beforeEach(async () => {
  portal = testPortal();
});

const staffOf = async (id: typeof MANAGER) => {
  const staff = await portal.deps.register.staff(ORDERER, id);
  if (!staff) throw new Error('no such person');
  return staff;
};
const rename = async (id: typeof MANAGER, name: string) => {
  portal.deps.register.put({ ...(await staffOf(id)), name, role: 'finance' });
};
const referenceOf = async (role: string, documentKind: string, hours?: number): Promise<string | undefined> =>
  (await portal.deps.delegations.of(ORDERER)).find(
    (one) =>
      one.documentKind === documentKind &&
      'role' in one.to &&
      one.to.role === role &&
      (hours === undefined || one.maxHours === undefined || hours <= one.maxHours),
  )?.reference;
const statementAt = async (key: string): Promise<DocumentStatement> => {
  const { document } = await verifyPdf(await portal.deps.vault.get('evidence', key), {
    ...(await portal.deps.sealKeys.trust()),
    now: portal.deps.now(),
  });
  if (!document) throw new Error('not read');
  return document;
};

/** An order for more hours than the handler's delegation reaches, signed by the handler and the manager's deputy. */
const orderByDeputy = async (): Promise<SigningRound> => {
  await givenFile(portal, { status: 'circulated' });
  const manager = await staffOf(MANAGER);
  portal.deps.register.put({
    ...manager,
    id: DEPUTY,
    name: 'Test Ställföreträdare',
    mailbox: `chef2@${ORDERER}.example`,
  });
  portal.deps.register.put({ ...manager, deputy: DEPUTY, awayFrom: '2027-03-01', awayUntil: '2027-03-31' });
  const handler = await portal.signedIn(ORDERER, 'handler');
  await handler.get('/inbox');
  const page = await (await handler.post(`${PATH}/order`, { ...ORDER_FORM, hours: '300' })).text();
  const { action, fields } = formWith(page, 'textHash');
  const path = (await handler.post(action, fields)).headers.get('location')?.split('?')[0] ?? '';
  await handler.sign(await handler.get(path), ORDERER, 'handler');
  const deputy = await portal.signedIn(ORDERER, 'manager', 1);
  await deputy.sign(await deputy.get(path), ORDERER, 'manager', 1);
  const round = portal.deps.rounds.all().find(({ ending }) => ending?.kind === 'complete');
  if (!round) throw new Error('not complete');
  return round;
};

describe('what is kept of a signer', () => {
  it('of an order that a deputy signed says who signed and for whom, on the paper too', async () => {
    await orderByDeputy();
    const file = await portal.deps.assignments.load(ID);
    expect(file.documents.find(({ signedBy }) => signedBy === DEPUTY)).toMatchObject({
      onBehalfOf: MANAGER,
      signer: { name: 'Test Ställföreträdare', role: 'manager', onBehalfOf: (await staffOf(MANAGER)).name },
    });
    const { signatures } = await statementAt(file.sealedCopies[0]?.key ?? '');
    expect(signatures).toMatchObject([
      { place: 1, role: 'handläggare' },
      { place: 2, name: 'Test Ställföreträdare', onBehalfOf: (await staffOf(MANAGER)).name, role: 'chef' },
    ]);
    expect(signatures[0]?.onBehalfOf).toBeUndefined();
  });

  it('is who they were then, whatever the register says when the paper is made', async () => {
    await orderByDeputy();
    const file = await portal.deps.assignments.load(ID);
    const before = (await statementAt(file.sealedCopies[0]?.key ?? '')).signatures;
    await rename(DEPUTY, 'Nytt Namn');
    await rename(MANAGER, 'Nytt Namn');
    await portal.deps.assignments.record({
      id: ID,
      event: 'withdrawn',
      eventId: 'withdrawn',
      at: portal.deps.now(),
      by: 'system',
    });
    const [round] = portal.deps.rounds.all();
    if (!round) throw new Error('no round');
    await downloadSealedRound(portal.deps, round);
    const withdrawn = (await portal.deps.assignments.load(ID)).sealedCopies.find(
      ({ status }) => status === 'withdrawn',
    );
    expect((await statementAt(withdrawn?.key ?? '')).signatures).toEqual(before);
  });

  it('has the reference of the delegation that gave the authority, as it was called then', async () => {
    const [first, second] = [await referenceOf('handler', 'order'), await referenceOf('manager', 'order', 300)];
    await orderByDeputy();
    portal.deps.delegations.clear();
    const file = await portal.deps.assignments.load(ID);
    expect(file.documents.map(({ delegation }) => delegation?.reference)).toEqual([first, second]);
    const { signatures } = await statementAt(file.sealedCopies[0]?.key ?? '');
    expect(signatures.map(({ delegation }) => delegation)).toEqual([first, second]);
  });

  it('lies in no table in the clear', async () => {
    await orderByDeputy();
    expect(JSON.stringify(portal.deps.rounds.snapshot())).not.toContain('Test Ställföreträdare');
  });

  it('is one paper of an order, whether it is fetched from the round or from the file', async () => {
    const round = await orderByDeputy();
    const { url } = await downloadSealedRound(portal.deps, round);
    const [copy, ...others] = (await portal.deps.assignments.load(ID)).sealedCopies;
    expect(others).toEqual([]);
    expect(url).toContain(copy?.key);
  });
});

describe('a document that one person signs', () => {
  it('has the time of the e-ID, and its event the time at which the answer came', async () => {
    await givenFile(portal, { status: 'ordered', facts: givenOrder() });
    const signedAt = '2027-03-01T08:59:30.000Z';
    const { finishSigning } = portal.identity;
    portal.identity.finishSigning = async (...asked) => {
      const signed = await finishSigning(...asked);
      return { ...signed, evidence: { ...signed.evidence, signedAt } };
    };
    const handler = await portal.signedIn(PERFORMER, 'handler');
    await handler.get(`${PATH}/refuse`);
    await handler.sign(await handler.post(`${PATH}/refuse`, { reason: 'time' }), PERFORMER, 'handler');
    const file = await portal.deps.assignments.load(ID);
    expect(file.documents.filter(({ documentKind }) => documentKind === 'refusal')).toMatchObject([
      {
        signedAt,
        signer: { name: 'Test handler 0 nykvarn', role: 'handler' },
        delegation: { reference: expect.any(String) },
      },
    ]);
    expect(file.events.find(({ name }) => name === 'refused')?.at).toBe(portal.deps.now().toISOString());
  });
});

describe('the delegation by which somebody signs', () => {
  const delegation = {
    party: 'haninge',
    documentKind: 'order',
    from: '2027-01-01',
    until: '2027-12-31',
    decidedOn: '2027-01-01',
  } as const;
  const role = { ...delegation, id: 'role', to: { role: 'manager' }, reference: 'KS § 1' } as const;
  const own = { ...delegation, id: 'own', to: { staff: MANAGER }, maxHours: 100, reference: 'KS § 2' } as const;
  const signer = { id: MANAGER, party: 'haninge', role: 'manager' } as const;
  const found = (hours: number, on = '2027-03-01') => delegationFor([role, own], signer, 'order', { hours }, on)?.id;

  it('is their own before their role’s, and one that reaches before one that does not', () => {
    expect(found(50)).toBe('own');
    expect(found(200)).toBe('role');
    expect(delegationFor([own], signer, 'order', { hours: 200 }, '2027-03-01')?.id).toBe('own');
    expect(found(50, '2028-01-01')).toBeUndefined();
  });
});
