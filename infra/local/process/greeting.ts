import type { Home } from '../home.ts';

/** What a person reads when the home is ready, in Swedish and then in English. */
export function greeting({ urls, smtpPort, persons, parameters }: Home): string {
  const smtp = `127.0.0.1:${smtpPort}`;
  const people = persons.map(({ name, id }) => `    ${name} (${id})`);
  return [
    '',
    '  Resursdelning är igång. Bara för prov, utbildning och utveckling: inga verkliga personuppgifter här.',
    `    Portal            ${urls.portal}`,
    `    Brevlådor         ${urls.mailbox}`,
    `    Skicka förfrågan  SMTP ${smtp}, till en adress i ${parameters.MailDomain}`,
    `    BankID-appen      ${urls.bankid}   (spelad: läser av koden på skärmen)`,
    `    Styrning, klocka  ${urls.control}   (npm run cli)`,
    '    Avsluta           Ctrl-C',
    '',
    '  Resursdelning is running. For evaluation, training and development only: no real personal data here.',
    `    Portal            ${urls.portal}`,
    `    Mailboxes         ${urls.mailbox}`,
    `    Send an inquiry   SMTP ${smtp}, to an address in ${parameters.MailDomain}`,
    `    The BankID app    ${urls.bankid}   (played: reads the code on the screen)`,
    `    Control, clock    ${urls.control}   (npm run cli)`,
    '    Stop              Ctrl-C',
    '',
    ...(people.length > 0 ? ['  Testpersoner för e-legitimation / Test persons for the e-ID:', ...people, ''] : []),
  ].join('\n');
}
