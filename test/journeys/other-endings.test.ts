import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plusDays } from '#domain/calendar';
import { executionsOf } from '#infra/local/cli/executions';
import { type HomeProcess, startHomeProcess } from '#infra/local/cli/home-process';
import { SENDER } from '#infra/local/cli/inquiry-mail';
import { lettersTo, linkTo } from '#infra/local/cli/letterbox';
import { createVisitor, formOf, type Page, type Visitor } from '#infra/local/cli/visitor';
import { signIn } from '#infra/local/cli/walk';
import { composeMail, sendRaw } from '#infra/local/mail/send';
import { managementMailbox } from '#infra/local/seed/test-persons';

let home: HomeProcess;
beforeAll(async () => {
  home = await startHomeProcess();
});
afterAll(() => home.stop({ remove: true }));

const as = (person: string): Visitor => createVisitor({ person, identity: home.addresses.urls.identity });
const mailed = async (over: Partial<Parameters<typeof composeMail>[0]> = {}): Promise<void> => {
  const to = `uppdrag@${home.addresses.parameters.MailDomain}`;
  const from = over.from ?? SENDER;
  const raw = await composeMail({ from, to, subject: 'Hjälp', text: 'Kan någon mäta?', ...over });
  await sendRaw({ port: home.addresses.smtpPort, raw, from, to: [to] });
  await home.settle();
};
/** A new inquiry of Haninge's, circulated; the address of its page. */
const circulated = async (): Promise<string> => {
  await mailed();
  return linkTo(home.addresses, SENDER, /\/assignments\//);
};
const idOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const offeredBy = async (path: string, party: string): Promise<void> => {
  const visitor = as(`${party}-handler`);
  await signIn(visitor, path, party);
  await visitor.submit(await visitor.open(`${path}/offer`), '/offer');
};
const ordered = async (path: string, performer: string, more: Record<string, string> = {}): Promise<Visitor> => {
  const orderer = as('haninge-handler');
  await signIn(orderer, path, 'haninge');
  const terms = {
    performer,
    registryNumber: 'KS 2026/9',
    workType: 'survey',
    place: 'HANINGE KALVSVIK 11:16',
    finishOn: '2099-01-31',
    hours: '8',
    description: 'Mät.',
    ...more,
  };
  await orderer.submit(await orderer.submit(await orderer.open(`${path}/order`), '/order', terms), '/sign');
  await home.settle();
  return orderer;
};
const text = async (visitor: Visitor, path: string): Promise<string> => (await visitor.open(path)).text;
const close = async (visitor: Visitor, path: string): Promise<Page> => {
  const closed = await visitor.submit(await visitor.open(path), '/sign');
  await home.settle();
  return closed;
};

describe('an assignment that ends without a receipt', () => {
  it('is withdrawn by the orderer, closed by the orderer’s registrar, and culled with a certificate', async () => {
    const path = await circulated();
    const orderer = as('haninge-handler');
    await signIn(orderer, path, 'haninge');
    await orderer.submit(await orderer.open(`${path}/withdraw`), '/withdraw', { text: 'Behövs inte längre.' });
    await home.settle();
    expect((await executionsOf(home, idOf(path))).culling.at(-1)).toBe('AwaitClosingDecision');

    const registrar = as('haninge-registrar');
    await signIn(registrar, path, 'haninge');
    await close(registrar, `${path}/close`);
    await home.advance('31d');
    await home.settle();
    await home.advance('15d');
    await home.settle();
    const { culling } = await executionsOf(home, idOf(path));
    expect(culling).toEqual(
      expect.arrayContaining(['AwaitClosingDecision', 'HandOverOriginals', 'AwaitObjection', 'TakeInventory', 'Cull']),
    );
    expect(culling.at(-1)).toBe('AssignmentIsCulled');
    const certificate = await signIn(
      registrar,
      await linkTo(home.addresses, managementMailbox('haninge'), /\/certificates\//),
      'haninge',
    );
    expect(certificate.text).toContain('Återtaget');
  });

  it('is declined by all seven, each with its reason, and ends as declined', async () => {
    const path = await circulated();
    for (const party of ['botkyrka', 'huddinge', 'nykvarn', 'nynashamn', 'salem', 'sodertalje', 'tyreso']) {
      const visitor = as(`${party}-manager`);
      await signIn(visitor, path, party);
      await visitor.submit(await visitor.open(`${path}/decline`), '/decline', { reason: 'staff', text: '' });
    }
    await home.settle();
    expect((await executionsOf(home, idOf(path))).assignment.at(-1)).toBe('AssignmentIsClosed');
    const orderer = as('haninge-handler');
    expect((await signIn(orderer, path, 'haninge')).text).toMatch(/Avböj/);
  });

  it('expires when nobody orders, and a named person is asked to close it', async () => {
    const path = await circulated();
    for (const by of ['15d', '16d', '20d', '11d', '1d']) {
      await home.advance(by);
      await home.settle();
    }
    expect((await executionsOf(home, idOf(path))).culling.at(-1)).toBe('AwaitClosingDecision');
    const asked = await lettersTo(home.addresses, 'registrator@haninge.example');
    expect(asked.some(({ text }) => text.includes(path))).toBe(true);
    const reminders = (await lettersTo(home.addresses, SENDER)).filter(
      ({ subject, text }) => subject.startsWith('Påminnelse') && text.includes(path),
    );
    expect(reminders.length).toBeGreaterThan(0);
  });

  it('begins with a stranger’s mail, which is parked, answered once, closed by the host and culled', async () => {
    await mailed({ from: 'nagon@medborgare.example', subject: 'En fråga', text: 'Vem äger tomten?' });
    expect(await lettersTo(home.addresses, 'nagon@medborgare.example')).toHaveLength(1);
    const host = as('haninge-registrar');
    const parked = await signIn(host, `${home.addresses.urls.portal}/parked`, 'haninge');
    expect(parked.text).not.toContain('nagon@medborgare.example');
    const link = parked.html
      .querySelectorAll('a')
      .map((a) => a.getAttribute('href') ?? '')
      .find((href) => href.endsWith('/close'));
    await close(host, `${home.addresses.urls.portal}${link}`);
    await home.advance('8d');
    await home.settle();
    await home.advance('15d');
    await home.settle();
    const id = link?.split('/').at(-2) ?? '';
    expect((await executionsOf(home, id)).culling.at(-1)).toBe('AssignmentIsCulled');
    expect(await lettersTo(home.addresses, 'nagon@medborgare.example')).toHaveLength(1);
  });
});

describe('an assignment that takes another way', () => {
  it('is refused by one performer and ordered from another', async () => {
    const path = await circulated();
    await offeredBy(path, 'tyreso');
    await offeredBy(path, 'salem');
    await ordered(path, 'tyreso');
    const tyreso = as('tyreso-manager');
    await signIn(tyreso, path, 'tyreso');
    const refusal = await tyreso.submit(await tyreso.open(`${path}/refuse`), '/refuse', {
      reason: 'competence',
      text: 'Vi saknar mätlag.',
    });
    await tyreso.submit(refusal, '/sign');
    await home.settle();
    expect(await text(tyreso, path)).not.toContain('KS 2026/9');
    await ordered(path, 'salem');
    const salem = as('salem-manager');
    await signIn(salem, path, 'salem');
    await salem.submit(await salem.open(`${path}/accept`), '/sign');
    await home.settle();
    expect((await executionsOf(home, idOf(path))).assignment.at(-1)).toBe('AwaitDeliverables');
  });

  it('waits at the gates until rules are signed, access is granted and the permit is on record (R3.2, R5.1)', async () => {
    const path = await circulated();
    await offeredBy(path, 'tyreso');
    await ordered(path, 'tyreso', { needsRegisterAccess: 'yes', needsFlightPermit: 'yes', workType: 'flight' });
    const manager = as('tyreso-manager');
    await signIn(manager, path, 'tyreso');
    await manager.submit(await manager.open(`${path}/accept`), '/sign');
    await home.settle();
    const state = async () => (await executionsOf(home, idOf(path))).assignment.at(-1);
    expect(await state()).toBe('AwaitClearance');
    const handler = as('tyreso-handler');
    await signIn(handler, path, 'tyreso');
    const portal = home.addresses.urls.portal;
    await handler.submit(await handler.submit(await handler.open(`${portal}/handling-rules`), '/sign'), '/sign');
    const wanted = await handler.open(`${path}/register-access`);
    const form = formOf(wanted, '/register-access');
    const asked = await handler.submit(wanted, '/register-access', {
      grantee: form.querySelectorAll('#grantee option').at(-1)?.getAttribute('value') ?? '',
      register: 'property-register',
      purpose: 'Underrätta grannar om flygningen',
      until: plusDays(form.querySelector('#from')?.getAttribute('value') ?? '', 30),
    });
    expect(asked.text).toContain('Begäran är skickad');
    const round = (await manager.open(`${portal}/signings`)).html.querySelector('a[href^="/signings/r-"]');
    await manager.submit(await manager.open(`${portal}${round?.getAttribute('href')}`), '/sign');
    await home.settle();
    expect(await state()).toBe('AwaitClearance');
    await manager.submit(await manager.open(`${path}/clear`), '/clear/flight-permit', {
      ground: 'permit',
      evidence: 'LM 2026/1',
      permitUntil: '2099-12-31',
    });
    await home.settle();
    expect(await state()).toBe('AwaitDeliverables');
  });

  it('is held before culling, released, and given a new period for objections', async () => {
    const path = await circulated();
    const orderer = as('haninge-handler');
    await signIn(orderer, path, 'haninge');
    await orderer.submit(await orderer.open(`${path}/withdraw`), '/withdraw', { text: '' });
    await home.settle();
    const manager = as('haninge-manager');
    await signIn(manager, path, 'haninge');
    await close(manager, `${path}/close`);
    await home.advance('31d');
    await home.settle();
    await signIn(manager, path, 'haninge');
    await manager.submit(await manager.open(`${path}/culling`), '/hold', { ground: 'disclosure-request' });
    await home.settle();
    await home.advance('200d');
    await home.settle();
    expect((await executionsOf(home, idOf(path))).culling.at(-1)).toBe('AwaitHoldRelease');
    await signIn(manager, path, 'haninge');
    await manager.submit(await manager.open(`${path}/culling`), '/release');
    await home.settle();
    expect((await executionsOf(home, idOf(path))).culling.at(-1)).toBe('AwaitObjection');
    expect(await text(manager, `${path}/culling`)).toMatch(/gallring/i);
    await manager.submit(await manager.open(`${path}/culling`), '/let-go');
    await home.settle();
    expect((await executionsOf(home, idOf(path))).culling.at(-1)).toBe('AssignmentIsCulled');
  });
});
