import type { FC } from 'hono/jsx';
import { ButtonForm } from '../design/form.tsx';
import type { Frame } from '../design/frame.ts';
import { QrCode } from '../design/qr-code.tsx';
import type { Texts } from '../texts/texts.ts';

export interface BankIdView {
  /** The page's own address. */
  path: string;
  verb: 'identify' | 'sign';
  /** A key of the messages. */
  message: string;
  qr?: string;
  startUrl?: string;
  /** The reader has asked that the page does not refresh itself. */
  isStill: boolean;
}

const messageOf = ({ bankId }: Texts, key: string): string =>
  Object.entries(bankId.messages).find(([name]) => name === key)?.[1] ?? bankId.messages.RFA22;

export const bankIdTitle = ({ bankId }: Texts, verb: BankIdView['verb']): string =>
  verb === 'sign' ? bankId.signTitle : bankId.identifyTitle;

/** Waits for BankID: a code for another device, or the way to the app on this one, and where it stands. */
export const BankIdPage: FC<{ frame: Frame; view: BankIdView }> = ({ frame, view }) => {
  const { t } = frame;
  const words = t.bankId;
  return (
    <>
      <h1>{bankIdTitle(t, view.verb)}</h1>
      <div class="card next">
        <h2>{words.status}</h2>
        <p class="lead" aria-live="polite">
          {messageOf(t, view.message)}
        </p>
        {view.message === 'RFA5' && <p>{words.retrying}</p>}
        {view.qr && <Scan frame={frame} view={view} qr={view.qr} />}
        {view.startUrl && <OpenHere frame={frame} view={view} startUrl={view.startUrl} />}
        {!view.startUrl && <Pace frame={frame} view={view} />}
        <div class="buttons">
          {view.qr && <ButtonForm frame={frame} action={`${view.path}/here`} label={words.here} kind="second" />}
          {view.startUrl && (
            <ButtonForm frame={frame} action={`${view.path}/elsewhere`} label={words.elsewhere} kind="second" />
          )}
          <ButtonForm frame={frame} action={`${view.path}/cancel`} label={words.cancel} kind="second" />
        </div>
      </div>
    </>
  );
};

const Scan: FC<{ frame: Frame; view: BankIdView; qr: string }> = ({ frame, qr }) => {
  const words = frame.t.bankId;
  return (
    <>
      <ol>
        {words.scanSteps.map((step) => (
          <li>{step}</li>
        ))}
      </ol>
      <p>
        <QrCode text={qr} label={words.qr} />
      </p>
    </>
  );
};

const OpenHere: FC<{ frame: Frame; view: BankIdView; startUrl: string }> = ({ frame, view, startUrl }) => {
  const words = frame.t.bankId;
  return (
    <>
      <p>{words.openLead}</p>
      <p>
        <a class="button" href={startUrl}>
          {words.open}
        </a>
      </p>
      <p class="quiet">{words.openTime}</p>
      <ButtonForm frame={frame} action={`${view.path}/here`} label={words.newLink} kind="small second" />
    </>
  );
};

/** A page that renews itself takes the focus with it, so it must be possible to stop (WCAG 2.2.2). */
const Pace: FC<{ frame: Frame; view: BankIdView }> = ({ frame, view }) => {
  const words = frame.t.bankId;
  return view.isStill ? (
    <>
      <p class="quiet">{words.still}</p>
      <p>
        <a class="button" href={`${view.path}?still=yes`}>
          {words.refresh}
        </a>
      </p>
      <p>
        <a href={view.path}>{words.go}</a>
      </p>
    </>
  ) : (
    <p class="quiet">
      {words.automatic} <a href={`${view.path}?still=yes`}>{words.stop}</a>
    </p>
  );
};

/** It came to nothing; `again` is where it can be begun anew, if we know. */
export const BankIdFailedPage: FC<{ frame: Frame; message: string; again: string | undefined }> = ({
  frame: { t },
  message,
  again,
}) => (
  <>
    <h1>{t.bankId.failedTitle}</h1>
    <div class="card warning" role="alert">
      <p class="lead">{messageOf(t, message)}</p>
      <p>{t.bankId.nothingChanged}</p>
      <p>
        {again ? (
          <a class="button" href={again}>
            {t.bankId.again}
          </a>
        ) : (
          t.bankId.againElsewhere
        )}
      </p>
    </div>
  </>
);
