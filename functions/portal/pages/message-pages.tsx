import type { FC } from 'hono/jsx';
import { PARTIES, type PartyId } from '#domain/parties';
import { EidForm } from '../design/eid-form.tsx';
import { ButtonForm } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { BackLink, Section } from '../design/parts.tsx';

/** What anybody with the link sees: the sending municipality, and that identification is needed. No name, no reference. */
export const ClosedMessagePage: FC<{ frame: Frame; from: PartyId; action: string }> = ({ frame, from, action }) => {
  const { t } = frame;
  return (
    <>
      <h1>{t.message.title}</h1>
      <div class="card next">
        <p class="lead">{t.message.from(PARTIES[from])}</p>
        <p>{t.message.lead}</p>
        <EidForm frame={frame} action={action} label={t.message.identify} verb="identify" />
      </div>
    </>
  );
};

export interface OpenMessageView {
  from: PartyId;
  path: string;
  lastDay: string;
  isRevealed: boolean;
  assignmentPath: string;
  items: { id: string; title: string; size: number | undefined; sha256: string | undefined }[];
}

export const OpenMessagePage: FC<{ frame: Frame; view: OpenMessageView }> = ({ frame, view }) => {
  const { t } = frame;
  return (
    <>
      <h1>{t.message.openTitle}</h1>
      <p class="lead">{t.message.openLead(PARTIES[view.from])}</p>
      <p class="quiet">{t.message.until(view.lastDay)}</p>
      {view.isRevealed ? (
        <Section title={t.message.contents}>
          <p>{t.message.downloadHelp}</p>
          <ul class="pieces">
            {view.items.map(({ id, title, size, sha256 }) => (
              <li>
                <h3>{title}</h3>
                <p class="hash">
                  {size !== undefined && `${size} byte `}
                  {sha256 && `SHA-256 ${sha256}`}
                </p>
                <ButtonForm
                  frame={frame}
                  action={`${view.path}/download/${id}`}
                  label={t.message.download}
                  spoken={t.message.downloadOf(title)}
                  kind="small second"
                />
              </li>
            ))}
          </ul>
          <p>
            <a href={view.assignmentPath}>{t.message.toAssignment}</a>
          </p>
        </Section>
      ) : (
        <div class="card next">
          <ButtonForm frame={frame} action={`${view.path}/reveal`} label={t.message.reveal} />
        </div>
      )}
    </>
  );
};

/** Shuts a message that has been sent, after a word of what that means. */
export const RevokePage: FC<{ frame: Frame; path: string }> = ({ frame, path }) => {
  const { t } = frame;
  return (
    <>
      <h1>{t.revoke.title}</h1>
      <p class="lead">{t.revoke.lead}</p>
      <div class="card">
        <ButtonForm frame={frame} action={`${path}/revoke`} label={t.revoke.submit} kind="grave" />
      </div>
      <BackLink href={path} label={t.nav.back} />
    </>
  );
};

/** One page for a link that never was, has expired, was revoked, or whose file is culled. */
export const NoMessagePage: FC<{ frame: Frame }> = ({ frame: { t } }) => (
  <>
    <h1>{t.message.noTitle}</h1>
    <div class="card warning">
      <p>{t.message.no}</p>
    </div>
  </>
);

export const NotTheInvitedPage: FC<{ frame: Frame }> = ({ frame: { t } }) => (
  <>
    <h1>{t.message.wrongTitle}</h1>
    <div class="card warning">
      <p>{t.message.wrong}</p>
    </div>
  </>
);
