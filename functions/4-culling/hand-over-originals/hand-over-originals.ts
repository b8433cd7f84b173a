import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import { HandOverNotVerified, ObjectNotFound } from '#domain/errors';
import type { AssignmentFile } from '#domain/facts';
import { sha256 } from '#domain/hash';
import type { PartyId } from '#domain/parties';
import type { AssignmentStore } from '#ports/assignment-store';
import type { Clock } from '#ports/clock';
import { type ObjectVault, prefixOf, type Shelf } from '#ports/object-vault';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.enum(['handed-over', 'more']), objects: z.int() }),
};

/** The list of what lies in the vault, with size and hash: what has been verified stands in it. */
const LIST = 'list.txt';
/** One run copies for so long at most; what remains is taken up by the next, which planning starts at once. */
const RUN_MS = 8 * 60_000;

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
    const prefix = prefixOf(orderer, assignmentId);
    const until = now().getTime() + RUN_MS;
    const listed = await verifiedSoFar(vault, `${prefix}${LIST}`);
    let isComplete = true;
    try {
      for (const original of [...originalsOf(file), ...(await otherEvidence(vault, file))]) {
        const name = `${original.shelf}/${nameIn(original.key)}`;
        if (listed.has(name)) continue;
        if (now().getTime() >= until) {
          isComplete = false;
          break;
        }
        const copy = await vault
          .handOver({ ...original, party: orderer, to: `${prefix}${name}` })
          .catch((error: unknown) => {
            if (error instanceof ObjectNotFound && isOptional(original)) return undefined;
            throw error;
          });
        if (!copy) continue;
        if (original.sha256 && copy.sha256 !== original.sha256) throw new HandOverNotVerified(assignmentId);
        listed.set(name, `${name} ${copy.size} ${copy.sha256}`);
      }
    } finally {
      // Also when a copy failed: what has been verified is not copied again by the next run.
      await put(
        vault,
        orderer,
        `${prefix}${LIST}`,
        'text/plain; charset=utf-8',
        `${[...listed.values()].join('\n')}\n`,
      );
    }
    if (!isComplete) return { outcome: 'more', objects: listed.size };
    const { parties, events, order, receipt, documents, sealedCopies, material, deliverables, remarks, clearances } =
      file;
    const account = JSON.stringify(
      {
        assignment: file.assignment,
        details: file.details,
        parties,
        order,
        receipt,
        documents,
        sealedCopies,
        material,
        deliverables,
        remarks,
        clearances,
        events,
      },
      null,
      2,
    );
    await put(vault, orderer, `${prefix}file.json`, 'application/json', account);
    await assignments.record({
      id: assignmentId,
      event: 'handed-over',
      eventId: 'handed-over',
      at: now(),
      by: 'system',
      about: `objects-${listed.size}`,
      set: { originalsHandedOverAt: now().toISOString() },
    });
    return { outcome: 'handed-over', objects: listed.size };
  };

/** The objects that an earlier run copied and verified, by name. */
const verifiedSoFar = async (vault: ObjectVault, key: string): Promise<Map<string, string>> => {
  if (!(await vault.exists('vault', key))) return new Map();
  const lines = new TextDecoder()
    .decode(await vault.get('vault', key))
    .split('\n')
    .filter(Boolean);
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line]));
};

/** Puts a text of our own into the vault and reads it back. @throws HandOverNotVerified */
const put = async (vault: ObjectVault, party: PartyId, key: string, mediaType: string, text: string): Promise<void> => {
  const bytes = new TextEncoder().encode(text);
  await vault.put({ shelf: 'vault', key, party, bytes, mediaType });
  if (sha256(await vault.get('vault', key)) !== sha256(bytes)) throw new HandOverNotVerified(key);
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
  ...file.sealedCopies.flatMap(({ key, sha256 }) => [
    { shelf: 'evidence' as const, key, sha256 },
    { shelf: 'evidence' as const, key: key.replace(/\.pdf$/, '-events.json') },
  ]),
];

/** What else was kept as evidence: signatures that did not count and why, texts of rounds that ended. Nothing stays behind. */
const otherEvidence = async (vault: ObjectVault, file: AssignmentFile): Promise<Original[]> => {
  const { orderer, id } = file.assignment;
  const listed = new Set(originalsOf(file).map(({ shelf, key }) => `${shelf} ${key}`));
  const versions = await vault.versionsOf('evidence', prefixOf(orderer, id));
  const keys = new Set(versions.filter(({ isMarker }) => !isMarker).map(({ key }) => key));
  return [...keys].filter((key) => !listed.has(`evidence ${key}`)).map((key) => ({ shelf: 'evidence' as const, key }));
};

/** A slot that was never filled has nothing to hand over, nor has a name whose object is hidden; everything else must be there. */
const isOptional = ({ shelf, sha256 }: Original): boolean =>
  (shelf === 'deliverables' || shelf === 'evidence') && sha256 === undefined;

/** The key without tenant and assignment, which the vault's own prefix says already. */
const nameIn = (key: string): string =>
  key
    .split('/')
    .slice(key.startsWith('inbound/') ? 1 : 2)
    .join('/');
