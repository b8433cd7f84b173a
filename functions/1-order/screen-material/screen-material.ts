import { z } from 'zod';
import { readMail } from '#documents/mail/read-mail';
import type { Screening } from '#documents/screening/screen-document';
import { type ScreenedMail, screenMail } from '#documents/screening/screen-mail';
import { AssignmentId } from '#domain/assignment';
import { ObjectNotFound } from '#domain/errors';
import type { Material } from '#domain/facts';
import { sha256 } from '#domain/hash';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';
import { type ObjectVault, prefixOf } from '#ports/object-vault';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.enum(['clean', 'doubtful']) }),
};

/** What the screening found in a piece. A withheld piece with a text may circulate once a person has read that text. */
interface Finding extends Pick<Material, 'verdict' | 'because' | 'removed'> {
  text?: string;
}
type Piece = Pick<Material, 'id' | 'title' | 'mediaType'> & Finding & { bytes: Uint8Array };

const foundIn = (screening: Screening): Finding => {
  if (screening.verdict === 'withheld') return { verdict: 'withheld', because: screening.because, removed: 0 };
  const { verdict, text } = screening;
  return { verdict, text, removed: screening.verdict === 'redacted' ? screening.removed : 0 };
};

/** The message's own text is always at hand, so that a person who doubts it has something to judge (R2.1). */
const bodyOf = ({ body: text, removed, doubt }: ScreenedMail): Finding =>
  doubt
    ? { verdict: 'withheld', because: doubt, removed, text }
    : { verdict: removed > 0 ? 'redacted' : 'clean', removed, text };

/**
 * Searches the inquiry for identity numbers and prepares what may be circulated: texts that carry none (R2.1). The
 * originals are kept as they came, behind identification. What could not be read, or is in doubt, is withheld and a person
 * decides.
 */
export const screenMaterial =
  ({ assignments, vault, now }: { assignments: AssignmentStore; vault: ObjectVault; now: Clock }) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    const { assignment } = await assignments.load(assignmentId);
    const { orderer } = assignment;
    const mailKey = assignment.mailKeys[0];
    if (!mailKey) throw new ObjectNotFound(assignmentId);
    const raw = await vault.get('mail', mailKey);
    const mail = await readMail(raw);
    const screened = await screenMail(mail);
    const prefix = prefixOf(orderer, assignmentId);

    const keep = async ({ id, title, mediaType, bytes, verdict, because, removed, text }: Piece): Promise<Material> => {
      const originalKey = `${prefix}original/${id}`;
      await vault.put({ shelf: 'material', key: originalKey, party: orderer, bytes, mediaType });
      const circulatedKey = text === undefined ? undefined : `${prefix}circulated/${id}.txt`;
      if (circulatedKey && text !== undefined) {
        const safe = new TextEncoder().encode(text);
        await vault.put({
          shelf: 'material',
          key: circulatedKey,
          party: orderer,
          bytes: safe,
          mediaType: 'text/plain; charset=utf-8',
        });
      }
      return {
        kind: 'material',
        id,
        verdict,
        because,
        removed,
        mediaType,
        size: bytes.length,
        sha256: sha256(bytes),
        originalKey,
        circulatedKey,
        title,
      };
    };

    const message = { id: 'm-0', title: 'Meddelandet', mediaType: 'message/rfc822', bytes: raw };
    const facts: Material[] = [await keep({ ...message, ...bodyOf(screened) })];
    for (const { index, screening } of screened.attachments) {
      const part = mail.attachments.find((attachment) => attachment.index === index);
      if (!part) continue;
      const id = `m-${facts.length}`;
      const { fileName: title = id, mediaType, bytes } = part;
      facts.push(await keep({ id, title, mediaType, bytes, ...foundIn(screening) }));
    }

    const isDoubtful = screened.isDoubtful || facts.some(({ verdict }) => verdict === 'withheld');
    await assignments.record({
      id: assignmentId,
      event: isDoubtful ? 'doubted' : undefined,
      note: 'screened',
      eventId: 'screened',
      at: now(),
      by: 'system',
      facts,
    });
    return { outcome: isDoubtful ? 'doubtful' : 'clean' };
  };
