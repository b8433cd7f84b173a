import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { PartyId } from '#domain/parties';
import { StaffId } from '#domain/staff';
import { Doer } from '#domain/staff-log';
import type { BindingLink, StaffBindings, WaitingBinding } from '#ports/staff-bindings';
import { cancellationsOf, dynamo, queryAll } from './dynamo-client.ts';
import { identityPk, macSk } from './dynamo-register.ts';
import { environment } from './environment.ts';

const Link = z.strictObject({
  tokenHash: z.string(),
  party: PartyId,
  staff: StaffId,
  sentBy: Doer,
  sentAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
const Waiting = z.strictObject({
  party: PartyId,
  staff: StaffId,
  mac: z.string(),
  name: z.string(),
  level: z.string(),
  identifiedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
const Bound = z.strictObject({ mac: z.string(), at: z.iso.datetime() });

const linkPk = (tokenHash: string): string => `BINDING-LINK#${tokenHash}`;
const newestPk = (party: PartyId, staff: StaffId): string => `BINDING-NEWEST#${party}#${staff}`;
const waitingPk = (party: PartyId, staff: StaffId): string => `BINDING-WAITING#${party}#${staff}`;
const staffSk = (staff: StaffId): string => `STAFF#${staff}`;
const seconds = (iso: string): number => Math.ceil(Date.parse(iso) / 1000);

/**
 * Links and waiting e-IDs in the table without backups; what is bound in the register, in a partition of its own, found by
 * its MAC when somebody signs in and by its person when they leave.
 */
export const dynamoStaffBindings = (
  db: DynamoDBDocumentClient = dynamo(),
  access = environment('ACCESS_TABLE'),
  register = environment('REGISTER_TABLE'),
): StaffBindings => {
  const put = (pk: string, body: object, expiresAt: string) =>
    db.send(new PutCommand({ TableName: access, Item: { pk, body, expiresAtSeconds: seconds(expiresAt) } }));
  const get = async <T>(schema: z.ZodType<T>, pk: string): Promise<T | undefined> => {
    const { Item } = await db.send(new GetCommand({ TableName: access, Key: { pk }, ConsistentRead: true }));
    return Item && schema.parse(Item.body);
  };
  const take = async (pk: string): Promise<unknown> => {
    const { Attributes } = await db.send(
      new DeleteCommand({ TableName: access, Key: { pk }, ReturnValues: 'ALL_OLD' }),
    );
    return Attributes?.body;
  };
  const bound = async (party: PartyId, sk: string): Promise<unknown> =>
    (await db.send(new GetCommand({ TableName: register, Key: { pk: identityPk(party), sk }, ConsistentRead: true })))
      .Item?.body;
  const boundTo = async (party: PartyId, staff: StaffId) => {
    const body = await bound(party, staffSk(staff));
    return body === undefined ? undefined : Bound.parse(body);
  };
  const isNewest = async ({ party, staff, tokenHash }: BindingLink): Promise<boolean> =>
    (await get(z.strictObject({ tokenHash: z.string() }), newestPk(party, staff)))?.tokenHash === tokenHash;

  return {
    async putLink(link) {
      await put(linkPk(link.tokenHash), link, link.expiresAt);
      await put(newestPk(link.party, link.staff), { tokenHash: link.tokenHash }, link.expiresAt);
    },
    async findLink(tokenHash) {
      const link = await get(Link, linkPk(tokenHash));
      return link && (await isNewest(link)) ? link : undefined;
    },
    async takeLink(tokenHash) {
      const taken = await take(linkPk(tokenHash));
      const link = taken === undefined ? undefined : Link.parse(taken);
      return link && (await isNewest(link)) ? link : undefined;
    },

    async putWaiting(waiting) {
      await put(waitingPk(waiting.party, waiting.staff), waiting, waiting.expiresAt);
    },
    findWaiting: (party, staff): Promise<WaitingBinding | undefined> => get(Waiting, waitingPk(party, staff)),
    async endWaiting(party, staff) {
      await take(waitingPk(party, staff));
    },

    async holderOf(party, mac) {
      const holder = await bound(party, macSk(mac));
      return holder === undefined ? undefined : StaffId.parse(holder);
    },
    async boundIn(party) {
      const items = await queryAll(db, {
        TableName: register,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': identityPk(party), ':prefix': 'STAFF#' },
      });
      return new Map(
        items.map(({ sk, body }) => [StaffId.parse(String(sk).slice('STAFF#'.length)), Bound.parse(body).at]),
      );
    },
    async bind(party, staff, mac, at) {
      const pk = identityPk(party);
      const former = await boundTo(party, staff);
      try {
        await db.send(
          new TransactWriteCommand({
            TransactItems: [
              {
                Put: {
                  TableName: register,
                  Item: { pk, sk: macSk(mac), body: staff },
                  ConditionExpression: 'attribute_not_exists(pk) OR body = :staff',
                  ExpressionAttributeValues: { ':staff': staff },
                },
              },
              { Put: { TableName: register, Item: { pk, sk: staffSk(staff), body: { mac, at: at.toISOString() } } } },
              ...(former && former.mac !== mac
                ? [{ Delete: { TableName: register, Key: { pk, sk: macSk(former.mac) } } }]
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
    async unbind(party, staff) {
      const former = await boundTo(party, staff);
      if (!former) return;
      const pk = identityPk(party);
      await db.send(
        new TransactWriteCommand({
          TransactItems: [macSk(former.mac), staffSk(staff)].map((sk) => ({
            Delete: { TableName: register, Key: { pk, sk } },
          })),
        }),
      );
    },
  };
};
