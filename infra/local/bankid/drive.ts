import type { Browser } from '../identity/drive.ts';

const formOn = async (response: Response, url: string): Promise<string> => {
  const location = response.headers.get('location');
  if (response.status !== 303 || location === null) throw new Error(`the test BankID answered ${response.status}`);
  return new URL(location, url).href;
};

const returnIn = (html: string): string | undefined =>
  /<a class="button first" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');

/**
 * Opens the test BankID at a launch address, as a person on this device does, and identifies or signs, or cancels.
 * @returns the address the app sends the person back to.
 */
export const openBankId = async (
  browser: Browser,
  launchUrl: string,
  personId: string,
  answer: 'approve' | 'refuse' = 'approve',
): Promise<string> => {
  const token = new URL(launchUrl).searchParams.get('autostarttoken') ?? '';
  const form = { person: personId, autostarttoken: token };
  const picked = await browser(new URL('/pick-up', launchUrl).href, { method: 'POST', form });
  const order = await formOn(picked, launchUrl);
  await browser(order);
  const end = await browser(`${order}/${answer}`, { method: 'POST', form: {} });
  const back = returnIn(await end.text());
  if (!back) throw new Error('the test BankID did not lead back');
  return back;
};

/** Reads what a QR code says with the test BankID, as a person with a telephone does, and identifies or signs, or cancels. */
export const scanWithBankId = async (
  browser: Browser,
  appUrl: string,
  qr: string,
  personId: string,
  answer: 'approve' | 'refuse' = 'approve',
): Promise<void> => {
  const picked = await browser(new URL('/pick-up', appUrl).href, { method: 'POST', form: { person: personId, qr } });
  const order = await formOn(picked, appUrl);
  await browser(order);
  await browser(`${order}/${answer}`, { method: 'POST', form: {} });
};
