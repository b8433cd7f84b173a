import { createHash } from 'node:crypto';
import type { Locale } from './sign-request.ts';
import { LOA3, levelOf, type TestPerson } from './test-person.ts';

const texts = {
  sv: {
    title: 'Test-legitimation',
    warning: 'Detta är ett lokalt test av legitimering. Det är ingen riktig e-legitimation och bevisar inte vem du är.',
    choose: 'Vem vill du legitimera dig som?',
    lowLevel: 'låg tillitsnivå',
    signTitle: 'Skriv under med test-legitimation',
    signedBy: 'Du skriver under som',
    signText: 'Det här skriver du under:',
    sign: 'Skriv under',
    cancel: 'Avbryt',
    failedTitle: 'Det gick inte att legitimera',
    failed: 'Gå tillbaka till tjänsten du kom från och börja om.',
    loggedOut: 'Du är utloggad',
    logOut: 'Logga ut från test-legitimationen?',
    yes: 'Logga ut',
  },
  en: {
    title: 'Test e-ID',
    warning: 'This is a local test of identification. It is no real e-ID and does not prove who you are.',
    choose: 'Who do you want to identify yourself as?',
    lowLevel: 'low level of assurance',
    signTitle: 'Sign with the test e-ID',
    signedBy: 'You sign as',
    signText: 'This is what you sign:',
    sign: 'Sign',
    cancel: 'Cancel',
    failedTitle: 'The identification failed',
    failed: 'Go back to the service you came from and start again.',
    loggedOut: 'You are logged out',
    logOut: 'Log out from the test e-ID?',
    yes: 'Log out',
  },
} as const;

const style = `
body{font:1.125rem/1.5 system-ui,sans-serif;margin:0;color:#1c2430;background:#f3f5f7}
main{max-width:56rem;margin:0 auto;padding:1rem 1.25rem 3rem}
h1,h2{line-height:1.25;color:#143d66}
h1{font-size:1.8rem}
h2{font-size:1.25rem;margin:1.5rem 0 .5rem}
p{max-width:42rem}
.warning{border:.2rem dashed #8a3b00;background:#fff4e5;padding:.75rem 1rem;font-weight:600;box-sizing:border-box}
.text{white-space:pre-wrap;overflow-wrap:anywhere;border-left:.3rem solid #143d66;padding:.75rem 1rem;background:#fff}
ul{list-style:none;padding:0;margin:0 0 1.5rem;display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.5rem .75rem}
button{font:inherit;width:100%;text-align:left;min-height:3rem;padding:.5rem 1rem;border:.125rem solid #4a5563;background:#fff;color:#1c2430;border-radius:.35rem;cursor:pointer}
li{display:flex}
button:hover{border-color:#143d66;background:#eaf1f8}
form>button{width:auto;min-width:15rem;margin:0 0 .75rem;text-align:center}
button.first{background:#143d66;color:#fff;border-color:#143d66;font-weight:600}
button.first:hover{background:#0d2a47}
button:focus-visible{outline:.2rem solid #143d66;outline-offset:.125rem;box-shadow:0 0 0 .4rem #ffbf47}
`;
const styleHash = createHash('sha256').update(style).digest('base64');

/** No script at all; forms may lead on to the clients, since browsers apply `form-action` to the redirects too. */
export const contentSecurityPolicy = (clientOrigins: string[]): string =>
  [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    `form-action ${["'self'", ...clientOrigins].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

const page = (locale: Locale, name: string, title: string, body: string) => `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main data-page="${name}">
<h1>${escaped(title)}</h1>
<p class="warning" role="note">${texts[locale].warning}</p>
${body}
</main>
</body>
</html>
`;

const cancelForm = (locale: Locale, action: string) =>
  `<form method="post" action="${escaped(action)}/cancel"><button>${texts[locale].cancel}</button></form>`;

/** `action` is the path of the interaction; the chosen person's id is posted as `person` to `<action>/login`. */
export const choosePersonPage = (o: {
  locale: Locale;
  action: string;
  persons: TestPerson[];
  message: string | undefined;
}): string => {
  const t = texts[o.locale];
  const buttons = o.persons.map((person) => {
    const level = levelOf(person) === LOA3 ? '' : ` (${t.lowLevel})`;
    return `<li><button name="person" value="${escaped(person.id)}">${escaped(person.name)}${level}</button></li>`;
  });
  const message = o.message ? `<p class="text">${escaped(o.message)}</p>` : '';
  return page(
    o.locale,
    'choose-person',
    t.title,
    `${message}
<h2 id="choose">${t.choose}</h2>
<form method="post" action="${escaped(o.action)}/login" aria-labelledby="choose"><ul>
${buttons.join('\n')}
</ul></form>
${cancelForm(o.locale, o.action)}`,
  );
};

/** Shown only after the person is known; the signature is posted, without fields, to `<action>/sign`. */
export const signPage = (o: { locale: Locale; action: string; person: TestPerson; message: string }): string => {
  const t = texts[o.locale];
  return page(
    o.locale,
    'sign',
    t.signTitle,
    `<p>${t.signedBy} <strong>${escaped(o.person.name)}</strong>.</p>
<h2>${t.signText}</h2>
<p class="text">${escaped(o.message)}</p>
<form method="post" action="${escaped(o.action)}/sign"><button class="first">${t.sign}</button></form>
${cancelForm(o.locale, o.action)}`,
  );
};

/** `code` is an OAuth error code, for the developer. */
export const failedPage = (code: string, locale: Locale = 'sv'): string =>
  page(
    locale,
    'failed',
    texts[locale].failedTitle,
    `<p>${texts[locale].failed}</p>\n<p><code>${escaped(code)}</code></p>`,
  );

export const loggedOutPage = (): string => page('sv', 'logged-out', texts.sv.loggedOut, '');

/** `form` is the provider library's own form with id `op.logoutForm`. */
export const logOutPage = (form: string): string =>
  page(
    'sv',
    'log-out',
    texts.sv.logOut,
    `${form}<button class="first" form="op.logoutForm" name="logout" value="yes">${texts.sv.yes}</button>`,
  );
