import { createHash } from 'node:crypto';
import type { TestPerson } from '../identity/test-person.ts';
import { FAILED_HINTS } from './hints.ts';
import type { Order } from './orders.ts';

const style = `
body{font:1.125rem/1.5 system-ui,sans-serif;margin:0;color:#1c2430;background:#eef3f2}
main{max-width:34rem;margin:0 auto;padding:1rem 1.25rem 3rem}
h1,h2{line-height:1.25;color:#0b4a4f}
h1{font-size:1.7rem}
h2{font-size:1.2rem;margin:1.5rem 0 .5rem}
.warning{border:.2rem dashed #8a3b00;background:#fff4e5;padding:.75rem 1rem;font-weight:600}
.text{white-space:pre-wrap;overflow-wrap:anywhere;border-left:.3rem solid #0b4a4f;padding:.75rem 1rem;background:#fff}
label{display:block;font-weight:600;margin:.75rem 0 .25rem}
input,select{font:inherit;box-sizing:border-box;width:100%;min-height:3rem;padding:.5rem .75rem;border:.125rem solid #4a5563;background:#fff;border-radius:.35rem}
button,a.button{display:inline-block;font:inherit;min-height:3rem;margin:.75rem .5rem 0 0;padding:.5rem 1.25rem;border:.125rem solid #0b4a4f;background:#fff;color:#0b4a4f;border-radius:.35rem;cursor:pointer;text-decoration:none;box-sizing:border-box}
.first{background:#0b4a4f!important;color:#fff!important;font-weight:600}
:focus-visible{outline:.2rem solid #0b4a4f;outline-offset:.125rem;box-shadow:0 0 0 .4rem #ffbf47}
`;

/** No script, nothing from elsewhere, and forms that lead nowhere else. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const page = (name: string, title: string, body: string): string => `<!doctype html>
<html lang="sv">
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
<p class="warning" role="note">Detta låtsas vara en BankID-app, lokalt och på prov. Den är inte BankID och bevisar inte vem du är.</p>
${body}
</main>
</body>
</html>
`;

const personField = (persons: readonly TestPerson[]): string =>
  `<label for="person">Vem håller i appen?</label><select id="person" name="person">${persons
    .map(({ id, name }) => `<option value="${escaped(id)}">${escaped(name)}</option>`)
    .join('')}</select>`;

/** Where a QR code is read, or, with a token, where the app has just been started on this device. */
export const startPage = (o: {
  persons: readonly TestPerson[];
  token: string | undefined;
  waiting: readonly Order[];
  notFound: boolean;
}): string => {
  const trouble = o.notFound
    ? '<p class="text" role="alert">Den koden gäller inte längre. Läs av den som visas på skärmen nu.</p>'
    : '';
  const token = o.token
    ? `<input type="hidden" name="autostarttoken" value="${escaped(o.token)}">`
    : '<label for="qr">Vad QR-koden säger</label><input id="qr" name="qr" autocomplete="off">';
  const shown = o.waiting.map(
    ({ id, kind }) =>
      `<button name="order" value="${id}">Läs av koden på skärmen (${kind === 'sign' ? 'underskrift' : 'legitimering'})</button>`,
  );
  return page(
    'start',
    'Test-BankID',
    `${trouble}<form method="post" action="/pick-up">${personField(o.persons)}${token}
<button class="first">${o.token ? 'Fortsätt' : 'Läs av'}</button>
${o.token ? '' : shown.join('\n')}</form>`,
  );
};

export const orderPage = ({ id, kind, person }: Order, text: string): string => {
  const isSigning = kind === 'sign';
  const action = `/orders/${id}`;
  return page(
    'order',
    isSigning ? 'Skriv under' : 'Legitimera dig',
    `<p>${isSigning ? 'Du skriver under som' : 'Du legitimerar dig som'} <strong>${escaped(person?.name ?? '')}</strong>.</p>
<p class="text">${escaped(text)}</p>
<form method="post" action="${action}/approve"><button class="first">${isSigning ? 'Skriv under' : 'Identifiera'}</button></form>
<form method="post" action="${action}/refuse"><button>Avbryt</button></form>
<h2>Prova ett fel</h2>
<form method="post" action="${action}/refuse"><label for="hint">Vad som går fel</label><select id="hint" name="hint">${FAILED_HINTS.map(
      (hint) => `<option>${hint}</option>`,
    ).join('')}</select><button>Låt det gå fel</button></form>`,
  );
};

export const endPage = (o: { outcome: 'done' | 'stopped'; returnUrl: string | undefined }): string =>
  page(
    o.outcome,
    o.outcome === 'done' ? 'Klart' : 'Avbrutet',
    o.returnUrl
      ? `<p><a class="button first" href="${escaped(o.returnUrl)}">Gå tillbaka till tjänsten</a></p>`
      : '<p>Fortsätt där du visade QR-koden.</p>',
  );
