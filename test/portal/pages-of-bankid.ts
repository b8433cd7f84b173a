import { bankIdPortal } from '#test/bankid-portal';

/** BankID's page in each of its shapes, each with what it is. */
export const pagesOfBankId = async (locale: 'sv' | 'en'): Promise<[string, Response][]> => {
  const portal = await bankIdPortal();
  try {
    const browser = portal.browser();
    browser.cookies.set('__Host-language', locale);
    const choice = await browser.get('/sign-in');
    const path = await portal.begin(browser, 'haninge');
    const code = await browser.get(path);
    const still = await browser.get(`${path}?still=yes`);
    await browser.post(`${path}/here`);
    const here = await browser.get(path);
    await browser.post(`${path}/elsewhere`);
    portal.simulator.faults.refuseAll = 'maintenance';
    portal.tick();
    const trouble = await browser.get(path);
    portal.simulator.faults.refuseAll = 'unauthorized';
    portal.tick();
    const failed = await browser.get(path);
    return Object.entries({ choice, code, still, here, trouble, failed }).map(([name, page]) => [
      `BankID: ${name}`,
      page,
    ]);
  } finally {
    await portal.close();
  }
};
