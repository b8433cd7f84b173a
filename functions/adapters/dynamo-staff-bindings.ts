import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { PartyId } from '#domain/parties';
import { StaffId } from '#domain/staff';
import { Doer } from '#domain/staff-log';
import type { BindingLink, StaffBindings, WaitingBinding } from '#ports/staff-bindings';
import { dynamo } from './dynamo-client.ts';
import { dynamoIdentitySlot } from './dynamo-identity-slot.ts';
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
  sentBy: Doer,
  replaces: z.boolean(),
  identifiedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});

const linkPk = (tokenHash: string): string => `BINDING-LINK#${tokenHash}`;
const newestPk = (party: PartyId, staff: StaffId): string => `BINDING-NEWEST#${party}#${staff}`;
const waitingPk = (party: PartyId, staff: StaffId): string => `BINDING-WAITING#${party}#${staff}`;
const seconds = (iso: string): number => Math.ceil(Date.parse(iso) / 1000);

/**
 * Links and waiting e-IDs in the table without backups; what is bound in the register, in a partition of its own.
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
  const slot = dynamoIdentitySlot(db, register, 'EID');
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

    holderOf: slot.holderOf,
    boundIn: slot.boundIn,
    boundSince: slot.since,
    bind: slot.bind,
    async unbind(party, staff) {
      await slot.unbind(party, staff);
    },
  };
};
