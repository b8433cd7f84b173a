import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { linkify } from './linkify.ts';
import type { StoredMail } from './mail-store.ts';
import { mailboxStyle } from './mailbox-style.ts';
import type { OpenedMail } from './opened-mail.ts';

/** Header fields that a reader looks for, in this order, with what a Swedish reader calls them. */
const READERS_HEADERS: readonly (readonly [string, string])[] = [
  ['from', 'Från / From'],
  ['to', 'Till / To'],
  ['cc', 'Kopia / Cc'],
];

/** Header fields that mail programs live by. */
const PROGRAMS_HEADERS: readonly (readonly [string, string])[] = [
  ['reply-to', 'Svar till / Reply-To'],
  ['date', 'Datum / Date'],
  ['in-reply-to', 'Svar på / In-Reply-To'],
  ['references', 'Tråd / References'],
  ['message-id', 'Message-ID'],
  ['auto-submitted', 'Auto-Submitted'],
];

/**
 * The mail's HTML runs in a frame of no origin: no scripts, no forms, no network, and its links open in a window of
 * their own.
 */
const FRAME_HEAD =
  '<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" ' +
  `content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'">` +
  '<base target="_blank">';

/** All mailboxes that have received something, with how much. @param mails newest first */
export function mailboxesPage(mails: readonly StoredMail[]): Promise<string> {
  const boxes = new Map<string, number>();
  for (const { to } of mails) {
    for (const address of new Set(to.map((recipient) => recipient.toLowerCase()))) {
      boxes.set(address, (boxes.get(address) ?? 0) + 1);
    }
  }
  return page(
    'Brevlådor',
    <>
      <h1>
        Brevlådor <span lang="en">Mailboxes</span>
      </h1>
      {boxes.size === 0 ? (
        <Nothing />
      ) : (
        <ul class="list">
          {[...boxes]
            .sort(([a], [b]) => a.localeCompare(b, 'sv'))
            .map(([address, count]) => (
              <li>
                <a href={mailboxHref(address)}>{address}</a>
                <p>{count} brev</p>
              </li>
            ))}
        </ul>
      )}
    </>,
  );
}

/** One recipient's mails. @param mails newest first */
export function mailboxPage(address: string, mails: readonly StoredMail[]): Promise<string> {
  return page(
    address,
    <>
      <h1>{address}</h1>
      {mails.length === 0 ? (
        <Nothing />
      ) : (
        <ul class="list">
          {mails.map((mail) => (
            <li>
              <a href={`/mail/${mail.id}`}>{mail.subject || '(utan ämne)'}</a>
              <p>
                <Instant at={mail.at} /> · {mail.from}
              </p>
            </li>
          ))}
        </ul>
      )}
    </>,
  );
}

/** One mail: its headers, its text with links, its HTML in a frame that can do nothing. */
export function mailPage(mail: OpenedMail): Promise<string> {
  const title = mail.subject || '(utan ämne)';
  return page(
    title,
    <>
      <h1>{title}</h1>
      <dl>
        <dt>Mottagare / Recipients</dt>
        <dd>
          {mail.to.map((address, index) => (
            <>
              {index > 0 && ', '}
              <a href={mailboxHref(address)}>{address}</a>
            </>
          ))}
        </dd>
        <dt>Skickat / Sent</dt>
        <dd>
          <Instant at={mail.at} />
        </dd>
        <Headers mail={mail} shown={READERS_HEADERS} />
      </dl>
      <details>
        <summary>
          Fler huvudfält <span lang="en">More header fields</span>
        </summary>
        <dl>
          <Headers mail={mail} shown={PROGRAMS_HEADERS} />
        </dl>
      </details>
      {mail.html && (
        <>
          <h2>
            Som brevet ser ut <span lang="en">As it looks in a mail program</span>
          </h2>
          <iframe
            title="Brevets innehåll"
            sandbox="allow-popups allow-popups-to-escape-sandbox"
            srcdoc={FRAME_HEAD + mail.html}
          />
        </>
      )}
      {mail.text && (
        <>
          <h2>
            Som ren text <span lang="en">As plain text</span>
          </h2>
          <pre>
            {linkify(mail.text).map(({ text, href }) =>
              href ? (
                <a href={href} rel="noopener noreferrer nofollow">
                  {text}
                </a>
              ) : (
                text
              ),
            )}
          </pre>
        </>
      )}
      {mail.attachments.length > 0 && (
        <>
          <h2>
            Bilagor <span lang="en">Attachments</span>
          </h2>
          <ul class="list">
            {mail.attachments.map(({ filename, contentType, bytes }) => (
              <li>
                {filename || '(utan namn)'}
                <p>
                  {contentType}, {bytes} byte
                </p>
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        <a href={`/mail/${mail.id}/raw`}>Visa brevets källa</a> <span lang="en">Show the source of the mail</span>
      </p>
    </>,
  );
}

/** A page that only says something, such as that there is no such page. */
export function messagePage(sv: string, en: string): Promise<string> {
  return page(
    sv,
    <h1>
      {sv} <span lang="en">{en}</span>
    </h1>,
  );
}

async function page(title: string, content: Child): Promise<string> {
  const html = await (
    <html lang="sv">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title} – Brevlådan</title>
        <style>{raw(mailboxStyle)}</style>
      </head>
      <body>
        <header>
          <div>
            <a href="/">Brevlådan</a>
            <p>
              Brev som systemet har skickat på den här datorn. Inget har lämnat den.
              <span lang="en">Mail this system has sent on this machine. None of it has left it.</span>
            </p>
          </div>
        </header>
        <main>{content}</main>
      </body>
    </html>
  );
  return `<!doctype html>${html}`;
}

const Headers = ({ mail, shown }: { mail: OpenedMail; shown: typeof READERS_HEADERS }) => (
  <>
    {shown
      .filter(([name]) => mail.headers[name])
      .map(([name, label]) => (
        <>
          <dt>{label}</dt>
          <dd>{mail.headers[name]}</dd>
        </>
      ))}
  </>
);

const Nothing = () => (
  <p>
    Här finns inga brev än. <span lang="en">No mail here yet.</span>
  </p>
);

/** Time as people in the municipalities read it; the machine-readable instant goes along. */
const Instant = ({ at }: { at: string }) => (
  <time datetime={at}>
    {new Intl.DateTimeFormat('sv-SE', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Stockholm' }).format(
      new Date(at),
    )}
  </time>
);

const mailboxHref = (address: string): string => `/mailbox/${encodeURIComponent(address.toLowerCase())}`;
