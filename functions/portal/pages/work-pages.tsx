import type { FC } from 'hono/jsx';
import type { Assignment } from '#domain/assignment';
import { type Entered, ErrorSummary, Form, optionsOf, Radios, Select, TextArea, TextField } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { BackLink, Badge, Section } from '../design/parts.tsx';

export interface ClearView {
  path: string;
  needs: Pick<Assignment, 'needsRegisterAccess' | 'needsFlightPermit'>;
  isRegisterOpen: boolean;
  isFlightOpen: boolean;
  /** The form that did not pass, if one did not. */
  entered: Entered;
}

export const ClearPage: FC<{ frame: Frame; view: ClearView }> = ({ frame, view }) => {
  const { t } = frame;
  const at = { frame, entered: view.entered };
  const gate = (isOpen: boolean) => (
    <p>
      <Badge kind={isOpen ? 'good' : 'bad'} label={isOpen ? t.clear.open : t.clear.closed} />
    </p>
  );
  return (
    <>
      <ErrorSummary
        {...at}
        labels={{
          ground: t.clear.ground,
          evidence: t.clear.evidence,
          permitUntil: t.clear.until,
        }}
      />
      <h1>{t.clear.title}</h1>
      <p class="lead">{t.clear.lead}</p>
      <Section title={t.clear.registerTitle}>
        {!view.needs.needsRegisterAccess ? (
          <p>{t.clear.notNeeded}</p>
        ) : (
          <>
            {gate(view.isRegisterOpen)}
            <p>{t.clear.registerLead}</p>
            <a href={`${view.path}/register-access`}>{t.clear.toAccess}</a>
          </>
        )}
      </Section>
      <Section title={t.clear.permitTitle}>
        {!view.needs.needsFlightPermit ? (
          <p>{t.clear.notNeeded}</p>
        ) : (
          <>
            {gate(view.isFlightOpen)}
            <Form frame={frame} action={`${view.path}/clear/flight-permit`}>
              <Select {...at} name="ground" label={t.clear.ground} options={optionsOf(t.permitGrounds)} />
              <TextField {...at} name="evidence" label={t.clear.evidence} hint={t.clear.evidenceHint} />
              <TextField {...at} name="permitUntil" label={t.clear.until} hint={t.order.finishOnHint} isShort />
              <button class="button" type="submit">
                {t.clear.give}
              </button>
            </Form>
          </>
        )}
      </Section>
      <BackLink href={view.path} label={t.nav.back} />
    </>
  );
};

export const WithdrawPage: FC<{ frame: Frame; path: string; entered: Entered }> = ({ frame, path, entered }) => {
  const { t } = frame;
  return (
    <>
      <ErrorSummary frame={frame} entered={entered} labels={{ text: t.withdraw.text }} />
      <h1>{t.withdraw.title}</h1>
      <p class="lead">{t.withdraw.lead}</p>
      <div class="card">
        <Form frame={frame} action={`${path}/withdraw`}>
          <TextArea
            frame={frame}
            entered={entered}
            name="text"
            label={`${t.withdraw.text} ${t.form.optional}`}
            hint={t.offer.textHint}
          />
          <button class="button grave" type="submit">
            {t.withdraw.submit}
          </button>
        </Form>
      </div>
      <BackLink href={path} label={t.nav.back} />
    </>
  );
};

export const ObjectPage: FC<{ frame: Frame; path: string; entered: Entered }> = ({ frame, path, entered }) => {
  const { t } = frame;
  const at = { frame, entered };
  return (
    <>
      <ErrorSummary {...at} labels={{ remedy: t.receive.remedy, text: t.receive.text }} />
      <h1>{t.receive.objectTitle}</h1>
      <p class="lead">{t.receive.objectLead}</p>
      <div class="card">
        <Form frame={frame} action={`${path}/object`}>
          <Radios
            {...at}
            name="remedy"
            label={t.receive.remedy}
            options={[
              { value: 'redeliver', label: t.receive.redeliver },
              { value: 'end', label: t.receive.end },
            ]}
          />
          <TextArea {...at} name="text" label={t.receive.text} hint={t.offer.textHint} />
          <button class="button" type="submit">
            {t.receive.submit}
          </button>
        </Form>
      </div>
      <BackLink href={path} label={t.nav.back} />
    </>
  );
};
