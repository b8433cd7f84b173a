import type { FC } from 'hono/jsx';
import type { Frame } from '../design/frame.ts';
import type { Texts } from '../texts/texts.ts';

export type Trouble = Exclude<keyof Texts['errors'], 'kept' | 'todo' | 'nothingKept'>;

/** What happened, what was kept, what to do. */
export const ErrorPage: FC<{ frame: Frame; trouble: Trouble; next: { href: string; label: string } }> = ({
  frame: { t },
  trouble,
  next,
}) => {
  const words = t.errors[trouble];
  return (
    <>
      <h1>{words.title}</h1>
      <div class="card warning">
        <p>{words.what}</p>
        <p>
          <strong>{t.errors.kept}</strong>
          {'kept' in words ? words.kept : t.errors.nothingKept}
        </p>
        <p>
          <strong>{t.errors.todo}</strong>
          {words.todo}
        </p>
        <p>
          <a class="button" href={next.href}>
            {next.label}
          </a>
        </p>
      </div>
    </>
  );
};
