import type { FC } from 'hono/jsx';
import type { DeclineReason, Outcome, Status } from '#domain/assignment';
import type {
  AssignmentEvent,
  Clearance,
  Deliverable,
  Material,
  OrderFact,
  Remark,
  SignedDocument,
} from '#domain/facts';
import { PARTIES, type PartyId } from '#domain/parties';
import type { Act, Side } from '#domain/staff';
import { ButtonForm } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { Badge, Done, Facts, Moment, Notice, PlainText, Section, StatusBadge } from '../design/parts.tsx';
import { Progress } from '../design/progress.tsx';
import type { NextAction } from '../next-action.ts';

export interface PieceView {
  material: Material;
  number: number;
  /** The text without identity numbers, when it may be read by this side. */
  text: string | undefined;
  /** Whether the sender's own name for it may be shown, and the original fetched. */
  mayHaveOriginal: boolean;
  mayKnowTitle: boolean;
}

export interface AssignmentView {
  path: string;
  reference: string;
  /** Absent for those who have only been asked. */
  subject: string | undefined;
  side: Side;
  status: Status;
  outcome: Outcome | undefined;
  orderer: PartyId;
  performer: PartyId | undefined;
  openedAt: string;
  heldSince: string | undefined;
  next: NextAction;
  nextPath: string | undefined;
  /** An order on its way through its signatories. */
  signingPath: string | undefined;
  lastDay: string | undefined;
  others: { act: Act; path: string }[];
  order: OrderFact | undefined;
  answers: { party: PartyId; answer: 'asked' | 'offered' | 'declined'; reason: DeclineReason | undefined }[];
  pieces: PieceView[];
  deliverables: Deliverable[] | undefined;
  documents: SignedDocument[] | undefined;
  clearances: Clearance[];
  /** Where access to registers is asked for and its use logged, for those who do the work. */
  accessPath: string | undefined;
  /** Whether the work goes on without access to the registers that it needs. */
  hasLostAccess: boolean;
  remarks: Remark[];
  events: (AssignmentEvent & { who: string | undefined })[];
  done: string | undefined;
}

export const AssignmentPage: FC<{ frame: Frame; view: AssignmentView }> = ({ frame, view }) => {
  const { t } = frame;
  return (
    <>
      <Done
        text={view.done && Object.hasOwn(t.assignment.done, view.done) ? t.assignment.done[view.done] : undefined}
      />
      <h1>{t.assignment.title(view.reference)}</h1>
      {view.subject && <p class="lead">{view.subject}</p>}
      <Progress frame={frame} status={view.status} outcome={view.outcome} />
      {view.hasLostAccess && (
        <Notice>
          <p>
            <strong>{t.grants.lost.title}</strong> {t.grants.lost.text}
          </p>
          {view.accessPath && (
            <p>
              <a href={view.accessPath}>{t.clear.toAccess}</a>
            </p>
          )}
        </Notice>
      )}
      <Next frame={frame} view={view} />
      <Section title={t.assignment.summary}>
        <Facts
          rows={[
            [t.assignment.status, <StatusBadge frame={frame} status={view.status} />],
            [t.assignment.outcome, view.outcome && t.outcomes[view.outcome]],
            [t.inbox.side, t.sides[view.side]],
            [t.assignment.orderer, PARTIES[view.orderer]],
            [t.assignment.performer, view.performer ? PARTIES[view.performer] : t.assignment.noPerformer],
            [t.assignment.opened, <Moment at={view.openedAt} />],
            [t.assignment.hold, view.heldSince && <Moment at={view.heldSince} />],
          ]}
        />
      </Section>
      {view.order && <OrderSection frame={frame} order={view.order} />}
      {view.answers.length > 0 && <AnswersSection frame={frame} view={view} />}
      <MaterialSection frame={frame} view={view} />
      {view.deliverables && <DeliverablesSection frame={frame} deliverables={view.deliverables} />}
      {view.documents && <DocumentsSection frame={frame} view={view} documents={view.documents} />}
      {(view.clearances.length > 0 || view.accessPath) && (
        <Section title={t.assignment.clearances}>
          <ul>
            {view.accessPath && (
              <li>
                <a href={view.accessPath}>{t.clear.toAccess}</a>
              </li>
            )}
            {view.clearances.map((clearance) => (
              <li>
                {t.assignment.gates[clearance.gate]}, {t.assignment.until(clearance.until)}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {view.remarks.length > 0 && (
        <Section title={t.assignment.remarks}>
          <ul class="pieces">
            {view.remarks.map(({ about, reason, text }) => (
              <li>
                <h3>
                  {t.assignment.remarkAbout[about]}
                  {reason && `: ${t.reasons[reason]}`}
                </h3>
                <p>{text}</p>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Timeline frame={frame} view={view} />
      {view.others.length > 0 && (
        <Section title={t.assignment.otherTitle}>
          <ul>
            {view.others.map(({ act, path }) => (
              <li>
                <a href={path}>{t.acts[act]}</a>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
};

const Next: FC<{ frame: Frame; view: AssignmentView }> = ({
  frame: { t },
  view: { next, nextPath, signingPath, lastDay, status, accessPath },
}) => (
  <Section title={t.assignment.nextTitle} kind="next">
    {signingPath && (
      <p>
        <a href={signingPath}>{t.rounds.countersign.underWay}</a>
      </p>
    )}
    {next.kind === 'do' ? (
      <>
        <p>
          {t.actHelp[next.act]} {lastDay && <span class="number">{t.assignment.lastDay(lastDay)}</span>}
        </p>
        <a class="button" href={nextPath}>
          {t.acts[next.act]}
        </a>
      </>
    ) : (
      <>
        <p>
          {t.awaited[next.for]} {lastDay && <span class="number">{t.assignment.lastDay(lastDay)}</span>}
        </p>
        {status === 'accepted' && accessPath && (
          <a class="button" href={accessPath}>
            {t.clear.toAccess}
          </a>
        )}
      </>
    )}
  </Section>
);

const OrderSection: FC<{ frame: Frame; order: OrderFact }> = ({ frame: { t }, order }) => (
  <Section title={t.assignment.order}>
    <Facts
      rows={[
        [t.assignment.registryNumber, order.registryNumber],
        [t.assignment.workType, t.workTypes[order.workType]],
        [t.assignment.place, order.place],
        [t.assignment.finishOn, order.finishOn],
        [t.assignment.hours, t.assignment.hoursValue(order.hours)],
        [t.assignment.description, order.description],
      ]}
    />
  </Section>
);

const AnswersSection: FC<{ frame: Frame; view: AssignmentView }> = ({ frame: { t }, view: { answers } }) => (
  <Section title={t.assignment.answers}>
    <Facts
      rows={answers.map(({ party, answer, reason }) => [
        PARTIES[party],
        <>
          <Badge
            kind={answer === 'offered' ? 'good' : answer === 'declined' ? 'bad' : 'quiet'}
            label={t.assignment.answerNames[answer]}
          />
          {reason && ` ${t.reasons[reason]}`}
        </>,
      ])}
    />
  </Section>
);

const MaterialSection: FC<{ frame: Frame; view: AssignmentView }> = ({ frame, view }) => {
  const { t } = frame;
  return (
    <Section title={t.assignment.material}>
      {view.pieces.length === 0 ? (
        <p class="quiet">{t.assignment.noMaterial}</p>
      ) : (
        <ul class="pieces">
          {view.pieces.map(({ material, number, text, mayHaveOriginal, mayKnowTitle }) => {
            const name = mayKnowTitle ? material.title : t.assignment.pieceName(number);
            return (
              <li>
                <h3>{name}</h3>
                <p>
                  <Badge
                    kind={material.verdict === 'withheld' ? 'bad' : 'good'}
                    label={t.assignment.verdicts[material.verdict]}
                  />{' '}
                  {material.removed > 0 && t.assignment.removed(material.removed)}{' '}
                  {material.review && t.assignment.reviewed[material.review]}
                </p>
                {text !== undefined && <PlainText text={text} label={`${t.assignment.circulatedText}: ${name}`} />}
                {mayHaveOriginal && (
                  <ButtonForm
                    frame={frame}
                    action={`${view.path}/material/${material.id}/download`}
                    label={t.assignment.original}
                    spoken={t.assignment.originalOf(name)}
                    kind="small second"
                  />
                )}
              </li>
            );
          })}
        </ul>
      )}
    </Section>
  );
};

const DeliverablesSection: FC<{ frame: Frame; deliverables: Deliverable[] }> = ({ frame: { t }, deliverables }) => (
  <Section title={t.assignment.deliverables}>
    {deliverables.length === 0 ? (
      <p class="quiet">{t.assignment.noDeliverables}</p>
    ) : (
      <ul class="pieces">
        {deliverables.map(({ title, size, sha256, finding }) => (
          <li>
            <h3>{title}</h3>
            {finding && (
              <p>
                <Badge kind="bad" label={`${t.deliver.finding} ${t.deliver.findings[finding]}`} />
              </p>
            )}
            {sha256 && (
              <p class="hash">
                {size} byte, SHA-256 {sha256}
              </p>
            )}
          </li>
        ))}
      </ul>
    )}
  </Section>
);

const DocumentsSection: FC<{ frame: Frame; view: AssignmentView; documents: SignedDocument[] }> = ({
  frame: { t },
  view,
  documents,
}) => (
  <Section title={t.assignment.documents}>
    {documents.length === 0 ? (
      <p class="quiet">{t.assignment.noDocuments}</p>
    ) : (
      <ul class="pieces">
        {documents.map(({ id, documentKind, signedAt, signedByParty, textHash }) => (
          <li>
            <h3>
              <a href={`${view.path}/documents/${id}`}>{t.documentKinds[documentKind]}</a>
            </h3>
            <p>
              {t.assignment.signedAt} <Moment at={signedAt} />. {t.assignment.signedBy} {PARTIES[signedByParty]}.
            </p>
            <p class="hash">SHA-256 {textHash}</p>
          </li>
        ))}
      </ul>
    )}
  </Section>
);

const Timeline: FC<{ frame: Frame; view: AssignmentView }> = ({ frame: { t }, view: { events } }) => (
  <Section title={t.assignment.timeline}>
    <ol class="timeline">
      {events.map(({ name, at, party, by, who }) => (
        <li>
          <Moment at={at} />
          <strong>{t.events[name] ?? t.events[name.replace(/-\d+$/, '')] ?? t.eventOther}</strong>
          <br />
          <span class="quiet">
            {by === 'system' ? t.assignment.bySystem : (who ?? t.assignment.bySomeone)}
            {party && `, ${PARTIES[party]}`}
          </span>
        </li>
      ))}
    </ol>
  </Section>
);
