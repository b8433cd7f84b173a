import { findIdentityNumbers } from '../identity-numbers/find-identity-numbers.ts';
import { removeIdentityNumbers } from '../identity-numbers/remove-identity-numbers.ts';
import { decodeHeaderWords } from '../mail/header-words.ts';
import { visibleTextOf } from '../mail/html-text.ts';
import type { MailProblem } from '../mail/mail-problem.ts';
import type { MailPart, ReadMail } from '../mail/read-mail.ts';
import { type Screening, screenDocument } from './screen-document.ts';

/** A message as it may circulate. The texts hold no identity number; the attachments are screened one by one. */
export interface ScreenedMail {
  subject: string;
  body: string;
  /** Numbers found in the subject, the body, hidden text and headers; not in the attachments. */
  removed: number;
  attachments: { index: number; screening: Screening; neutralName: string }[];
  /** A person should look before anything circulates. */
  isDoubtful: boolean;
  /** Why it is the message itself, not an attachment, that a person should look at; absent when it is not. */
  doubt?: MailProblem | 'doubtful-number';
}

/** Reading problems under which the text may not be all that the message says. */
const doubtfulProblems = new Set<MailProblem>([
  'bad-transfer-encoding',
  'broken-mime',
  'encrypted',
  'header-too-long',
  'tnef',
  'too-deep',
  'too-large',
  'too-many-parts',
  'unknown-charset',
]);

/** Headers that people write in. Others are full of figures that machines made. */
const writtenHeaders = new Set(['from', 'sender', 'reply-to', 'to', 'cc', 'thread-topic', 'comments', 'keywords']);

const firmHits = (text: string): number => findIdentityNumbers(text).filter(({ grade }) => grade !== 'possible').length;
const hasDoubtfulHit = (text: string): boolean => findIdentityNumbers(text).some(({ grade }) => grade === 'possible');

/** A forwarded message circulates as one text; if anything in it is withheld, so is all of it. */
const screenNested = async (nested: ReadMail): Promise<Screening> => {
  const screened = await screenMail(nested);
  if (screened.isDoubtful) return { verdict: 'withheld', because: 'doubtful-number' };
  const texts = [screened.subject, screened.body];
  let { removed } = screened;
  for (const { screening } of screened.attachments) {
    if (screening.verdict === 'withheld') return { verdict: 'withheld', because: 'mixed-content' };
    if (screening.verdict === 'redacted') removed += screening.removed;
    texts.push(screening.text);
  }
  const whole = removeIdentityNumbers(texts.filter((text) => text !== '').join('\n\n'));
  removed += whole.removed;
  return removed === 0 ? { verdict: 'clean', text: whole.text } : { verdict: 'redacted', text: whole.text, removed };
};

const screenPart = (part: MailPart): Promise<Screening> =>
  part.nested ? screenNested(part.nested) : screenDocument(part);

/** Searches a whole message, what it shows and what it hides, and answers what may circulate of it (R2.1). */
export const screenMail = async (mail: ReadMail): Promise<ScreenedMail> => {
  const subject = removeIdentityNumbers(mail.subject);
  const body = removeIdentityNumbers(mail.text);
  const hidden = mail.hiddenText ?? '';
  // The HTML may say more than its plain alternative does.
  const shown = mail.html === undefined ? '' : visibleTextOf(mail.html);
  const written = mail.headers
    .filter(({ key }) => writtenHeaders.has(key))
    .map(({ value }) => decodeHeaderWords(value));

  const onlyInHtml = Math.max(0, firmHits(shown) - body.removed);
  const inHeaders = written.reduce((sum, value) => sum + firmHits(value), 0);

  const attachments: ScreenedMail['attachments'] = [];
  for (const part of mail.attachments) {
    attachments.push({
      index: part.index,
      screening: await screenPart(part),
      neutralName: `bilaga-${attachments.length + 1}.txt`,
    });
  }
  const hasDoubtfulText = [mail.subject, mail.text, shown].some(hasDoubtfulHit);
  const doubt =
    mail.problems.find((problem) => doubtfulProblems.has(problem)) ?? (hasDoubtfulText ? 'doubtful-number' : undefined);
  return {
    subject: subject.text,
    body: body.text,
    removed: subject.removed + body.removed + firmHits(hidden) + onlyInHtml + inHeaders,
    attachments,
    isDoubtful:
      doubt !== undefined ||
      attachments.some(({ screening }) => screening.verdict === 'withheld' && screening.because === 'doubtful-number'),
    ...(doubt && { doubt }),
  };
};
