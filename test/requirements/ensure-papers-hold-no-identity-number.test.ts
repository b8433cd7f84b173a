import { describe, expect, it } from 'vitest';
import { payloadFrom } from '#portal/signing/payload-forms.ts';
import { START, testPortal } from '#test/portal';
import { givenFile, ORDER_FORM, ORDERER, PATH, PERFORMER } from '#test/portal-files';

/** The official test numbers, in the ways that people write them. */
const WRITTEN = ['189001019802', '19241231-9218', '140168-2396', '20231291 2393', '900101+9802'];
const EXPLAINED = 'Texten ser ut att innehålla ett personnummer. Skriv den utan.';

describe('what is sealed holds no identity number, as the paper says', () => {
  it.each(['description', 'place', 'registryNumber'])(
    'an order with one in its %s is not shown to be signed',
    async (field) => {
      const portal = testPortal();
      await givenFile(portal, { status: 'circulated' });
      const orderer = await portal.signedIn(ORDERER, 'handler');
      await orderer.get(`${PATH}/order`);
      const typed = `Ring fastighetsägaren, 192412319218`;
      const page = await (await orderer.post(`${PATH}/order`, { ...ORDER_FORM, hours: '41', [field]: typed })).text();
      expect(page).toContain(EXPLAINED);
      expect(page).toContain(typed);
      expect(page).toContain('value="41"');
      expect(page).not.toContain('name="textHash"');
    },
  );

  it('a refusal with one in its text is not either, and what was typed is kept', async () => {
    const portal = testPortal();
    await givenFile(portal, { status: 'ordered' });
    const performer = await portal.signedIn(PERFORMER, 'manager');
    await performer.get(`${PATH}/refuse`);
    const text = 'Ägaren 192412319218 vill inte.';
    const page = await (await performer.post(`${PATH}/refuse`, { reason: 'time', text })).text();
    expect(page).toContain(EXPLAINED);
    expect(page).toContain(text);
    expect(page).not.toContain('name="textHash"');
  });

  it('a form that was changed after it was shown signs nothing', async () => {
    const portal = testPortal();
    await givenFile(portal, { status: 'circulated' });
    const orderer = await portal.signedIn(ORDERER, 'handler');
    await orderer.get(`${PATH}/order`);
    const fields = { ...ORDER_FORM, kind: 'order', description: '192412319218', textHash: 'x' };
    expect((await orderer.post(`${PATH}/sign`, fields)).status).toBe(409);
    expect(portal.snapshot()).not.toContain('192412319218');
  });

  it.each(WRITTEN)('however it is written: %s', (number) => {
    expect(payloadFrom('order', { ...ORDER_FORM, description: `Se ${number}.` }, START)).toMatchObject({
      ok: false,
      complaints: { description: 'identity-number' },
    });
  });

  it.each([
    ['registryNumber', 'KS 2026/123'],
    ['registryNumber', 'SBK-2026-004512'],
    ['registryNumber', 'Dnr 2026:1234-5'],
    ['place', 'HANINGE KALVSVIK 11:16'],
    ['place', 'N 6558123, E 684567 (SWEREF 99 TM)'],
    ['description', 'Mät från 2027-03-01 till 2027-06-30. Noggrannhet 0,05 m i plan och RH 2000 i höjd.'],
    ['description', 'Flyghöjd 120 m, 45 bilder, 1:1000. Kommunens organisationsnummer är 212000-0084.'],
  ])('but a %s like “%s” passes', (field, text) => {
    expect(payloadFrom('order', { ...ORDER_FORM, [field]: text }, START)).toMatchObject({ ok: true });
  });
});
