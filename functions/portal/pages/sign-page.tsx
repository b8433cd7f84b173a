import type { Child, FC } from 'hono/jsx';
import type { DocumentKind } from '#domain/facts';
import { EidForm } from '../design/eid-form.tsx';
import { ButtonForm } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { PlainText, Section } from '../design/parts.tsx';
import type { Typed } from '../http/forms.ts';

export interface SignView {
  kind: DocumentKind;
  title?: string;
  text: string;
  textHash: string;
  /** Where the signing is posted, and what is posted with it. */
  action: string;
  fields: Typed;
  /** Where what was typed is posted to be changed. */
  change?: { action: string };
  back: { href: string; label: string };
  /** One signature is not enough: a round is opened instead. */
  needsCountersignature?: boolean;
  others?: { href: string; label: string }[];
}

/** The whole document before it is signed: what is shown, hashed and signed is the same text. `children` come before it. */
export const SignPage: FC<{ frame: Frame; view: SignView; children?: Child }> = ({ frame, view, children }) => {
  const { t } = frame;
  const fields = { ...view.fields, kind: view.kind, textHash: view.textHash };
  return (
    <>
      <h1>{view.title ?? t.sign.title(t.documentKinds[view.kind])}</h1>
      <p class="lead">{t.sign.lead}</p>
      {view.needsCountersignature && (
        <Section title={t.rounds.countersign.title} kind="warning">
          <p>{t.rounds.countersign.lead}</p>
          <p>{t.rounds.countersign.replaces}</p>
        </Section>
      )}
      {children}
      <div class="card paper" lang="sv">
        <PlainText text={view.text} label={t.sign.text} />
      </div>
      <div class="card next">
        <p>
          <strong>{t.sign.hash}</strong>
          <br />
          <span class="hash">{view.textHash}</span>
        </p>
        <p class="quiet">{t.sign.hashHint}</p>
        <p>
          {t.sign.nothingYet} {!view.needsCountersignature && t.sign.redirecting}
        </p>
        <div class="buttons">
          {view.needsCountersignature ? (
            <ButtonForm frame={frame} action={view.action} label={t.rounds.countersign.open} fields={fields} />
          ) : (
            <EidForm frame={frame} action={view.action} label={t.sign.submit} verb="sign" fields={fields} />
          )}
          {view.change && (
            <ButtonForm
              frame={frame}
              action={view.change.action}
              label={t.sign.change}
              kind="second"
              fields={{ ...view.fields, change: 'yes' }}
            />
          )}
          {view.others?.map(({ href, label }) => (
            <a class="button second" href={href}>
              {label}
            </a>
          ))}
          <a href={view.back.href}>{view.back.label}</a>
        </div>
      </div>
    </>
  );
};
