import type { Letter } from '#domain/letters';

/** Sends a letter: multipart text and HTML, Swedish first, marked as automatic. @throws MailNotSent */
export interface Mailbox {
  send(letter: Letter): Promise<void>;
  /** The address under which answers to this reply reference arrive. */
  replyAddress(reference: string): string;
}
