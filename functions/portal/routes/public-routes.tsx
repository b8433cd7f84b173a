import { Hono } from 'hono';
import { ICON, STYLE, STYLE_PATH } from '../design/style.ts';
import { fieldsOf } from '../http/fields.ts';
import { show } from '../http/show.tsx';
import { AccessibilityPage, CookiesPage, PersonalDataPage, StartPage } from '../pages/public-pages.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalEnv } from '../portal-env.ts';
import { setLocale } from '../session/cookies.ts';
import { localPath } from '../session/identifications.ts';
import { LOCALES } from '../texts/texts.ts';

const FOR_EVER = { 'Cache-Control': 'public, max-age=31536000, immutable' };
const FOR_A_DAY = { 'Cache-Control': 'public, max-age=86400' };
/** As long as a rotated key may be unknown to a provider that keeps what it fetched. */
const FOR_MINUTES = { 'Cache-Control': 'public, max-age=300' };

/** The style sheet and the icon: the same for everybody, so they set no cookie and know no reader. */
export const designRoutes = () =>
  new Hono<PortalEnv>()
    .get(STYLE_PATH, (c) => c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8', ...FOR_EVER }))
    .get('/icon.svg', (c) => c.body(ICON, 200, { 'Content-Type': 'image/svg+xml', ...FOR_A_DAY }));

/** Our public keys, where a provider fetches them to know requests of ours (OpenID Connect Registration, `jwks_uri`). */
export const keyRoutes = ({ clientKeys }: Pick<PortalDeps, 'clientKeys'>) =>
  new Hono<PortalEnv>().get('/.well-known/jwks.json', async (c) =>
    c.json({ keys: await clientKeys.publicKeys() }, 200, {
      'Content-Type': 'application/jwk-set+json',
      ...FOR_MINUTES,
    }),
  );

/** What everybody may read, and the choice of language. */
export const publicRoutes = () =>
  new Hono<PortalEnv>()
    .get('/', (c) => show(c, c.get('texts').start.title, (frame) => <StartPage frame={frame} />))
    .get('/accessibility', (c) =>
      show(c, c.get('texts').accessibility.title, (frame) => <AccessibilityPage frame={frame} />),
    )
    .get('/cookies', (c) => show(c, c.get('texts').cookies.title, (frame) => <CookiesPage frame={frame} />))
    .get('/about-personal-data', (c) =>
      show(c, c.get('texts').personalData.title, (frame) => <PersonalDataPage frame={frame} />),
    )
    .post('/language', async (c) => {
      const { locale, returnTo } = await fieldsOf(c);
      setLocale(c, LOCALES.find((known) => known === locale) ?? 'sv');
      return c.redirect(localPath(returnTo), 303);
    });
