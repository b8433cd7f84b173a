import type { FC } from 'hono/jsx';
import type { Deliverable } from '#domain/facts';
import type { UploadForm } from '#ports/object-vault';
import { ButtonForm, type Entered, ErrorSummary, Form, TextField } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { BackLink, Badge, EmptyState, Section } from '../design/parts.tsx';

export interface DeliverablesView {
  path: string;
  items: { deliverable: Deliverable; isStored: boolean }[];
  /** The id of the slot that the form adds: sent twice, it adds one. */
  newId: string;
  entered: Entered;
  problem: 'nothing' | 'notAll' | undefined;
}

export const DeliverablesPage: FC<{ frame: Frame; view: DeliverablesView }> = ({ frame, view }) => {
  const { t } = frame;
  const { path, items, newId, entered, problem } = view;
  const isReady = items.length > 0 && items.every(({ isStored }) => isStored);
  return (
    <>
      <ErrorSummary frame={frame} entered={entered} labels={{ title: t.deliver.name }} />
      {problem && (
        <div class="card problem" role="alert">
          <h2>{t.form.problem}</h2>
          <p>{t.deliver[problem]}</p>
        </div>
      )}
      <h1>{t.deliver.title}</h1>
      <p class="lead">{t.deliver.lead}</p>
      <Section title={t.deliver.list}>
        {items.length === 0 ? (
          <EmptyState title={t.deliver.empty} help={t.deliver.emptyHelp} />
        ) : (
          <ul class="pieces">
            {items.map((item) => (
              <Item frame={frame} path={path} item={item} />
            ))}
          </ul>
        )}
      </Section>
      <div class="card">
        <Form frame={frame} action={`${path}/deliverables`}>
          <input type="hidden" name="id" value={newId} />
          <TextField frame={frame} entered={entered} name="title" label={t.deliver.name} hint={t.deliver.nameHint} />
          <button class={items.length === 0 ? 'button' : 'button second'} type="submit">
            {t.deliver.add}
          </button>
        </Form>
      </div>
      <div class={isReady ? 'card next' : 'card'}>
        <p>{t.deliver.submitLead}</p>
        <ButtonForm
          frame={frame}
          action={`${path}/deliver`}
          label={t.deliver.submit}
          {...(isReady ? {} : { kind: 'second' })}
        />
      </div>
      <BackLink href={path} label={t.nav.back} />
    </>
  );
};

const Item: FC<{ frame: Frame; path: string; item: DeliverablesView['items'][number] }> = ({
  frame,
  path,
  item: { deliverable, isStored },
}) => {
  const { t } = frame;
  const { id, title, finding } = deliverable;
  return (
    <li>
      <h3>{title}</h3>
      <p>
        <Badge kind={isStored ? 'good' : 'quiet'} label={isStored ? t.deliver.stored : t.deliver.notStored} />{' '}
        {finding && <Badge kind="bad" label={`${t.deliver.finding} ${t.deliver.findings[finding]}`} />}
      </p>
      <div class="buttons">
        <a class="button small second" href={`${path}/deliverables/${id}`} aria-label={t.deliver.uploadOf(title)}>
          {isStored ? t.deliver.uploadAgain : t.deliver.upload}
        </a>
        {isStored && (
          <ButtonForm
            frame={frame}
            action={`${path}/deliverables/${id}/download`}
            label={t.deliver.download}
            kind="small second"
          />
        )}
        <ButtonForm
          frame={frame}
          action={`${path}/deliverables/${id}/remove`}
          label={t.deliver.remove}
          spoken={t.deliver.removeOf(title)}
          kind="small second"
        />
      </div>
    </li>
  );
};

/** The form that sends a file straight to the object store; the store sends the browser back to the list. */
export const UploadPage: FC<{ frame: Frame; path: string; title: string; form: UploadForm }> = ({
  frame: { t },
  path,
  title,
  form,
}) => (
  <>
    <h1>{t.deliver.uploadTitle}</h1>
    <p class="lead">{t.deliver.uploadLead(title)}</p>
    <div class="card">
      <form method="post" action={form.url} enctype="multipart/form-data">
        {Object.entries(form.fields).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <div class="field">
          <label for="file">{t.deliver.file}</label>
          {/* The store reads nothing after the file, so it is the last field. */}
          <input type="file" id="file" name="file" required />
        </div>
        <button class="button" type="submit">
          {t.deliver.send}
        </button>
      </form>
    </div>
    <BackLink href={`${path}/deliverables`} label={t.deliver.title} />
  </>
);
