import PostalMime from 'postal-mime';
import type { MailStore, StoredMail } from './mail-store.ts';

/** A stored mail as a mail program would show it. */
export type OpenedMail = StoredMail & {
  /** Empty when the mail has no such part. */
  readonly text: string;
  readonly html: string;
  /** Field name in lower case → decoded value; a repeated field's values are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly { readonly filename: string; readonly contentType: string; readonly bytes: number }[];
};

/** Reads and parses one mail, from the very bytes that were sent. */
export async function openMail(store: MailStore, mail: StoredMail): Promise<OpenedMail> {
  const raw = (await store.raw(mail.id)) ?? Buffer.alloc(0);
  const parsed = await PostalMime.parse(raw);
  const headers = new Map<string, string>();
  for (const { key, value } of parsed.headers) {
    const before = headers.get(key);
    headers.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return {
    ...mail,
    subject: parsed.subject ?? mail.subject,
    text: parsed.text ?? '',
    html: parsed.html ?? '',
    headers: Object.fromEntries(headers),
    attachments: parsed.attachments.map(({ filename, mimeType, content }) => ({
      filename: filename ?? '',
      contentType: mimeType,
      bytes: typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength,
    })),
  };
}
