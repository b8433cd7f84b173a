import { MailNotSent } from '#domain/errors';
import type { Letter } from '#domain/letters';
import type { Mailbox } from '#ports/mailbox';

export interface MemoryMailbox extends Mailbox {
  readonly sent: Letter[];
  /** The next so many letters fail. */
  failNext(count: number): void;
}

/** The mailbox in memory: what was sent is kept. */
export const memoryMailbox = (): MemoryMailbox => {
  const sent: Letter[] = [];
  let failures = 0;
  return {
    sent,
    send: async (letter) => {
      if (failures > 0) {
        failures -= 1;
        throw new MailNotSent();
      }
      sent.push(structuredClone(letter));
    },
    replyAddress: (reference) => `svar+${reference}@resursdelning.example`,
    failNext: (count) => {
      failures = count;
    },
  };
};
