import type { Child, FC } from 'hono/jsx';
import { Form } from './form.tsx';
import type { Frame } from './frame.ts';
import { STYLE_PATH } from './style.ts';

/** The whole document round a page: landmarks, skip link, menu, language, footer. Works without a line of script. */
export const Page: FC<{ frame: Frame; title: string; children?: Child }> = ({ frame, title, children }) => {
  const { t } = frame;
  return (
    <html lang={t.lang}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} – ${t.service}`}</title>
        <link rel="stylesheet" href={STYLE_PATH} />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
      </head>
      <body>
        <a class="skip" href="#content">
          {t.skip}
        </a>
        <Top frame={frame} />
        <main id="content" tabindex={-1}>
          {children}
        </main>
        <Bottom frame={frame} />
      </body>
    </html>
  );
};

const Top: FC<{ frame: Frame }> = ({ frame }) => {
  const { t, person, path } = frame;
  const current = (href: string) => (path === href ? { 'aria-current': 'page' as const } : {});
  return (
    <header class="top">
      <div class="top-inner">
        <a class="brand" href="/">
          {t.service}
        </a>
        <nav aria-label={t.mainMenu}>
          <ul>
            {person && (
              <li>
                <a href="/inbox" {...current('/inbox')}>
                  {t.nav.inbox}
                </a>
              </li>
            )}
            {person && (
              <li>
                <a href="/signings" {...current('/signings')}>
                  {t.rounds.nav}
                </a>
              </li>
            )}
            {person && (
              <li>
                <a href="/grants" {...current('/grants')}>
                  {t.grants.nav}
                </a>
              </li>
            )}
            {person?.maySeeStaff && (
              <li>
                <a href="/staff" {...current('/staff')}>
                  {t.staff.nav}
                </a>
              </li>
            )}
            {person?.maySeeParked && (
              <li>
                <a href="/parked" {...current('/parked')}>
                  {t.nav.parked}
                </a>
              </li>
            )}
            <li>
              {person ? (
                <Form frame={frame} action="/sign-out">
                  <button class="link-button" type="submit">
                    {t.nav.signOut}
                  </button>
                </Form>
              ) : (
                <a href="/sign-in" {...current('/sign-in')}>
                  {t.nav.signIn}
                </a>
              )}
            </li>
            <li>
              <Form frame={frame} action="/language">
                <input type="hidden" name="locale" value={t.language.lang} />
                <input type="hidden" name="returnTo" value={path} />
                <button class="link-button" type="submit" lang={t.language.lang}>
                  {t.language.switchTo}
                </button>
              </Form>
            </li>
          </ul>
        </nav>
      </div>
      {person && (
        <p class="who">
          <span>
            {person.name}, {t.roles[person.role]}, {person.party}
          </span>
        </p>
      )}
    </header>
  );
};

const Bottom: FC<{ frame: Frame }> = ({ frame: { t } }) => (
  <footer class="bottom">
    <div class="bottom-inner">
      <p>{t.serviceTagline}</p>
      <nav aria-label={t.footerMenu}>
        <ul>
          <li>
            <a href="/verify">{t.verify.title}</a>
          </li>
          <li>
            <a href="/accessibility">{t.nav.accessibility}</a>
          </li>
          <li>
            <a href="/cookies">{t.nav.cookies}</a>
          </li>
          <li>
            <a href="/about-personal-data">{t.nav.personalData}</a>
          </li>
        </ul>
      </nav>
    </div>
  </footer>
);
