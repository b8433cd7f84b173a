import type { FC } from 'hono/jsx';
import type { HandlingRules } from '#domain/handling-rules';
import type { Staff } from '#domain/staff';
import { ButtonForm, type Entered, ErrorSummary, Form, TextArea, TextField } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { BackLink, Done, PlainText, Section, Table } from '../design/parts.tsx';

export interface Signer {
  person: Staff;
  version: number | undefined;
}

export interface RulesView {
  inForce: HandlingRules | undefined;
  /** Published for a day to come. */
  coming: HandlingRules | undefined;
  former: HandlingRules[];
  /** The newest version that the reader has signed, and the one that waits for their signature. */
  signedVersion: number | undefined;
  toSign: number | undefined;
  mayPublish: boolean;
  /** For those who publish: how many of the former signers have no request to sign the newest version. */
  remaining: number;
  /** For those who follow up: who has signed which version. */
  signers: Signer[] | undefined;
  done: string | undefined;
}

/** The municipality's rules in full, the reader's own signature, and for those who answer for them everybody's. */
export const RulesPage: FC<{ frame: Frame; view: RulesView }> = ({ frame, view }) => {
  const { rules } = frame.t.grants;
  return (
    <>
      <Done text={view.done === 'asked' ? rules.asked : view.done === 'published' ? rules.published : undefined} />
      <h1>{rules.title}</h1>
      <p class="lead">{rules.lead}</p>
      {(view.inForce || view.coming) && (
        <Section title={rules.yours} kind={view.toSign === undefined ? undefined : 'next'}>
          {view.signedVersion !== undefined && <p>{rules.signed(view.signedVersion)}</p>}
          {view.toSign !== undefined && (
            <>
              <p>{rules.toSign(view.toSign)}</p>
              <ButtonForm frame={frame} action="/handling-rules/sign" label={rules.sign} />
            </>
          )}
        </Section>
      )}
      {!view.inForce && !view.coming && <p>{rules.none}</p>}
      {view.inForce && (
        <RulesText title={rules.inForce(view.inForce.version, view.inForce.validFrom)} text={view.inForce.text} />
      )}
      {view.coming && (
        <RulesText title={rules.coming(view.coming.version, view.coming.validFrom)} text={view.coming.text} />
      )}
      {view.former.length > 0 && (
        <Section title={rules.formerOnes}>
          <ul>
            {view.former.map(({ version, validFrom }) => (
              <li>
                <a href={`/handling-rules/versions/${version}`}>{rules.former(version, validFrom)}</a>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {view.signers && <SignersSection frame={frame} view={view} signers={view.signers} />}
      {view.mayPublish && (
        <p>
          <a class="button second" href="/handling-rules/draft">
            {rules.write}
          </a>
        </p>
      )}
      <BackLink href="/grants" label={frame.t.grants.overview.title} />
    </>
  );
};

const RulesText: FC<{ title: string; text: string }> = ({ title, text }) => (
  <Section title={title}>
    <div lang="sv">
      <PlainText text={text} label={title} />
    </div>
  </Section>
);

const SignersSection: FC<{ frame: Frame; view: RulesView; signers: Signer[] }> = ({ frame, view, signers }) => {
  const { rules, version, noVersion } = frame.t.grants;
  return (
    <Section title={rules.people}>
      <Table<Signer>
        caption={rules.people}
        rows={signers}
        columns={[
          { title: rules.person, cell: ({ person }) => person.name },
          {
            title: rules.personVersion,
            cell: ({ version: signed }) => (signed === undefined ? noVersion : version(signed)),
          },
        ]}
      />
      {view.mayPublish && view.remaining > 0 && (
        <>
          <p>{rules.remaining(view.remaining)}</p>
          <div class="buttons">
            <ButtonForm frame={frame} action="/handling-rules/ask" label={rules.ask} kind="second" />
          </div>
        </>
      )}
    </Section>
  );
};

/** A version as it was published. */
export const FormerRulesPage: FC<{ frame: Frame; rules: HandlingRules }> = ({ frame, rules }) => {
  const title = frame.t.grants.rules.former(rules.version, rules.validFrom);
  return (
    <>
      <h1>{title}</h1>
      <div class="card paper" lang="sv">
        <PlainText text={rules.text} label={title} />
      </div>
      <BackLink href="/handling-rules" label={frame.t.grants.rules.title} />
    </>
  );
};

export interface DraftView {
  /** What is saved, with its hash; nothing is published that was not shown. */
  saved: { text: string; hash: string } | undefined;
  /** What the form begins with: the draft, else the newest version. */
  text: string;
  earliest: string;
  entered: Entered;
  done: string | undefined;
}

/** The next version: written, shown in full, published. */
export const DraftPage: FC<{ frame: Frame; view: DraftView }> = ({ frame, view }) => {
  const { draft, rules } = frame.t.grants;
  const { saved } = view;
  const entered = { ...view.entered, typed: { text: view.text, validFrom: view.earliest, ...view.entered.typed } };
  const at = { frame, entered };
  return (
    <>
      <Done text={view.done === 'saved' ? draft.saved : undefined} />
      <ErrorSummary {...at} labels={{ text: draft.text, validFrom: draft.validFrom }} />
      <h1>{draft.title}</h1>
      <p class="lead">{draft.lead}</p>
      <div class="card">
        <Form frame={frame} action="/handling-rules/draft">
          <TextArea {...at} name="text" label={draft.text} hint={draft.textHint} />
          <button class="button" type="submit">
            {draft.save}
          </button>
        </Form>
      </div>
      {saved && (
        <Section title={draft.publishTitle} kind="warning">
          <p>{draft.publishLead}</p>
          <div lang="sv">
            <PlainText text={saved.text} label={draft.shown} />
          </div>
          <Form frame={frame} action="/handling-rules/publish">
            <input type="hidden" name="draftHash" value={saved.hash} />
            <TextField
              {...at}
              name="validFrom"
              label={draft.validFrom}
              hint={draft.validFromHint(view.earliest)}
              isShort
            />
            <button class="button grave" type="submit">
              {draft.publish}
            </button>
          </Form>
        </Section>
      )}
      <BackLink href="/handling-rules" label={rules.title} />
    </>
  );
};
