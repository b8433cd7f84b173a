import type { FC } from 'hono/jsx';
import { assuranceOf } from '#domain/assurance';
import type { Staff } from '#domain/staff';
import type { BindingToDecide } from '../actions/read-staff-binding.ts';
import { ButtonForm } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { BackLink, Done, EmptyState, Facts, Moment, Section } from '../design/parts.tsx';

/** An e-ID that waits: both names, and what this reader may do about it. */
export const BindingDecision: FC<{ frame: Frame; staff: Staff; toDecide: BindingToDecide }> = ({
  frame,
  staff,
  toDecide,
}) => {
  const { one } = frame.t.staff;
  const { waiting, isOwn, mayApprove, mayRefuse, approvers } = toDecide;
  if (isOwn) return <p>{one.ownBinding}</p>;
  const decisions = [mayApprove && ('approve' as const), mayRefuse && ('refuse' as const)].filter(
    (decision) => decision !== false,
  );
  return (
    <>
      <p>{one.waiting}</p>
      <Facts
        rows={[
          [one.nameInRegister, staff.name],
          [one.nameInEId, waiting.name],
          [one.level, one.levelOf(assuranceOf(waiting.level)?.level.slice(-1))],
          [one.shownAt, <Moment at={waiting.identifiedAt} />],
        ]}
      />
      {waiting.replaces && <p>{one.replaces}</p>}
      {!mayApprove && (
        <p>
          {one.othersApprove}{' '}
          {approvers.length > 0 ? one.approvers(approvers.map(({ name }) => name).join(', ')) : one.nobodyApproves}
        </p>
      )}
      <div class="buttons">
        {decisions.map((decision) => (
          <ButtonForm
            frame={frame}
            action={`/staff/${staff.id}/binding`}
            label={one[decision]}
            fields={{ decision, shownAt: waiting.identifiedAt }}
            {...(decision === 'refuse' ? { kind: 'grave' as const } : {})}
          />
        ))}
      </div>
    </>
  );
};

/** The page to which whoever is to approve an e-ID is written. Without anything to decide it tells nothing of the person. */
export const StaffBindingPage: FC<{
  frame: Frame;
  staff: Staff;
  toDecide: BindingToDecide | undefined;
  done: string | undefined;
}> = ({ frame, staff, toDecide, done }) => {
  const { t } = frame;
  const { one } = t.staff;
  return (
    <>
      <Done text={t.staff.done[done ?? '']} />
      <h1>{one.decideTitle}</h1>
      {toDecide ? (
        <Section title={one.binding} {...(toDecide.mayApprove ? { kind: 'next' as const } : {})}>
          <BindingDecision frame={frame} staff={staff} toDecide={toDecide} />
        </Section>
      ) : (
        <div class="card">
          <EmptyState title={one.nothingToDecide} help={one.nothingToDecideHelp} />
        </div>
      )}
      <BackLink href="/inbox" label={t.nav.inbox} />
    </>
  );
};
