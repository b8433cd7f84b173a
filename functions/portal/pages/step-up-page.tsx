import type { FC } from 'hono/jsx';
import type { Level } from '#domain/assurance';
import type { Frame } from '../design/frame.ts';

/** Which level is needed, and the way to it. */
export const StepUpPage: FC<{ frame: Frame; needed: Level; href: string }> = ({ frame: { t }, needed, href }) => (
  <>
    <h1>{t.assurance.stepUpTitle}</h1>
    <div class="card warning">
      <p>{t.assurance.stepUpWhat(t.assurance.levels[needed])}</p>
      <p>{t.assurance.stepUpKept}</p>
      <p>{t.assurance.stepUpTodo}</p>
      <p>
        <a class="button" href={href}>
          {t.assurance.stepUp}
        </a>
      </p>
    </div>
    <p>
      <a href="/inbox">{t.nav.backToInbox}</a>
    </p>
  </>
);
