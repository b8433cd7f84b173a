import { z } from 'zod';
import { readMail } from '#documents/mail/read-mail';
import type { Screening } from '#documents/screening/screen-document';
import { screenMail } from '#documents/screening/screen-mail';
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

/**
 * Searches the inquiry for identity numbers and prepares what may be circulated: texts that carry none (R2.1). The
 * originals are kept as they came, behind identification. What could not be read is withheld and a person decides.
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

    const keep = async (piece: {
      id: string;
      title: string;
      mediaType: string;
      bytes: Uint8Array;
      screening: Screening;
    }): Promise<Material> => {
      const { id, title, mediaType, bytes, screening } = piece;
      const originalKey = `${prefix}original/${id}`;
      await vault.put({ shelf: 'material', key: originalKey, party: orderer, bytes, mediaType });
      const text = screening.verdict === 'withheld' ? undefined : screening.text;
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
        verdict: screening.verdict,
        because: screening.verdict === 'withheld' ? screening.because : undefined,
        removed: screening.verdict === 'redacted' ? screening.removed : 0,
        mediaType,
        size: bytes.length,
        sha256: sha256(bytes),
        originalKey,
        circulatedKey,
        title,
      };
    };

    const body: Screening =
      screened.removed > 0
        ? { verdict: 'redacted', text: screened.body, removed: screened.removed }
        : { verdict: 'clean', text: screened.body };
    const facts: Material[] = [
      await keep({ id: 'm-0', title: 'Meddelandet', mediaType: 'message/rfc822', bytes: raw, screening: body }),
    ];
    for (const { index, screening } of screened.attachments) {
      const part = mail.attachments.find((attachment) => attachment.index === index);
      if (!part) continue;
      const id = `m-${facts.length}`;
      facts.push(
        await keep({ id, title: part.fileName ?? id, mediaType: part.mediaType, bytes: part.bytes, screening }),
      );
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
