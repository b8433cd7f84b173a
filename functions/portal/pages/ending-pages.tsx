import type { FC } from 'hono/jsx';
import { ButtonForm, type Entered, ErrorSummary, Form, optionsOf, Select } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { BackLink, Facts, levelName, Moment, PlainText, Section, Table } from '../design/parts.tsx';
import { SignPage, type SignView } from './sign-page.tsx';

export interface ReceiptView {
  path: string;
  manifest: { id: string; title: string; size: number; sha256: string }[];
  sign: SignView;
}

/** The manifest line by line, then the receipt that is signed over it. */
export const ReceiptPage: FC<{ frame: Frame; view: ReceiptView }> = ({ frame, view }) => {
  const { t } = frame;
  return (
    <SignPage frame={frame} view={view.sign}>
      <Section title={t.receive.manifest}>
        <p>{t.receive.lead}</p>
        <p>{t.receive.inMessage}</p>
        <Table<ReceiptView['manifest'][number]>
          caption={t.receive.manifest}
          rows={view.manifest}
          columns={[
            { title: t.receive.name, cell: ({ title }) => title },
            { title: t.receive.size, cell: ({ size }) => size, isNumber: true },
            { title: t.receive.hash, cell: ({ sha256 }) => <span class="hash">{sha256}</span> },
          ]}
        />
      </Section>
    </SignPage>
  );
};

export interface CullingView {
  path: string;
  heldSince: string | undefined;
  isProposed: boolean;
  hasLetGo: boolean;
  mayHold: boolean;
  mayRelease: boolean;
  mayLetGo: boolean;
  entered: Entered;
}

export const CullingPage: FC<{ frame: Frame; view: CullingView }> = ({ frame, view }) => {
  const { t } = frame;
  const { path, heldSince, entered } = view;
  return (
    <>
      <ErrorSummary frame={frame} entered={entered} labels={{ ground: t.culling.ground }} />
      <h1>{t.culling.title}</h1>
      <p class="lead">{t.culling.lead}</p>
      <div class="card next">
        <p>
          {heldSince
            ? t.culling.heldSince(heldSince)
            : view.hasLetGo
              ? t.culling.hasLetGo
              : view.isProposed
                ? t.culling.proposed
                : t.culling.notProposed}
        </p>
        {heldSince && view.mayRelease && (
          <ButtonForm frame={frame} action={`${path}/release`} label={t.culling.release} />
        )}
        {view.mayLetGo && <ButtonForm frame={frame} action={`${path}/let-go`} label={t.culling.letGo} kind="second" />}
      </div>
      {!heldSince && view.mayHold && (
        <Section title={t.culling.holdTitle}>
          <p>{t.culling.holdLead}</p>
          <Form frame={frame} action={`${path}/hold`}>
            <Select
              frame={frame}
              entered={entered}
              name="ground"
              label={t.culling.ground}
              options={optionsOf(t.grounds)}
            />
            <button class="button" type="submit">
              {t.culling.hold}
            </button>
          </Form>
        </Section>
      )}
      {!view.mayHold && !view.mayRelease && !view.mayLetGo && <p class="quiet">{t.culling.nothing}</p>}
      <BackLink href={path} label={t.nav.back} />
    </>
  );
};

export const DocumentPage: FC<{
  frame: Frame;
  path: string;
  document: {
    id: string;
    title: string;
    text: string;
    textHash: string;
    signedAt: string;
    signedBy: string;
    level: string;
    isWithdrawn: boolean;
  };
}> = ({ frame, frame: { t }, path, document }) => (
  <>
    <h1>{document.title}</h1>
    {document.isWithdrawn && (
      <div class="card warning">
        <p>{t.sealed.withdrawn}</p>
      </div>
    )}
    <div class="card paper" lang="sv">
      <PlainText text={document.text} label={t.sign.text} />
    </div>
    <div class="card">
      <Facts
        rows={[
          [t.assignment.signedAt, <Moment at={document.signedAt} />],
          [t.assignment.signedBy, document.signedBy],
          [t.document.level, levelName(frame, document.level)],
          [t.document.hash, <span class="hash">{document.textHash}</span>],
        ]}
      />
      <ButtonForm frame={frame} action={`${path}/documents/${document.id}/sealed`} label={t.sealed.download} />
      <p class="quiet">{t.sealed.hint}</p>
    </div>
    <BackLink href={path} label={t.nav.back} />
  </>
);
