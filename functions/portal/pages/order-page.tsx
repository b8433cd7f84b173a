import type { FC } from 'hono/jsx';
import { PARTIES, type PartyId } from '#domain/parties';
import { type Entered, ErrorSummary, Form, optionsOf, Select, TextArea, TextField, Ticks } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { BackLink, Notice } from '../design/parts.tsx';

/** The order's terms; what is typed here is shown in full, as the document, before anything is signed. */
export const OrderPage: FC<{ frame: Frame; path: string; offers: PartyId[]; entered: Entered }> = ({
  frame,
  path,
  offers,
  entered,
}) => {
  const { t } = frame;
  const at = { frame, entered };
  return (
    <>
      <ErrorSummary
        {...at}
        labels={{
          performer: t.order.performer,
          registryNumber: t.order.registryNumber,
          workType: t.order.workType,
          place: t.order.place,
          finishOn: t.order.finishOn,
          hours: t.order.hours,
          description: t.order.description,
        }}
      />
      <h1>{t.order.title}</h1>
      <p class="lead">{t.order.lead}</p>
      {offers.length === 0 ? (
        <Notice>
          <p>{t.order.noOffers}</p>
        </Notice>
      ) : (
        <div class="card">
          <Form frame={frame} action={`${path}/order`}>
            <Select
              {...at}
              name="performer"
              label={t.order.performer}
              hint={t.order.performerHint}
              options={offers.map((value) => ({ value, label: PARTIES[value] }))}
            />
            <TextField {...at} name="registryNumber" label={t.order.registryNumber} isShort />
            <Select {...at} name="workType" label={t.order.workType} options={optionsOf(t.workTypes)} />
            <TextField {...at} name="place" label={t.order.place} hint={t.order.placeHint} />
            <TextField {...at} name="finishOn" label={t.order.finishOn} hint={t.order.finishOnHint} isShort />
            <TextField {...at} name="hours" label={t.order.hours} isShort isNumeric />
            <TextArea {...at} name="description" label={t.order.description} hint={t.order.descriptionHint} />
            <Ticks
              legend={t.order.needs}
              entered={entered}
              options={[
                { value: 'needsRegisterAccess', label: t.order.needsRegisterAccess },
                { value: 'needsFlightPermit', label: t.order.needsFlightPermit },
                { value: 'concernsMinors', label: t.order.concernsMinors },
              ]}
            />
            <button class="button" type="submit">
              {t.order.submit}
            </button>
          </Form>
        </div>
      )}
      <BackLink href={path} label={t.nav.back} />
    </>
  );
};
