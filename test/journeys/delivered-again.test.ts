import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executionsOf } from '#infra/local/cli/executions';
import { type HomeProcess, startHomeProcess } from '#infra/local/cli/home-process';
import { inquiryMail, SENDER } from '#infra/local/cli/inquiry-mail';
import { lettersTo, linkTo } from '#infra/local/cli/letterbox';
import type { Page, Visitor } from '#infra/local/cli/visitor';
import { signIn, visitors } from '#infra/local/cli/walk';
import { sendRaw } from '#infra/local/mail/send';
import { managementMailbox } from '#infra/local/seed/test-persons';

let home: HomeProcess;
beforeAll(async () => {
  home = await startHomeProcess();
});
afterAll(() => home.stop({ remove: true }));

const TERMS = {
  performer: 'tyreso',
  registryNumber: 'KS 2026/10',
  workType: 'survey',
  place: 'HANINGE KALVSVIK 11:16',
  finishOn: '2099-01-31',
  hours: '8',
  description: 'Mät.',
};
const WITH_A_NUMBER = Buffer.from('Ägare: 18900101-9802\n');
const FIRST = Buffer.from('punkt;N;E\n1;6558700.123;674032.456\n');
const SECOND = Buffer.from('punkt;N;E\n1;6558700.123;674032.456\n2;6558712.001;674040.120\n');

/** An assignment whose work has begun; its page. */
const atWork = async ({ orderer, offering, performer }: ReturnType<typeof visitors>): Promise<string> => {
  const to = `uppdrag@${home.addresses.parameters.MailDomain}`;
  await sendRaw({ port: home.addresses.smtpPort, raw: await inquiryMail(to), from: SENDER, to: [to] });
  await home.settle();
  const path = await linkTo(home.addresses, SENDER, /\/assignments\//);
  const page = await signIn(orderer, path, 'haninge');
  if (linksOf(page).some((href) => href.endsWith('/review'))) {
    await orderer.submit(await orderer.open(`${path}/review`), '/review');
    await home.settle();
  }
  await signIn(offering, path, 'tyreso');
  await offering.submit(await offering.open(`${path}/offer`), '/offer');
  await orderer.submit(await orderer.submit(await orderer.open(`${path}/order`), '/order', TERMS), '/sign');
  await home.settle();
  await signIn(performer, path, 'tyreso');
  await performer.submit(await performer.open(`${path}/accept`), '/sign');
  await home.settle();
  return path;
};

/** Stores a file in the assignment's one slot, and delivers. */
const delivers = async (visitor: Visitor, path: string, bytes: Buffer): Promise<void> => {
  const list = await visitor.open(`${path}/deliverables`);
  const slot = linksOf(list).find((href) => /\/deliverables\/d-[0-9a-z]{10}$/.test(href));
  const upload = slot
    ? await visitor.open(new URL(slot, path).href)
    : await visitor.submit(list, '/deliverables', { title: 'Inmätning' });
  await visitor.upload(upload, { name: 'inmatning.csv', bytes, mediaType: 'text/csv' });
  await visitor.submit(await visitor.open(`${path}/deliverables`), '/deliver');
  await home.settle();
};
const linksOf = (page: Page): string[] => page.html.querySelectorAll('a').map((a) => a.getAttribute('href') ?? '');

describe('an assignment that is delivered more than once', () => {
  it('comes back from the check, then from the orderer, and is received at last; each delivery has its own link', async () => {
    const people = visitors(home);
    const { orderer, offering } = people;
    const path = await atWork(people);
    const state = async () => {
      const { assignment, culling } = await executionsOf(home, path.slice(path.lastIndexOf('/') + 1));
      return [assignment.at(-1), culling.at(-1)];
    };
    const returned = async () =>
      (await lettersTo(home.addresses, managementMailbox('tyreso'))).filter(({ text }) =>
        text.includes('klarade inte kontrollen'),
      );
    const message = () => linkTo(home.addresses, SENDER, /\/m\//);
    const fetchedFrom = async (link: string): Promise<Uint8Array> => {
      const opened = await orderer.submit(await orderer.open(link), '/identify');
      return orderer.download(await orderer.submit(opened, '/reveal'), /\/download\//);
    };
    const objects = async () => {
      const form = await orderer.open(`${path}/object`);
      await orderer.submit(form, '/object', { remedy: 'redeliver', text: 'Punkt 2 saknas.' });
      await home.settle();
    };

    await delivers(offering, path, WITH_A_NUMBER);
    expect(await state()).toEqual(['AwaitDeliverables', undefined]);
    await expect(message()).rejects.toThrow('no letter');
    expect(await returned()).toHaveLength(1);
    await delivers(offering, path, WITH_A_NUMBER);
    expect(await returned()).toHaveLength(2);

    await delivers(offering, path, FIRST);
    expect(await state()).toEqual(['AwaitReceipt', undefined]);
    const first = await message();
    expect(FIRST.equals(await fetchedFrom(first))).toBe(true);

    await objects();
    expect(await state()).toEqual(['AwaitDeliverables', undefined]);
    expect((await orderer.open(first)).status).toBe(404);
    await delivers(offering, path, SECOND);
    expect(await state()).toEqual(['AwaitReceipt', undefined]);
    const second = await message();
    expect(second).not.toBe(first);
    expect((await orderer.open(first)).status).toBe(404);
    expect(SECOND.equals(await fetchedFrom(second))).toBe(true);

    await orderer.submit(await orderer.open(`${path}/revoke`), '/revoke');
    expect((await orderer.open(second)).status).toBe(404);
    await objects();
    await delivers(offering, path, SECOND);
    expect(SECOND.equals(await fetchedFrom(await message()))).toBe(true);

    await orderer.submit(await orderer.open(`${path}/receipt`), '/sign');
    await home.settle();
    expect(await state()).toEqual(['AssignmentIsClosed', 'WaitUntilCullingIsDue']);
  });
});
