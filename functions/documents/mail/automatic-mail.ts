import type { ReadMail } from './read-mail.ts';

/** What kind of machine wrote a message; `none` when a person did, as far as can be told. */
export type AutomaticKind = 'auto-reply' | 'bounce' | 'list' | 'bulk' | 'none';

const robot =
  /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|noreply-.*|svara-?(?:ej|inte)|bounces?)(?:[+-].*)?$/;
const outOfOffice =
  /^\s*(?:autosvar|auto-?svar|automatiskt svar|frånvaro(?:meddelande)?|frånvarande|semester(?:meddelande|svar)|out of (?:the )?office|automatic reply|auto(?:matic)?[ -]?(?:reply|response)|autoreply|ej på kontoret)\b/iu;
const undelivered =
  /^\s*(?:undeliver(?:ed|able)|delivery status notification|mail delivery (?:failed|subsystem)|returned mail|kunde inte levereras|olevererat|kan inte levereras)/iu;

/**
 * Tells whether a machine wrote the message (RFC 3834, RFC 3464, and what clients do in practice). A machine is
 * never answered: two of them would answer each other for ever.
 */
export const automaticKindOf = (mail: Pick<ReadMail, 'headers' | 'from' | 'subject'>): AutomaticKind => {
  const textOf = (key: string) =>
    mail.headers
      .find((field) => field.key === key)
      ?.value.trim()
      .toLowerCase();
  const has = (key: string) => textOf(key) !== undefined;
  const localPart = mail.from?.address.split('@')[0] ?? '';
  const subject = mail.subject.normalize('NFC');

  const type = textOf('content-type') ?? '';
  if (type.startsWith('multipart/report') || has('x-failed-recipients')) return 'bounce';
  if (/^(?:mailer-daemon|postmaster)$/.test(localPart) || undelivered.test(subject)) return 'bounce';
  const returnPath = textOf('return-path');
  if (returnPath !== undefined && /^<\s*>$/.test(returnPath))
    return outOfOffice.test(subject) ? 'auto-reply' : 'bounce';

  const submitted = textOf('auto-submitted')?.split(/[;(\s]/)[0];
  if (submitted !== undefined && submitted !== '' && submitted !== 'no') return 'auto-reply';
  const precedence = textOf('precedence');
  if (precedence === 'auto_reply' || has('x-autoreply') || has('x-autorespond') || has('x-autoresponder'))
    return 'auto-reply';
  if (outOfOffice.test(subject)) return 'auto-reply';

  if (has('list-id') || has('list-post') || precedence === 'list') return 'list';
  if (has('list-unsubscribe') || precedence === 'bulk' || precedence === 'junk') return 'bulk';
  const suppress = textOf('x-auto-response-suppress');
  if (suppress !== undefined && suppress !== '' && suppress !== 'none') return 'bulk';
  return robot.test(localPart) ? 'bulk' : 'none';
};
