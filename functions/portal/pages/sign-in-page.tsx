import type { FC } from 'hono/jsx';
import { PARTIES, type PartyId } from '#domain/parties';
import { EidButtons } from '../design/eid-form.tsx';
import { type Entered, ErrorSummary, Form, optionsOf, Select } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { OwnSignIns } from './own-sign-in-page.tsx';

export const SignInPage: FC<{
  frame: Frame;
  entered: Entered;
  returnTo: string;
  /** The municipalities that have a sign-in of their own. */
  own: readonly PartyId[];
}> = ({ frame, entered, returnTo, own }) => {
  const { t } = frame;
  return (
    <>
      <ErrorSummary frame={frame} entered={entered} labels={{ party: t.signIn.party }} />
      <h1>{t.signIn.title}</h1>
      <p class="lead">{t.signIn.lead}</p>
      <div class="card">
        <Form frame={frame} action="/sign-in">
          <input type="hidden" name="returnTo" value={returnTo} />
          <Select frame={frame} entered={entered} name="party" label={t.signIn.party} options={optionsOf(PARTIES)} />
          <EidButtons frame={frame} label={t.signIn.submit} verb="identify" />
        </Form>
        <p class="quiet">{t.signIn.after}</p>
      </div>
      <OwnSignIns frame={frame} parties={own} returnTo={returnTo} />
    </>
  );
};

export const NoAuthorityPage: FC<{ frame: Frame }> = ({ frame: { t } }) => (
  <>
    <h1>{t.signIn.noAuthorityTitle}</h1>
    <div class="card warning">
      <p>{t.signIn.noAuthority}</p>
      <p>
        <a href="/sign-in">{t.signIn.again}</a>
      </p>
    </div>
  </>
);
