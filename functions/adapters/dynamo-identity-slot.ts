import { type DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { PartyId } from '#domain/parties';
import { StaffId } from '#domain/staff';
import { cancellationsOf, queryAll } from './dynamo-client.ts';

const Bound = z.strictObject({ mac: z.string(), at: z.iso.datetime() });

const macSk = (mac: string): string => `MAC#${mac}`;
const staffSk = (staff: StaffId): string => `STAFF#${staff}`;

/**
 * The partitions of the register from which something may be taken out again, and nothing else may (the grants name them):
 * bound e-IDs, and subjects of a municipality's own sign-in.
 */
export type SlotName = 'EID' | 'OWN';

/**
 * What staff are known by, as keyed MACs: found by its MAC when somebody signs in, and by its person when they leave. A
 * person has one in each slot, and it is nobody else's in the municipality.
 */
export const dynamoIdentitySlot = (db: DynamoDBDocumentClient, table: string, slot: SlotName) => {
  const pkOf = (party: PartyId): string => `${slot}#${party}`;
  const read = async (party: PartyId, sk: string): Promise<unknown> =>
    (await db.send(new GetCommand({ TableName: table, Key: { pk: pkOf(party), sk }, ConsistentRead: true }))).Item
      ?.body;
  const boundTo = async (party: PartyId, staff: StaffId) => {
    const body = await read(party, staffSk(staff));
    return body === undefined ? undefined : Bound.parse(body);
  };

  return {
    async holderOf(party: PartyId, mac: string): Promise<StaffId | undefined> {
      const holder = await read(party, macSk(mac));
      return holder === undefined ? undefined : StaffId.parse(holder);
    },
    /** Since when this person has one. ISO 8601, UTC. */
    since: async (party: PartyId, staff: StaffId): Promise<string | undefined> => (await boundTo(party, staff))?.at,
    async boundIn(party: PartyId): Promise<Map<StaffId, string>> {
      const items = await queryAll(db, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pkOf(party), ':prefix': 'STAFF#' },
      });
      return new Map(
        items.map(({ sk, body }) => [StaffId.parse(String(sk).slice('STAFF#'.length)), Bound.parse(body).at]),
      );
    },
    async bind(party: PartyId, staff: StaffId, mac: string, at: Date): Promise<'bound' | 'replaced' | 'taken'> {
      const pk = pkOf(party);
      const former = await boundTo(party, staff);
      try {
        await db.send(
          new TransactWriteCommand({
            TransactItems: [
              {
                Put: {
                  TableName: table,
                  Item: { pk, sk: macSk(mac), body: staff },
                  ConditionExpression: 'attribute_not_exists(pk) OR body = :staff',
                  ExpressionAttributeValues: { ':staff': staff },
                },
              },
              { Put: { TableName: table, Item: { pk, sk: staffSk(staff), body: { mac, at: at.toISOString() } } } },
              ...(former && former.mac !== mac
                ? [{ Delete: { TableName: table, Key: { pk, sk: macSk(former.mac) } } }]
                : []),
            ],
          }),
        );
      } catch (error) {
        if (cancellationsOf(error)?.[0] === 'ConditionalCheckFailed') return 'taken';
        throw error;
      }
      return former && former.mac !== mac ? 'replaced' : 'bound';
    },
    /** @returns whether there was one. */
    async unbind(party: PartyId, staff: StaffId): Promise<boolean> {
      const former = await boundTo(party, staff);
      if (!former) return false;
      const pk = pkOf(party);
      await db.send(
        new TransactWriteCommand({
          TransactItems: [macSk(former.mac), staffSk(staff)].map((sk) => ({
            Delete: { TableName: table, Key: { pk, sk } },
          })),
        }),
      );
      return true;
    },
  };
};
