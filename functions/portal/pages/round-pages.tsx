import type { FC } from 'hono/jsx';
import type { NotCounted } from '#domain/signing-round';
import { EidForm } from '../design/eid-form.tsx';
import { ButtonForm, type Entered, ErrorSummary, Form, optionsOf, Select, TextArea } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { BackLink, Done, EmptyState, Facts, Moment, Notice, PlainText, Section, Table } from '../design/parts.tsx';
import type { PlaceLine, RoundLine, RoundView } from '../signing/view-round.ts';

const RoundTable: FC<{ frame: Frame; caption: string; rows: readonly RoundLine[] }> = ({ frame, caption, rows }) => {
  const t = frame.t.rounds;
  return (
    <Table<RoundLine>
      caption={caption}
      rows={rows}
      columns={[
        { title: t.document, cell: ({ kind, path }) => <a href={path}>{t.kinds[kind]}</a> },
        { title: t.reference, cell: ({ reference }) => reference ?? '–' },
        { title: t.edition, cell: ({ edition }) => edition, isNumber: true },
        { title: t.state, cell: ({ state }) => t.states[state] },
        { title: t.openedAt, cell: ({ openedAt }) => <Moment at={openedAt} /> },
        { title: t.dueOn, cell: ({ dueOn }) => dueOn ?? '–', isNumber: true },
      ]}
    />
  );
};

export const RoundsPage: FC<{ frame: Frame; mine: readonly RoundLine[]; opened: readonly RoundLine[] }> = ({
  frame,
  mine,
  opened,
}) => {
  const t = frame.t.rounds;
  return (
    <>
      <h1>{t.title}</h1>
      <p class="lead">{t.lead}</p>
      <Section title={t.mine} kind="next">
        {mine.length === 0 ? (
          <EmptyState title={t.mineEmpty} help={t.mineEmptyHelp} />
        ) : (
          <RoundTable frame={frame} caption={t.mine} rows={mine} />
        )}
      </Section>
      <Section title={t.opened}>
        {opened.length === 0 ? (
          <EmptyState title={t.openedEmpty} help={t.openedEmptyHelp} />
        ) : (
          <RoundTable frame={frame} caption={t.opened} rows={opened} />
        )}
      </Section>
    </>
  );
};

/** What a reader has just done, or tried: their signature counts, or does not and why. */
export interface RoundNews {
  done: string | undefined;
  notCounted: NotCounted | undefined;
}

export const RoundPage: FC<{ frame: Frame; view: RoundView; news: RoundNews; entered: Entered }> = ({
  frame,
  view,
  news,
  entered,
}) => {
  const { t } = frame;
  const words = t.rounds;
  const isVoid = view.ended !== undefined && view.state !== 'complete';
  return (
    <>
      <ErrorSummary frame={frame} entered={entered} labels={{ reason: words.reason, words: words.words }} />
      <h1>{words.kinds[view.kind]}</h1>
      <Done text={news.done} />
      {news.notCounted && (
        <div class="card problem" role="alert">
          <h2>{words.notCountedTitle}</h2>
          <p>{words.notCounted[news.notCounted]}</p>
          <p class="quiet">{words.notCountedKept}</p>
        </div>
      )}
      {view.state !== 'open' && (
        <Notice>
          <p>
            <strong>{words.states[view.state]}.</strong> {words.endings[view.state]}
          </p>
          <Ending frame={frame} view={view} />
        </Notice>
      )}
      <div class="card">
        <Facts
          rows={[
            [words.reference, view.reference],
            [words.edition, view.edition],
            [words.openedAt, <Moment at={view.openedAt} />],
            [words.hash, <span class="hash">{view.textHash}</span>],
          ]}
        />
      </div>
      <div class="card paper" lang="sv">
        <PlainText text={view.text} label={words.text} />
      </div>
      <Section title={words.signatories}>
        <Places frame={frame} places={view.places} isVoid={isVoid} />
      </Section>
      {view.maySign && (
        <div class="card next">
          {view.signsFor && <p>{words.signFor(view.signsFor)}</p>}
          <p>{words.signLead}</p>
          <p class="quiet">{words.hashHint}</p>
          <EidForm
            frame={frame}
            action={`${view.path}/sign`}
            label={words.sign}
            verb="sign"
            fields={{ textHash: view.textHash }}
          />
        </div>
      )}
      {!view.ended && view.why && <p class="quiet">{words.notCounted[view.why]}</p>}
      {view.mayDecline && <EndForm frame={frame} view={view} entered={entered} how="decline" />}
      {view.mayWithdraw && !view.mayDecline && <EndForm frame={frame} view={view} entered={entered} how="withdraw" />}
      {view.mayWithdraw && view.mayDecline && (
        <p>
          <a href={`${view.path}/withdraw`}>{words.withdraw}</a>
        </p>
      )}
      {view.state === 'complete' && (
        <>
          <ButtonForm frame={frame} action={`${view.path}/sealed`} label={t.sealed.download} kind="second" />
          <p>
            <a href={view.pathAfter}>{words.next}</a>
          </p>
        </>
      )}
      <BackLink href="/signings" label={words.back} />
    </>
  );
};

/** The page of its own for who may both decline and withdraw: one form a page. */
export const WithdrawRoundPage: FC<{ frame: Frame; view: RoundView; entered: Entered }> = ({
  frame,
  view,
  entered,
}) => {
  const words = frame.t.rounds;
  return (
    <>
      <ErrorSummary frame={frame} entered={entered} labels={{ reason: words.reason, words: words.words }} />
      <h1>{words.withdrawTitle}</h1>
      <EndForm frame={frame} view={view} entered={entered} how="withdraw" />
      <BackLink href={view.path} label={words.kinds[view.kind]} />
    </>
  );
};

const Ending: FC<{ frame: Frame; view: RoundView }> = ({ frame, view: { ended, state } }) => {
  const t = frame.t.rounds;
  if (!ended || (state !== 'declined' && state !== 'withdrawn')) return null;
  const reasons: Record<string, string> = state === 'declined' ? t.declineReasons : t.withdrawalReasons;
  return (
    <Facts
      rows={[
        [t.endedBy, ended.by ?? t.system],
        [t.endedBecause, ended.reason && reasons[ended.reason]],
        [t.words, ended.words],
      ]}
    />
  );
};

const Places: FC<{ frame: Frame; places: readonly PlaceLine[]; isVoid: boolean }> = ({ frame, places, isVoid }) => {
  const t = frame.t.rounds;
  return (
    <Table<PlaceLine>
      caption={t.signatories}
      rows={places}
      columns={[
        { title: t.place, cell: ({ number }) => number },
        { title: t.signatory, cell: ({ name }) => name ?? t.unknownPerson },
        {
          title: t.signature,
          cell: ({ signed, name, isInTurn }) =>
            signed ? (
              <>
                {t.signed} <Moment at={signed.at} />
                {signed.isDeputy && ` (${signed.by ?? t.unknownPerson} ${t.onBehalfOf} ${name ?? t.unknownPerson})`}
                {isVoid && <strong> – {t.voided}</strong>}
              </>
            ) : isInTurn ? (
              <strong>{t.turn}</strong>
            ) : (
              t.notYet
            ),
        },
        { title: t.dueOn, cell: ({ dueOn }) => dueOn, isNumber: true },
      ]}
    />
  );
};

const EndForm: FC<{ frame: Frame; view: RoundView; entered: Entered; how: 'decline' | 'withdraw' }> = ({
  frame,
  view,
  entered,
  how,
}) => {
  const t = frame.t.rounds;
  const isDecline = how === 'decline';
  return (
    <Section title={isDecline ? t.declineTitle : t.withdrawTitle}>
      <p>{isDecline ? t.declineLead : t.withdrawLead}</p>
      <Form frame={frame} action={`${view.path}/${how}`}>
        <Select
          frame={frame}
          entered={entered}
          name="reason"
          label={t.reason}
          options={optionsOf(isDecline ? t.declineReasons : t.withdrawalReasons)}
        />
        <TextArea frame={frame} entered={entered} name="words" label={t.words} hint={t.wordsHint} />
        <button class="button grave" type="submit">
          {isDecline ? t.decline : t.withdraw}
        </button>
      </Form>
    </Section>
  );
};
