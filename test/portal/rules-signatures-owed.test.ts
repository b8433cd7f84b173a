import { beforeEach, describe, expect, it } from 'vitest';
import { StaffId } from '#domain/staff';
import { askOwedSignatures } from '#portal/actions/ask-for-rules-signature.ts';
import { ROUND_KINDS } from '#portal/signing/round-kinds.ts';
import { aPerson } from '#test/a-grant';
import { type TestPortal, testPortal } from '#test/portal';
import { PERFORMER } from '#test/portal-files';
import { givenRules, givenSignature } from '#test/portal-grants';
import { tendRounds } from '../../functions/signing/tend-rounds.ts';

const MANY = 45;

let portal: TestPortal;
beforeEach(async () => {
  portal = testPortal();
  await givenRules(portal, PERFORMER);
  for (let i = 0; i < MANY; i++) {
    const id = StaffId.parse(`s-9${String(i).padStart(9, '0')}`);
    const mailbox = `person${i}@nykvarn.example`;
    portal.deps.register.put(aPerson(id, { party: PERFORMER, mailbox, nearestManager: undefined }));
    await givenSignature(portal, PERFORMER, id);
  }
});
const publish = async () => {
  const manager = await portal.signedIn(PERFORMER, 'manager');
  await manager.get('/handling-rules/draft');
  const page = await manager.follow(await manager.post('/handling-rules/draft', { text: 'EXEMPEL. Nya regler.' }));
  const [, draftHash = ''] = /name="draftHash" value="([^"]+)"/.exec(await page.text()) ?? [];
  return {
    manager,
    page: await manager.follow(await manager.post('/handling-rules/publish', { draftHash, validFrom: '2027-04-15' })),
  };
};
const asked = () => portal.deps.rounds.all().filter(({ documentKind }) => documentKind === 'handling-rules');
const askedOnce = () => new Set(asked().map(({ signatories }) => signatories[0]?.staff)).size;

describe('a new version of the handling rules in a municipality where many have signed the former one', () => {
  it('is published at once: twenty are asked, and the page says how many remain', async () => {
    const { page } = await publish();
    expect(asked()).toHaveLength(20);
    expect(await page.text()).toContain('25 medarbetare som hade skrivit under den förra versionen har ingen öppen');
  });

  it('is asked about by pressing again, until nobody remains', async () => {
    const { manager } = await publish();
    await manager.post('/handling-rules/ask');
    const page = await (await manager.follow(await manager.post('/handling-rules/ask'))).text();
    expect([asked().length, askedOnce()]).toEqual([MANY, MANY]);
    expect(page).not.toContain('har ingen öppen begäran');
    expect(page).not.toContain('Be om de underskrifter som saknas');
  });

  it('is asked about by the system day by day, and nobody is asked twice', async () => {
    await publish();
    expect(await askOwedSignatures(portal.deps)).toEqual({ asked: 20, remaining: 5 });
    expect(await askOwedSignatures(portal.deps)).toEqual({ asked: 5, remaining: 0 });
    expect(await askOwedSignatures(portal.deps)).toEqual({ asked: 0, remaining: 0 });
    expect([asked().length, askedOnce()]).toEqual([MANY, MANY]);
    expect(portal.deps.mailbox.sent.filter(({ kind }) => kind === 'signature-wanted')).toHaveLength(MANY);
  });

  it('is not nagged about by the system when somebody let the time run out; the manager may ask them again', async () => {
    const { manager } = await publish();
    await askOwedSignatures(portal.deps, 100);
    portal.advance(32 * 24 * 60);
    await tendRounds({ deps: portal.deps, kinds: ROUND_KINDS, askOwed: askOwedSignatures, report: () => {} })();
    expect(asked().every(({ ending }) => ending?.kind === 'expired')).toBe(true);
    expect(await askOwedSignatures(portal.deps, 100)).toEqual({ asked: 0, remaining: 0 });
    await manager.signIn(PERFORMER, 'manager');
    await manager.get('/handling-rules');
    await manager.post('/handling-rules/ask');
    expect(asked().filter(({ ending }) => !ending)).toHaveLength(20);
  });
});
