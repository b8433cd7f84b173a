import { z } from 'zod';
import { AssignmentId, referenceOf, spell } from '#domain/assignment';
import { dateOf, plusDays } from '#domain/calendar';
import { BACKUP_DAYS, type CullingCertificate, InventoryPlace } from '#domain/culling';
import { AbsenceNotProved } from '#domain/errors';
import { sha256 } from '#domain/hash';
import type { Clock, Random } from '#ports/clock';
import type { Mailbox } from '#ports/mailbox';
import type { Records } from '#ports/records';
import type { Register } from '#ports/register';
import { type CullingStores, listWhatIsLeft, mailKeysOf } from '../../culling/list-what-is-left.ts';
import { type SealCertificatePorts, sealCertificate } from '../../sealing/seal-certificate.ts';
import { partyMailbox } from '../../waiting/recipients.ts';

export const contract = {
  input: z.strictObject({ assignmentId: AssignmentId }),
  output: z.strictObject({ outcome: z.literal('certified'), certificateId: z.string() }),
};

type InventoryRow = Awaited<ReturnType<Records['inventory']>>[number];

/**
 * Issues the culling certificate (gallringsintyg) to both municipalities: counts, hashes, decisions, dates; nothing
 * personal. It lists once more itself, so that nothing is certified that was not just seen to be absent.
 */
export const certifyCulling =
  (
    ports: CullingStores & {
      records: Records;
      register: Register;
      mailbox: Mailbox;
      now: Clock;
      random: Random;
    } & SealCertificatePorts,
  ) =>
  async ({ assignmentId }: z.output<typeof contract.input>): Promise<z.input<typeof contract.output>> => {
    const { assignments, records, register, mailbox, portalUrl, now, random } = ports;
    const inventory = await records.inventory(assignmentId);
    const head = await assignments.head(assignmentId);
    const left = await listWhatIsLeft(ports, assignmentId, mailKeysOf(head, inventory));
    const summary = await records.summary(assignmentId);
    if (left.length > 0 || !summary || inventory.length === 0) throw new AbsenceNotProved(assignmentId);
    const verifiedAt = now().toISOString();
    const culledAt =
      inventory
        .map(({ entry }) => entry.at ?? '')
        .sort()
        .at(-1) || verifiedAt;
    const certificate = await records.issue({
      id: `c-${spell(random(10), 16)}`,
      ...summary,
      culledAt,
      absenceVerifiedAt: verifiedAt,
      issuedAt: verifiedAt,
      erased: countsOf(inventory),
      inventoryHash: sha256(inventoryText(inventory)),
      nothingRestorableFrom: plusDays(dateOf(new Date(culledAt)), BACKUP_DAYS),
    });
    await sealCertificate(ports, certificate);
    for (const party of [summary.orderer, ...(summary.performer ? [summary.performer] : [])]) {
      if (await records.isNoticeSent(assignmentId, party)) continue;
      await mailbox.send({
        kind: 'culling-certified',
        to: await partyMailbox(party, register),
        from: summary.orderer,
        reference: referenceOf(assignmentId),
        url: `${portalUrl}/certificates/${certificate.id}`,
      });
      await records.markNoticeSent(assignmentId, party);
    }
    await records.clearDueDate(assignmentId);
    return { outcome: 'certified', certificateId: certificate.id };
  };

const countsOf = (inventory: readonly InventoryRow[]): CullingCertificate['erased'] => {
  const gone = inventory.filter(({ entry }) => entry.outcome === 'erased' || entry.outcome === 'already-absent');
  const counts = InventoryPlace.options.map((place) => [
    place,
    gone.filter(({ entry }) => entry.place === place).length,
  ]);
  return Object.fromEntries(counts);
};

/** The inventory in the one form that is hashed: a line an entry, in the order in which it was taken. */
const inventoryText = (inventory: readonly InventoryRow[]): string =>
  inventory
    .map(
      ({ run, number, entry }) =>
        `${run} ${number} ${entry.place} ${entry.store} ${entry.key} ${entry.versionId ?? '-'} ${entry.outcome}\n`,
    )
    .join('');
