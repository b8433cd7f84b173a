import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { Assignment, AssignmentDetails, AssignmentId } from '#domain/assignment';
import { sideOf } from '#domain/facts';
import type { PartyId } from '#domain/parties';
import type { AssignmentStore, InboxRow } from '#ports/assignment-store';
import type { DataKeys } from './data-keys.ts';
import { HEAD, type Item, pkOf } from './dynamo-assignment-writes.ts';
import { getAll } from './dynamo-client.ts';

/**
 * Under which name a file's head stands in the index by party. Parked mail has its own: there may be any amount of it, and
 * it must not push a municipality's assignments out of its inbox.
 */
export const partyKeyOf = ({ orderer, status }: Pick<Assignment, 'orderer' | 'status'>): string =>
  status === 'parked' ? parkedWith(orderer) : orderer;
const parkedWith = (party: PartyId): string => `${party}#parked`;

/** The lists that a municipality sees, read from the index by party. */
export const dynamoInbox = (
  db: DynamoDBDocumentClient,
  keys: DataKeys,
  table: string,
): Pick<AssignmentStore, 'inbox' | 'parked'> => {
  /** The heads that the index names, newest first, as they are needed: an id that stands there twice comes once. */
  async function* headsOf(partyKey: string, pageSize: number): AsyncGenerator<Item> {
    const seen = new Set<string>();
    let from: Item | undefined;
    do {
      const page = await db.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'byParty',
          KeyConditionExpression: 'partyKey = :party',
          ExpressionAttributeValues: { ':party': partyKey },
          ScanIndexForward: false,
          Limit: pageSize,
          ExclusiveStartKey: from,
        }),
      );
      const ids = (page.Items ?? []).map(({ pk }) => AssignmentId.parse(String(pk).slice(2)));
      const fresh = [...new Set(ids)].filter((id) => !seen.has(id));
      for (const id of fresh) seen.add(id);
      const heads = await getAll(
        db,
        table,
        fresh.map((id) => ({ pk: pkOf(id), sk: HEAD })),
      );
      const byKey = new Map(heads.map((head) => [head.pk, head]));
      for (const id of fresh) {
        const head = byKey.get(pkOf(id));
        if (head) yield head;
      }
      from = page.LastEvaluatedKey;
    } while (from);
  }

  const rowOf = async (item: Item, party: PartyId): Promise<InboxRow | undefined> => {
    const assignment = Assignment.parse(item.assignment);
    // A head of somebody else's stands under this party only because it takes part.
    const side = sideOf(
      {
        assignment,
        parties: assignment.orderer === party ? [] : [{ kind: 'participation', party, standing: { answer: 'asked' } }],
      },
      party,
    );
    if (side === undefined || side === 'host') return undefined;
    if (side === 'asked' || !(await keys.exists(assignment.id))) return { assignment, side };
    const key = await keys.of(assignment.id);
    return { assignment, side, subject: AssignmentDetails.parse(key.open(String(item.details), HEAD)).subject };
  };

  return {
    async inbox(party, limit) {
      // Rows are opened side by side: each takes a call for its data key.
      const rows: InboxRow[] = [];
      let batch: Promise<InboxRow | undefined>[] = [];
      const settle = async () => {
        for (const row of await Promise.all(batch.splice(0))) if (row) rows.push(row);
      };
      for await (const head of headsOf(party, limit)) {
        batch = [...batch, rowOf(head, party)];
        if (rows.length + batch.length >= limit) await settle();
        if (rows.length >= limit) break;
      }
      await settle();
      return rows.slice(0, limit);
    },

    async parked(party, limit) {
      const heads: Assignment[] = [];
      for await (const { assignment } of headsOf(parkedWith(party), limit)) {
        heads.push(Assignment.parse(assignment));
        if (heads.length >= limit) break;
      }
      return heads;
    },
  };
};
