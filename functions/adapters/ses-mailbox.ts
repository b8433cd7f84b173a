import { SESv2Client, SESv2ServiceException, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { MailNotSent } from '#domain/errors';
import { Letter, type LetterKind } from '#domain/letters';
import type { Mailbox } from '#ports/mailbox';
import { renderLetter } from '../portal/letters/render-letter.tsx';
import { environment } from './environment.ts';

/** What is sent because a mail came, and not because something happened (RFC 3834 §5.1). */
const ANSWERS: ReadonlySet<LetterKind> = new Set(['inquiry-received', 'stranger-answered']);

/**
 * Letters through SES: text and HTML, marked as automatic (RFC 3834) so that nobody's out-of-office answers, and threaded
 * to the mail they answer (RFC 5322 §3.6.4).
 */
export const sesMailbox = (ses = new SESv2Client({})): Mailbox => ({
  async send(unchecked) {
    const letter = Letter.parse(unchecked);
    const { subject, text, html } = renderLetter(letter);
    const threading = letter.inReplyTo
      ? [
          { Name: 'In-Reply-To', Value: letter.inReplyTo },
          { Name: 'References', Value: letter.inReplyTo },
        ]
      : [];
    try {
      await ses.send(
        new SendEmailCommand({
          FromEmailAddress: environment('SENDER_ADDRESS'),
          Destination: { ToAddresses: [letter.to] },
          ReplyToAddresses: letter.replyTo ? [letter.replyTo] : undefined,
          Content: {
            Simple: {
              Subject: { Data: subject, Charset: 'UTF-8' },
              Body: { Text: { Data: text, Charset: 'UTF-8' }, Html: { Data: html, Charset: 'UTF-8' } },
              Headers: [
                { Name: 'Auto-Submitted', Value: ANSWERS.has(letter.kind) ? 'auto-replied' : 'auto-generated' },
                { Name: 'X-Auto-Response-Suppress', Value: 'All' },
                ...threading,
              ],
            },
          },
        }),
      );
    } catch (error) {
      if (error instanceof SESv2ServiceException) throw new MailNotSent(error.name);
      throw error;
    }
  },
  replyAddress: (reference) => `uppdrag+${reference}@${environment('MAIL_DOMAIN')}`,
});
