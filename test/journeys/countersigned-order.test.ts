import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executionsOf } from '#infra/local/cli/executions';
import { type HomeProcess, startHomeProcess } from '#infra/local/cli/home-process';
import { SENDER } from '#infra/local/cli/inquiry-mail';
import { lettersTo, linkTo } from '#infra/local/cli/letterbox';
import { createVisitor, type Visitor } from '#infra/local/cli/visitor';
import { signIn } from '#infra/local/cli/walk';
import { composeMail, sendRaw } from '#infra/local/mail/send';

const MANAGER = 'chef@haninge.example';

let home: HomeProcess;
beforeAll(async () => {
  home = await startHomeProcess();
});
afterAll(() => home.stop({ remove: true }));

const as = (person: string): Visitor => createVisitor({ person, identity: home.addresses.urls.identity });

/** An inquiry that Salem has offered to take; the address of its page. */
const offered = async (): Promise<string> => {
  const to = `uppdrag@${home.addresses.parameters.MailDomain}`;
  const raw = await composeMail({ from: SENDER, to, subject: 'Hjälp', text: 'Kan någon mäta?' });
  await sendRaw({ port: home.addresses.smtpPort, raw, from: SENDER, to: [to] });
  await home.settle();
  const path = await linkTo(home.addresses, SENDER, /\/assignments\//);
  const salem = as('salem-handler');
  await signIn(salem, path, 'salem');
  await salem.submit(await salem.open(`${path}/offer`), '/offer');
  return path;
};

const lettersAboutSigning = async () =>
  (await lettersTo(home.addresses, MANAGER)).filter(({ subject }) => subject.includes('underskrift'));

/** The handler orders more hours than their delegation reaches, and signs first. */
const orderedBeyondDelegation = async (path: string): Promise<void> => {
  const handler = as('haninge-handler');
  await signIn(handler, path, 'haninge');
  const terms = {
    performer: 'salem',
    registryNumber: 'KS 2026/9',
    workType: 'survey',
    place: 'HANINGE KALVSVIK 11:16',
    finishOn: '2099-01-31',
    hours: '300',
    description: 'Mät.',
  };
  const shown = await handler.submit(await handler.open(`${path}/order`), '/order', terms);
  expect(shown.text).toContain('Beställningen behöver kontrasigneras');
  const round = await handler.submit(shown, '/sign');
  const signed = await handler.submit(round, '/sign');
  expect(signed.text).toContain('Din underskrift är mottagen och gäller.');
  await home.settle();
};

describe('an order that one delegation does not reach', () => {
  it('is placed when the manager has signed what the letter led to', async () => {
    const path = await offered();
    const id = path.slice(path.lastIndexOf('/') + 1);
    await orderedBeyondDelegation(path);
    expect((await executionsOf(home, id)).assignment.at(-1)).toBe('AwaitOrder');
    const manager = as('haninge-manager');
    const round = await signIn(manager, await linkTo(home.addresses, MANAGER, /\/signings\//), 'haninge');
    await manager.submit(round, '/sign');
    await home.settle();
    expect((await executionsOf(home, id)).assignment.at(-1)).toBe('AwaitAcceptance');
  });

  it('is reminded of and expires by the calendar, and nothing of it outlives the culling', async () => {
    const path = await offered();
    const id = path.slice(path.lastIndexOf('/') + 1);
    const before = (await lettersAboutSigning()).length;
    await orderedBeyondDelegation(path);
    for (let day = 0; day < 16; day++) {
      await home.advance('1d');
      await home.settle();
    }
    // Asked, reminded three times, and told that it expired.
    expect((await lettersAboutSigning()).length - before).toBe(5);
    const handler = as('haninge-handler');
    await signIn(handler, path, 'haninge');
    expect((await handler.open(path)).text).not.toContain('En beställning är på väg');
    await handler.submit(await handler.open(`${path}/withdraw`), '/withdraw', { text: '' });
    await home.settle();
    const registrar = as('haninge-registrar');
    await signIn(registrar, path, 'haninge');
    await registrar.submit(await registrar.open(`${path}/close`), '/sign');
    await home.settle();
    await home.advance('31d');
    await home.settle();
    await home.advance('15d');
    await home.settle();
    expect((await executionsOf(home, id)).culling.at(-1)).toBe('AssignmentIsCulled');
  });
});
