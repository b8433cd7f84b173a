import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { AssignmentId } from '#domain/assignment';
import { PartyId } from '#domain/parties';
import { MessageLink } from '#domain/secure-message';
import { RoundId } from '#domain/signing-round';
import { Role, StaffId } from '#domain/staff';
import { WAITS } from '#domain/transitions';
import type { AccessStore, Pending, TaskTicket } from '#ports/access-store';
import { IdentityMethod } from '#ports/identity-provider';
import { dynamo, isConditionFailed, queryAll } from './dynamo-client.ts';
import { environment } from './environment.ts';

const Session = z.strictObject({
  tokenHash: z.string(),
  staffId: StaffId,
  party: PartyId,
  csrf: z.string(),
  level: z.string(),
  role: Role,
  standing: z.string().optional(),
  eIdSince: z.iso.datetime().optional(),
  startedAt: z.iso.datetime(),
  seenAt: z.iso.datetime(),
  locale: z.enum(['sv', 'en']),
  sealedNumber: z.string().optional(),
  via: z.literal('own-sign-in').optional(),
});
const PendingItem = z.strictObject({
  stateHash: z.string(),
  browserHash: z.string(),
  pending: z.unknown(),
  method: IdentityMethod.optional(),
  turn: z.int().min(0).optional(),
  purpose: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('sign-in'), party: PartyId, returnTo: z.string() }),
    z.strictObject({ kind: z.literal('own-sign-in'), party: PartyId, returnTo: z.string() }),
    z.strictObject({ kind: z.literal('own-sign-in-binding'), sessionHash: z.string() }),
    z.strictObject({ kind: z.literal('message'), linkHash: z.string() }),
    z.strictObject({ kind: z.literal('binding'), tokenHash: z.string() }),
    z.strictObject({
      kind: z.literal('signing'),
      sessionHash: z.string(),
      assignmentId: AssignmentId,
      request: z.string(),
    }),
    z.strictObject({
      kind: z.literal('round'),
      sessionHash: z.string(),
      roundId: RoundId,
      place: z.int().min(0),
    }),
  ]),
  assignmentId: AssignmentId.optional(),
  expiresAt: z.iso.datetime(),
});
const Ticket = z.strictObject({ assignmentId: AssignmentId, wait: z.enum(WAITS), token: z.string() });

/** Longest life of a session; the table's TTL takes what is left after it (the code never trusts TTL for access). */
const SESSION_SECONDS = 12 * 3600;
const seconds = (iso: string): number => Math.ceil(Date.parse(iso) / 1000);
const ticketKey = (id: AssignmentId, wait: string): string => `TASK#${id}#${wait}`;

/** Sessions, identifications under way, message links, reply references and task tokens: one table without backups. */
export const dynamoAccessStore = (
  db: DynamoDBDocumentClient = dynamo(),
  table = environment('ACCESS_TABLE'),
): AccessStore => {
  const put = async (
    pk: string,
    body: object,
    more: { assignmentId?: string; expiresAtSeconds?: number } = {},
  ): Promise<void> => {
    await db.send(new PutCommand({ TableName: table, Item: { pk, body, ...more } }));
  };
  const get = async <T>(schema: z.ZodType<T>, pk: string): Promise<T | undefined> => {
    const { Item } = await db.send(new GetCommand({ TableName: table, Key: { pk }, ConsistentRead: true }));
    return Item ? schema.parse(Item.body) : undefined;
  };
  const take = async (pk: string): Promise<unknown> => {
    const { Attributes } = await db.send(new DeleteCommand({ TableName: table, Key: { pk }, ReturnValues: 'ALL_OLD' }));
    return Attributes?.body;
  };
  const set = async (pk: string, field: string, value: string): Promise<void> => {
    await db
      .send(
        new UpdateCommand({
          TableName: table,
          Key: { pk },
          UpdateExpression: 'SET body.#field = :value',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#field': field },
          ExpressionAttributeValues: { ':value': value },
        }),
      )
      .catch((error: unknown) => {
        if (!isConditionFailed(error)) throw error;
      });
  };
  const ofAssignment = (id: AssignmentId): Promise<Record<string, unknown>[]> =>
    queryAll(db, {
      TableName: table,
      IndexName: 'byAssignment',
      KeyConditionExpression: 'assignmentId = :id',
      ExpressionAttributeValues: { ':id': id },
    });

  // Each key read by name rather than through the index: a token just kept must be found.
  const ticketsOf = async (id: AssignmentId): Promise<TaskTicket[]> => {
    const tickets = await Promise.all(WAITS.map((wait) => get(Ticket, ticketKey(id, wait))));
    return tickets.filter((ticket) => ticket !== undefined);
  };

  return {
    putSession: (session) =>
      put(`SESSION#${session.tokenHash}`, session, { expiresAtSeconds: seconds(session.startedAt) + SESSION_SECONDS }),
    findSession: (hash) => get(Session, `SESSION#${hash}`),
    touchSession: (hash, at) => set(`SESSION#${hash}`, 'seenAt', at.toISOString()),
    async endSession(hash) {
      await take(`SESSION#${hash}`);
    },

    putPending: (pending) =>
      put(`PENDING#${pending.stateHash}`, pending, {
        assignmentId: pending.assignmentId,
        expiresAtSeconds: seconds(pending.expiresAt),
      }),
    async takePending(stateHash) {
      const taken = await take(`PENDING#${stateHash}`);
      return taken === undefined ? undefined : (PendingItem.parse(taken) satisfies Pending);
    },
    findPending: (stateHash) => get(PendingItem, `PENDING#${stateHash}`),
    async replacePending(next) {
      try {
        await db.send(
          new UpdateCommand({
            TableName: table,
            Key: { pk: `PENDING#${next.stateHash}` },
            UpdateExpression: 'SET body = :next',
            ConditionExpression: 'body.#turn = :before',
            ExpressionAttributeNames: { '#turn': 'turn' },
            ExpressionAttributeValues: { ':next': next, ':before': next.turn - 1 },
          }),
        );
        return true;
      } catch (error) {
        if (isConditionFailed(error)) return false;
        throw error;
      }
    },

    putLink: (link) =>
      put(`LINK#${link.tokenHash}`, link, {
        assignmentId: link.assignmentId,
        expiresAtSeconds: seconds(link.expiresAt),
      }),
    findLink: (hash) => get(MessageLink, `LINK#${hash}`),
    async linksOf(id) {
      const items = await ofAssignment(id);
      return items.filter(({ pk }) => String(pk).startsWith('LINK#')).map(({ body }) => MessageLink.parse(body));
    },
    revokeLink: (hash, at) => set(`LINK#${hash}`, 'revokedAt', at.toISOString()),

    putReplyReference: (hash, id) => put(`REPLY#${hash}`, { assignmentId: id }, { assignmentId: id }),
    async findReplyReference(hash) {
      return (await get(z.strictObject({ assignmentId: AssignmentId }), `REPLY#${hash}`))?.assignmentId;
    },

    keepTicket: (ticket) =>
      put(ticketKey(ticket.assignmentId, ticket.wait), ticket, { assignmentId: ticket.assignmentId }),
    findTicket: (id, wait) => get(Ticket, ticketKey(id, wait)),
    async endTicket(ticket: TaskTicket) {
      try {
        await db.send(
          new DeleteCommand({
            TableName: table,
            Key: { pk: ticketKey(ticket.assignmentId, ticket.wait) },
            ConditionExpression: 'attribute_not_exists(pk) OR body.#token = :token',
            ExpressionAttributeNames: { '#token': 'token' },
            ExpressionAttributeValues: { ':token': ticket.token },
          }),
        );
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
      }
    },
    ticketsOf,

    // The index lags behind the table, so what can be found by name is looked for by name as well.
    async itemKeys(id) {
      const [indexed, tickets] = await Promise.all([ofAssignment(id), ticketsOf(id)]);
      return [...new Set([...indexed.map(({ pk }) => String(pk)), ...tickets.map(({ wait }) => ticketKey(id, wait))])];
    },
    eraseItem: async (key) => ((await take(key)) === undefined ? 'already-absent' : 'erased'),
  };
};
