import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import { HandOverNotVerified, ObjectNotFound } from '#domain/errors';
import type { AssignmentFile } from '#domain/facts';
import { sha256 } from '#domain/hash';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';
import { type ObjectVault, prefixOf, type Shelf } from '#ports/object-vault';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.literal('handed-over'), objects: z.int() }),
};

interface Original {
  shelf: Shelf;
  key: string;
  versionId?: string;
  /** What the file says it is; absent for what was never hashed before. */
  sha256?: string;
}

/**
 * Hands over every original and all that was drawn up to the orderer's own vault, under its own key, and reads each copy
 * back (R6.1, architecture 2). What does not have the hash that was recorded stops the hand-over, and so the culling.
 * The list of what lies there is put beside it.
 */
export const handOverOriginals =
  ({ assignments, vault, now }: { assignments: AssignmentStore; vault: ObjectVault; now: Clock }) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    const file = await assignments.load(assignmentId);
    const { orderer } = file.assignment;
    const rows: string[] = [];
    for (const original of originalsOf(file)) {
      const to = `${prefixOf(orderer, assignmentId)}${original.shelf}/${nameIn(original.key)}`;
      const copy = await vault.handOver({ ...original, party: orderer, to }).catch((error: unknown) => {
        if (error instanceof ObjectNotFound && isOptional(original)) return undefined;
        throw error;
      });
      if (!copy) continue;
      if (original.sha256 && copy.sha256 !== original.sha256) throw new HandOverNotVerified(assignmentId);
      rows.push(`${original.shelf}/${nameIn(original.key)} ${copy.size} ${copy.sha256}`);
    }
    const { parties, events, order, receipt, documents, material, deliverables, remarks, clearances } = file;
    const account = JSON.stringify(
      {
        assignment: file.assignment,
        details: file.details,
        parties,
        order,
        receipt,
        documents,
        material,
        deliverables,
        remarks,
        clearances,
        events,
      },
      null,
      2,
    );
    for (const [name, text] of [
      ['file.json', account],
      ['list.txt', `${rows.join('\n')}\n`],
    ] as const) {
      const bytes = new TextEncoder().encode(text);
      const key = `${prefixOf(orderer, assignmentId)}${name}`;
      await vault.put({
        shelf: 'vault',
        key,
        party: orderer,
        bytes,
        mediaType: name.endsWith('json') ? 'application/json' : 'text/plain; charset=utf-8',
      });
      if (sha256(await vault.get('vault', key)) !== sha256(bytes)) throw new HandOverNotVerified(assignmentId);
    }
    await assignments.record({
      id: assignmentId,
      event: 'handed-over',
      eventId: 'handed-over',
      at: now(),
      by: 'system',
      about: `objects-${rows.length}`,
      set: { originalsHandedOverAt: now().toISOString() },
    });
    return { outcome: 'handed-over', objects: rows.length };
  };

const originalsOf = (file: AssignmentFile): Original[] => [
  ...file.assignment.mailKeys.map((key) => ({ shelf: 'mail' as const, key })),
  ...file.material.flatMap((piece) => [
    { shelf: 'material' as const, key: piece.originalKey, sha256: piece.sha256 },
    ...(piece.circulatedKey ? [{ shelf: 'material' as const, key: piece.circulatedKey }] : []),
  ]),
  ...file.deliverables.map(({ objectKey, versionId, sha256 }) => ({
    shelf: 'deliverables' as const,
    key: objectKey,
    versionId,
    sha256,
  })),
  ...file.documents.flatMap(({ textKey, textHash, evidenceKey, evidenceHash }) => [
    { shelf: 'evidence' as const, key: textKey, sha256: textHash },
    { shelf: 'evidence' as const, key: evidenceKey, sha256: evidenceHash },
  ]),
];

/** A slot that was never filled has nothing to hand over; everything else must be there. */
const isOptional = ({ shelf, sha256 }: Original): boolean => shelf === 'deliverables' && sha256 === undefined;

/** The key without tenant and assignment, which the vault's own prefix says already. */
const nameIn = (key: string): string =>
  key
    .split('/')
    .slice(key.startsWith('inbound/') ? 1 : 2)
    .join('/');
