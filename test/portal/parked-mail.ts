import { aMail, type MailDraft } from '#test/a-mail';
import type { TestPortal } from '#test/portal';
import { type FileInput, givenFile } from '#test/portal-files';

const MAIL_KEY = 'inbound/parked-1';

/** A parked file with its raw mail on the mail shelf. */
export const givenParkedMail = async (
  portal: TestPortal,
  { status, head = {} }: Pick<FileInput, 'status' | 'head'> = { status: 'parked' },
  draft: MailDraft = {},
): Promise<void> => {
  portal.deps.vault.putMail(MAIL_KEY, aMail({ from: 'namn.namnsson@medborgare.example', ...draft }), portal.deps.now());
  await givenFile(portal, { status, head: { mailKeys: [MAIL_KEY], performer: undefined, ...head }, answers: {} });
};
