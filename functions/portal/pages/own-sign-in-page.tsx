import type { FC } from 'hono/jsx';
import { dateOf } from '#domain/calendar';
import { PARTIES, type PartyId } from '#domain/parties';
import { ButtonForm } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { BackLink, Done, Section } from '../design/parts.tsx';

export interface OwnSignInView {
  party: PartyId;
  /** The municipality has bound a provider now. */
  isOffered: boolean;
  /** ISO 8601, UTC. */
  since: string | undefined;
  done: string | undefined;
}

/** Somebody's own page about their municipality's sign-in: whether it is connected to them, and the way to change that. */
export const OwnSignInPage: FC<{ frame: Frame; view: OwnSignInView }> = ({ frame, view }) => {
  const t = frame.t.ownSignIn;
  const { party, isOffered, since, done } = view;
  return (
    <>
      <BackLink href="/inbox" label={frame.t.nav.backToInbox} />
      <h1>{t.title}</h1>
      <Done text={done && t.done[done]} />
      {isOffered && <p class="lead">{t.lead(PARTIES[party])}</p>}
      <div class="card next">
        <p>{since ? t.connectedSince(dateOf(new Date(since))) : t.notConnected}</p>
        {isOffered ? <p>{t.opens}</p> : <p>{t.ended}</p>}
        {isOffered && (
          <ButtonForm
            frame={frame}
            action="/own-sign-in/connect"
            label={since ? t.connectAnother : t.connect}
            {...(since && { kind: 'second' as const })}
          />
        )}
      </div>
      {since && (
        <Section title={t.disconnect}>
          <p>{t.disconnectLead}</p>
          <ButtonForm frame={frame} action="/own-sign-in/disconnect" label={t.disconnect} kind="second" />
        </Section>
      )}
    </>
  );
};

/** The subject is somebody else's in the municipality. */
export const OwnSignInTakenPage: FC<{ frame: Frame }> = ({ frame: { t } }) => (
  <>
    <h1>{t.ownSignIn.takenTitle}</h1>
    <div class="card warning">
      <p>{t.ownSignIn.taken}</p>
      <p>
        <a href="/own-sign-in">{t.ownSignIn.title}</a>
      </p>
    </div>
  </>
);

/** The last step before one municipality's provider; a page of its own, so that its forms may lead to that provider alone. */
export const ThroughOwnSignInPage: FC<{ frame: Frame; party: PartyId; action: string; returnTo: string }> = ({
  frame,
  party,
  action,
  returnTo,
}) => {
  const t = frame.t.ownSignIn.signIn;
  return (
    <>
      <h1>{t.through(PARTIES[party])}</h1>
      <div class="card next">
        <p>{t.explained(PARTIES[party])}</p>
        <ButtonForm frame={frame} action={action} label={t.submit} fields={{ returnTo }} />
        <p class="quiet">{frame.t.signIn.after}</p>
      </div>
      <p>
        <a href="/sign-in">{t.toEid}</a>
      </p>
    </>
  );
};

/** A subject that is nobody's: identified, without authority. */
export const UnknownOwnSignInPage: FC<{ frame: Frame }> = ({ frame: { t } }) => (
  <>
    <h1>{t.signIn.noAuthorityTitle}</h1>
    <div class="card warning">
      <p>{t.ownSignIn.signIn.unknown}</p>
      <p>
        <a href="/sign-in">{t.ownSignIn.signIn.toEid}</a>
      </p>
    </div>
  </>
);

/** Beside the e-ID on the page to sign in: the municipalities that have a sign-in of their own, and nothing where none has. */
export const OwnSignIns: FC<{ frame: Frame; parties: readonly PartyId[]; returnTo: string }> = ({
  frame: { t },
  parties,
  returnTo,
}) =>
  parties.length === 0 ? null : (
    <Section title={t.ownSignIn.signIn.title}>
      <p>{t.ownSignIn.signIn.lead}</p>
      <ul>
        {parties.map((party) => (
          <li>
            <a href={`/sign-in/own/${party}?returnTo=${encodeURIComponent(returnTo)}`}>
              {t.ownSignIn.signIn.through(PARTIES[party])}
            </a>
          </li>
        ))}
      </ul>
    </Section>
  );
