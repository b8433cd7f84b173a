import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import {
  ApprovedCertificate,
  CulledSummary,
  CullingCertificate,
  InventoryEntry,
  InvoicingResidue,
} from '#domain/culling';
import type { Records } from '#ports/records';
import { dynamo, isConditionFailed, queryAll } from './dynamo-client.ts';
import { environment } from './environment.ts';

const InventoryRow = z.strictObject({ run: z.int(), number: z.int(), entry: InventoryEntry });
const Summary = CulledSummary.omit({ certificateId: true });
const pad = (n: number, width: number): string => String(n).padStart(width, '0');
const inventoryKey = (run: number, number: number): string => `INVENTORY#${pad(run, 3)}#${pad(number, 7)}`;

/** What survives culling. Nothing here is personal, so the table has backups. */
export const dynamoRecords = (db: DynamoDBDocumentClient = dynamo(), table = environment('RECORDS_TABLE')): Records => {
  const pkOf = (id: string): string => `A#${id}`;
  const put = async (id: string, sk: string, body: object, index: object = {}): Promise<void> => {
    await db.send(new PutCommand({ TableName: table, Item: { pk: pkOf(id), sk, body, ...index } }));
  };
  const get = async <T>(schema: z.ZodType<T>, pk: string, sk: string): Promise<T | undefined> => {
    const { Item } = await db.send(new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true }));
    return Item ? schema.parse(Item.body) : undefined;
  };
  const certificateOf = (id: string) => get(CullingCertificate, pkOf(id), 'CERTIFICATE');

  return {
    async putInventory(id, run, entries) {
      for (const [number, entry] of entries.entries()) {
        const Item = { pk: pkOf(id), sk: inventoryKey(run, number), body: { run, number, entry } };
        try {
          await db.send(
            new PutCommand({
              TableName: table,
              Item,
              // An outcome that is recorded stays: a late run of the same step lists again, it does not undo.
              ConditionExpression: 'attribute_not_exists(pk) OR body.#entry.#outcome = :listed',
              ExpressionAttributeNames: { '#entry': 'entry', '#outcome': 'outcome' },
              ExpressionAttributeValues: { ':listed': 'listed' },
            }),
          );
        } catch (error) {
          if (!isConditionFailed(error)) throw error;
        }
      }
    },
    async inventory(id) {
      const items = await queryAll(db, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pkOf(id), ':prefix': 'INVENTORY#' },
        ConsistentRead: true,
      });
      return items.map(({ body }) => InventoryRow.parse(body));
    },
    recordOutcome: (id, run, number, entry) => put(id, inventoryKey(run, number), { run, number, entry }),

    putResidue: (residue) => put(residue.assignmentId, 'RESIDUE', residue),
    residue: (id) => get(InvoicingResidue, pkOf(id), 'RESIDUE'),

    putSummary: (summary) => put(summary.assignmentId, 'SUMMARY', summary),
    summary: (id) => get(Summary, pkOf(id), 'SUMMARY'),

    async issue(certificate) {
      const { assignmentId, orderer } = certificate;
      const listing = (party: string, { issuedAt } = certificate) => ({
        partyKey: party,
        partySort: `${issuedAt}#${assignmentId}`,
      });
      let issued = certificate;
      try {
        await db.send(
          new PutCommand({
            TableName: table,
            Item: { pk: pkOf(assignmentId), sk: 'CERTIFICATE', body: certificate, ...listing(orderer) },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
        const first = await certificateOf(assignmentId);
        if (!first) throw error;
        issued = first;
      }
      // Written also when the certificate was there: whoever put it may have died before these.
      await db.send(
        new PutCommand({ TableName: table, Item: { pk: `C#${issued.id}`, sk: 'CERTIFICATE', assignmentId } }),
      );
      if (issued.performer) {
        await put(
          assignmentId,
          'CERTIFICATE#performer',
          { certificateId: issued.id },
          listing(issued.performer, issued),
        );
      }
      return issued;
    },
    async certificate(certificateId) {
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: { pk: `C#${certificateId}`, sk: 'CERTIFICATE' } }),
      );
      return Item ? certificateOf(String(Item.assignmentId)) : undefined;
    },
    certificateOf,
    async putApproval(approval) {
      const Item = { pk: `C#${approval.certificateId}`, sk: 'APPROVAL', body: approval };
      await db.send(new PutCommand({ TableName: table, Item }));
    },
    approvalOf: (certificateId) => get(ApprovedCertificate, `C#${certificateId}`, 'APPROVAL'),
    async culledOf(party, limit) {
      const items = await queryAll(db, {
        TableName: table,
        IndexName: 'byParty',
        KeyConditionExpression: 'partyKey = :party',
        ExpressionAttributeValues: { ':party': party },
        ScanIndexForward: false,
        Limit: limit,
      });
      const rows = await Promise.all(
        items.map(async ({ pk }) => {
          const id = String(pk).slice(2);
          const [summary, certificate] = await Promise.all([get(Summary, pkOf(id), 'SUMMARY'), certificateOf(id)]);
          return summary && certificate ? { ...summary, certificateId: certificate.id } : undefined;
        }),
      );
      return rows.filter((row) => row !== undefined);
    },

    async isNoticeSent(id, notice) {
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: { pk: pkOf(id), sk: `NOTICE#${notice}` } }),
      );
      return Item !== undefined;
    },
    markNoticeSent: (id, notice) => put(id, `NOTICE#${notice}`, {}),

    putDueDate: (id, cullOn) => put(id, 'DUE', { cullOn }, { dueKey: 'DUE', dueOn: cullOn }),
    async clearDueDate(id) {
      await db.send(new DeleteCommand({ TableName: table, Key: { pk: pkOf(id), sk: 'DUE' } }));
    },
    async dueBefore(date) {
      const items = await queryAll(db, {
        TableName: table,
        IndexName: 'byDueDate',
        KeyConditionExpression: 'dueKey = :due AND dueOn < :date',
        ExpressionAttributeValues: { ':due': 'DUE', ':date': date },
      });
      return items.map(({ pk }) => AssignmentId.parse(String(pk).slice(2)));
    },
  };
};
