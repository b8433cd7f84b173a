import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executionsOf } from '#infra/local/cli/executions';
import { type HomeProcess, startHomeProcess } from '#infra/local/cli/home-process';
import { linkTo } from '#infra/local/cli/letterbox';
import { createVisitor } from '#infra/local/cli/visitor';
import { signIn } from '#infra/local/cli/walk';
import { composeMail, sendRaw } from '#infra/local/mail/send';

let home: HomeProcess;
beforeAll(async () => {
  home = await startHomeProcess();
});
afterAll(() => home.stop({ remove: true }));

describe('a mail that nobody could place', () => {
  it('is read by the host before it is closed, held, released and culled, from the link in the letter', async () => {
    const to = `uppdrag@${home.addresses.parameters.MailDomain}`;
    const from = 'nagon@medborgare.example';
    const text = 'Vem äger tomten? Mitt nummer är 18900101-9802.';
    const raw = await composeMail({ from, to, subject: 'En fråga', text });
    await sendRaw({ port: home.addresses.smtpPort, raw, from, to: [to] });
    await home.settle();

    const registrar = createVisitor({ person: 'haninge-registrar', identity: home.addresses.urls.identity });
    const letter = await linkTo(home.addresses, 'registrator@haninge.example', /\/assignments\//);
    const page = await signIn(registrar, letter, 'haninge');
    expect(new URL(page.url).pathname).toMatch(/^\/parked\//);
    expect(page.text).not.toContain('tomten');
    const read = await registrar.submit(page, '/reveal');
    expect(read.text).toContain('Vem äger tomten?');
    expect(read.text).toContain('medborgare.example');
    expect(read.text).not.toMatch(/9802|nagon@/);
    expect(Buffer.from(await registrar.download(page, '/download')).includes('Subject:')).toBe(true);

    const parked = page.url;
    const state = async () => (await executionsOf(home, parked.slice(parked.lastIndexOf('/') + 1))).culling.at(-1);
    await registrar.submit(await registrar.open(`${parked}/close`), '/sign');
    await home.settle();
    await home.advance('8d');
    await home.settle();
    expect(await state()).toBe('AwaitObjection');
    await signIn(registrar, parked, 'haninge');
    await registrar.submit(await registrar.open(`${parked}/culling`), '/hold', { ground: 'disclosure-request' });
    await home.settle();
    expect(await state()).toBe('AwaitHoldRelease');
    await registrar.submit(await registrar.open(`${parked}/culling`), '/release');
    await home.settle();
    expect(await state()).toBe('AwaitObjection');
    await registrar.submit(await registrar.open(`${parked}/culling`), '/let-go');
    await home.settle();
    expect(await state()).toBe('AssignmentIsCulled');
  });
});
