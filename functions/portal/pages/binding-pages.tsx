import type { FC } from 'hono/jsx';
import { PARTIES, type PartyId } from '#domain/parties';
import type { ShowOutcome } from '../../staff/bind-e-id.ts';
import { EidForm } from '../design/eid-form.tsx';
import type { Frame } from '../design/frame.ts';

/** What anybody with the link sees: the municipality, and that identification is needed. Never whom it is for. */
export const BindingPage: FC<{ frame: Frame; party: PartyId; action: string }> = ({ frame, party, action }) => {
  const { bind } = frame.t.staff;
  return (
    <>
      <h1>{bind.title}</h1>
      <div class="card next">
        <p class="lead">{bind.lead(PARTIES[party])}</p>
        <p>{bind.need}</p>
        <EidForm frame={frame} action={action} label={bind.identify} verb="identify" />
      </div>
    </>
  );
};

/** What became of the identification; the person is not signed in by it. */
export const ShownEIdPage: FC<{ frame: Frame; outcome: ShowOutcome }> = ({ frame: { t }, outcome }) => (
  <>
    <h1>{t.staff.bind[`${outcome}Title`]}</h1>
    <div class={outcome === 'taken' ? 'card warning' : 'card done'}>
      <p>{t.staff.bind[outcome]}</p>
      {outcome === 'bound' && (
        <p>
          <a href="/sign-in">{t.nav.signIn}</a>
        </p>
      )}
    </div>
  </>
);

/** One page for a link that never was, was used, was replaced, or has run out. */
export const NoBindingPage: FC<{ frame: Frame }> = ({ frame: { t } }) => (
  <>
    <h1>{t.staff.bind.noTitle}</h1>
    <div class="card warning">
      <p>{t.staff.bind.no}</p>
    </div>
  </>
);
