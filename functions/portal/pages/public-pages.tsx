import type { FC } from 'hono/jsx';
import type { Frame } from '../design/frame.ts';
import { Section } from '../design/parts.tsx';

export const StartPage: FC<{ frame: Frame }> = ({ frame: { t, person } }) => (
  <>
    <h1>{t.start.title}</h1>
    <p class="lead">{t.start.lead}</p>
    <div class="card next">
      {person ? (
        <a class="button" href="/inbox">
          {t.start.toInbox}
        </a>
      ) : (
        <>
          <p>{t.start.signInLead}</p>
          <a class="button" href="/sign-in">
            {t.nav.signIn}
          </a>
        </>
      )}
    </div>
    <Section title={t.start.howTitle}>
      <ol class="steps">
        {t.start.how.map((step) => (
          <li>{step}</li>
        ))}
      </ol>
    </Section>
    <Section title={t.verify.title}>
      <p>{t.verify.lead}</p>
      <p>
        <a href="/verify">{t.verify.title}</a>
      </p>
    </Section>
  </>
);

export const AccessibilityPage: FC<{ frame: Frame }> = ({ frame: { t } }) => (
  <>
    <h1>{t.accessibility.title}</h1>
    {t.accessibility.sections.map(({ title, text }) => (
      <Section title={title}>
        <p>{text}</p>
      </Section>
    ))}
    <p>
      <a href="https://www.digg.se/tdosanmalan" rel="noreferrer">
        {t.accessibility.report}
      </a>
    </p>
  </>
);

export const CookiesPage: FC<{ frame: Frame }> = ({ frame: { t } }) => (
  <>
    <h1>{t.cookies.title}</h1>
    <p class="lead">{t.cookies.lead}</p>
    <div class="card scroll">
      <table>
        <caption class="unseen">{t.cookies.title}</caption>
        <thead>
          <tr>
            <th scope="col">{t.cookies.name}</th>
            <th scope="col">{t.cookies.purpose}</th>
          </tr>
        </thead>
        <tbody>
          {t.cookies.rows.map(([name, purpose]) => (
            <tr>
              <th scope="row">{name}</th>
              <td>{purpose}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </>
);

export const PersonalDataPage: FC<{ frame: Frame }> = ({ frame: { t } }) => (
  <>
    <h1>{t.personalData.title}</h1>
    {t.personalData.sections.map(({ title, text }) => (
      <Section title={title}>
        <p>{text}</p>
      </Section>
    ))}
  </>
);
