import type { FC } from 'hono/jsx';
import type { Material } from '#domain/facts';
import type { ReviewChoice } from '../actions/review-material.ts';
import {
  ButtonForm,
  type Entered,
  ErrorSummary,
  Form,
  NOTHING_ENTERED,
  optionsOf,
  Radios,
  Select,
  TextArea,
} from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { BackLink, PlainText, Section } from '../design/parts.tsx';

export interface ReviewPiece {
  material: Material;
  text: string | undefined;
  choices: ReviewChoice[];
}

export const ReviewPage: FC<{ frame: Frame; path: string; pieces: ReviewPiece[]; entered: Entered }> = ({
  frame,
  path,
  pieces,
  entered,
}) => {
  const { t } = frame;
  const labels = Object.fromEntries(pieces.map(({ material }) => [material.id, material.title]));
  return (
    <>
      <ErrorSummary frame={frame} entered={entered} labels={labels} />
      <h1>{t.review.title}</h1>
      <p class="lead">{t.review.lead}</p>
      <Form frame={frame} action={`${path}/review`}>
        {pieces.map(({ material, text, choices }) => (
          <Section title={material.title}>
            {material.because && (
              <p>
                {t.review.because}: {t.review.reasons[material.because] ?? material.because}
              </p>
            )}
            {text === undefined ? (
              <p>{t.review.noSafeText}</p>
            ) : (
              <PlainText text={text} label={`${t.assignment.circulatedText}: ${material.title}`} />
            )}
            {choices.includes('circulate') && (
              <Radios
                frame={frame}
                entered={entered}
                name={material.id}
                label={material.title}
                options={[
                  { value: 'keep-withheld', label: t.review.keep },
                  { value: 'circulate', label: t.review.circulate },
                ]}
              />
            )}
          </Section>
        ))}
        <button class="button" type="submit">
          {t.review.submit}
        </button>
      </Form>
      <BackLink href={path} label={t.nav.back} />
    </>
  );
};

export const OfferPage: FC<{ frame: Frame; path: string }> = ({ frame, path }) => {
  const { t } = frame;
  return (
    <>
      <h1>{t.offer.title}</h1>
      <p class="lead">{t.offer.lead}</p>
      <div class="card next">
        <div class="buttons">
          <ButtonForm frame={frame} action={`${path}/offer`} label={t.offer.can} />
          <a class="button second" href={`${path}/decline`}>
            {t.offer.toDecline}
          </a>
        </div>
      </div>
      <BackLink href={path} label={t.nav.back} />
    </>
  );
};

/** A typed reason and a few words: to decline an inquiry, or to refuse an order. */
export const ReasonPage: FC<{
  frame: Frame;
  path: string;
  action: string;
  words: { title: string; lead: string; submit: string };
  entered?: Entered;
}> = ({ frame, path, action, words, entered = NOTHING_ENTERED }) => {
  const { t } = frame;
  return (
    <>
      <ErrorSummary frame={frame} entered={entered} labels={{ reason: t.offer.reason, text: t.offer.text }} />
      <h1>{words.title}</h1>
      <p class="lead">{words.lead}</p>
      <div class="card">
        <Form frame={frame} action={action}>
          <Select frame={frame} entered={entered} name="reason" label={t.offer.reason} options={optionsOf(t.reasons)} />
          <TextArea
            frame={frame}
            entered={entered}
            name="text"
            label={`${t.offer.text} ${t.form.optional}`}
            hint={t.offer.textHint}
          />
          <button class="button" type="submit">
            {words.submit}
          </button>
        </Form>
      </div>
      <BackLink href={path} label={t.nav.back} />
    </>
  );
};
