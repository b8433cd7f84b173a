import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { Assignment, AssignmentDetails, AssignmentId } from '#domain/assignment';
import { AssignmentNotFound, EventNotAllowed, WriteConflict } from '#domain/errors';
import { AssignmentEvent, type AssignmentFile, Fact } from '#domain/facts';
import type { AssignmentStore } from '#ports/assignment-store';
import { type DataKey, type DataKeys, kmsDataKeys } from './data-keys.ts';
import {
  eventPut,
  factKeyOf,
  HEAD,
  headUpdate,
  type Item,
  mailKeyOf,
  mailPuts,
  pkOf,
  type Write,
} from './dynamo-assignment-writes.ts';
import { cancellationsOf, dynamo, queryAll } from './dynamo-client.ts';
import { dynamoInbox, partyKeyOf } from './dynamo-inbox.ts';
import { environment } from './environment.ts';

/**
 * Facts are sealed with the assignment's data key; participations, letters and events carry only ids and words, and stay
 * readable so that they can be indexed and counted.
 */
const IN_CLEAR = new Set(['participation', 'letter']);
/** The place that what lies in another store is bound to: it can pass for nothing that lies here. */
const ELSEWHERE = 'PENDING';
/** A transaction takes a hundred writes; the head, the event and the mail are three of them. */
const FACTS_PER_TRANSACTION = 90;

export const dynamoAssignmentStore = (
  db: DynamoDBDocumentClient = dynamo(),
  keys: DataKeys = kmsDataKeys(db),
  table = environment('ASSIGNMENTS_TABLE'),
  keysTable = environment('KEYS_TABLE'),
): AssignmentStore => {
  const factItem = (id: AssignmentId, fact: Fact, openedAt: string, key: DataKey): Item => {
    const sk = factKeyOf(fact);
    const body = IN_CLEAR.has(fact.kind) ? { fact } : { sealed: key.seal(fact, sk) };
    const index = fact.kind === 'participation' ? { partyKey: fact.party, partySort: `${openedAt}#${id}` } : {};
    return { pk: pkOf(id), sk, ...body, ...index };
  };
  const factOf = (item: Item, key: DataKey): Fact =>
    Fact.parse(typeof item.sealed === 'string' ? key.open(item.sealed, String(item.sk)) : item.fact);

  const partition = (id: AssignmentId): Promise<Item[]> =>
    queryAll(db, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pkOf(id) },
      ConsistentRead: true,
    });

  const head = async (id: AssignmentId): Promise<Assignment | undefined> => {
    const { Item } = await db.send(
      new GetCommand({ TableName: table, Key: { pk: pkOf(id), sk: HEAD }, ConsistentRead: true }),
    );
    return Item ? Assignment.parse(Item.assignment) : undefined;
  };

  const find = async (id: AssignmentId): Promise<AssignmentFile | undefined> => {
    const items = await partition(id);
    const headItem = items.find(({ sk }) => sk === HEAD);
    if (!headItem) return undefined;
    const key = await keys.of(id);
    const facts = items.filter(({ sk }) => String(sk).startsWith('FACT#')).map((item) => factOf(item, key));
    const events = items
      .filter(({ sk }) => String(sk).startsWith('EVENT#'))
      .map(({ event }) => AssignmentEvent.parse(event));
    const of = <K extends Fact['kind']>(kind: K) =>
      facts.filter((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind);
    return {
      assignment: Assignment.parse(headItem.assignment),
      details: AssignmentDetails.parse(key.open(String(headItem.details), HEAD)),
      parties: of('participation'),
      material: of('material'),
      deliverables: of('deliverable').sort((a, b) => (a.addedAt < b.addedAt ? -1 : 1)),
      documents: of('document').sort((a, b) => (a.signedAt < b.signedAt ? -1 : 1)),
      sealedCopies: of('sealed-copy'),
      clearances: of('clearance'),
      letters: of('letter'),
      remarks: of('remark'),
      order: of('order')[0],
      receipt: of('receipt')[0],
      events: events.sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1)),
    };
  };

  const idOfMail = async (mailHash: string): Promise<AssignmentId | undefined> => {
    const { Item } = await db.send(
      new GetCommand({ TableName: table, Key: mailKeyOf(mailHash), ConsistentRead: true }),
    );
    return Item ? AssignmentId.parse(Item.assignmentId) : undefined;
  };

  const load = async (id: AssignmentId): Promise<AssignmentFile> => {
    const file = await find(id);
    if (!file) throw new AssignmentNotFound(id);
    return file;
  };

  return {
    load,
    find,
    head,
    idOfMail,

    async open(file) {
      const { id, openedAt } = file.assignment;
      const known = await idOfMail(file.mailHash);
      if (known) return { outcome: 'already-open', id: known };
      const { item, key } = await keys.create(id);
      const puts: Write[] = [
        { ...mailKeyOf(file.mailHash), assignmentId: id, belongsTo: pkOf(id) },
        {
          pk: pkOf(id),
          sk: HEAD,
          assignment: file.assignment,
          details: key.seal(file.details, HEAD),
          mailHash: file.mailHash,
          partyKey: partyKeyOf(file.assignment),
          partySort: `${openedAt}#${id}`,
        },
        { pk: pkOf(id), sk: `EVENT#${file.event.id}`, event: { kind: 'event', ...file.event } },
        ...file.facts.map((fact) => factItem(id, fact, openedAt, key)),
      ].map((Item) => ({ Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' } }));
      puts.push({ Put: { TableName: keysTable, Item: item, ConditionExpression: 'attribute_not_exists(pk)' } });
      try {
        await db.send(new TransactWriteCommand({ TransactItems: puts }));
        return { outcome: 'opened' };
      } catch (error) {
        if (!cancellationsOf(error)) throw error;
        const winner = await idOfMail(file.mailHash);
        if (winner) return { outcome: 'already-open', id: winner };
        throw new WriteConflict(id);
      }
    },

    async record(change) {
      const facts: Write[] = [];
      if (change.facts?.length) {
        const current = await head(change.id);
        if (!current) throw new AssignmentNotFound(change.id);
        const key = await keys.of(change.id);
        for (const fact of change.facts) {
          facts.push({ Put: { TableName: table, Item: factItem(change.id, fact, current.openedAt, key) } });
        }
      }
      for (const { kind, id } of change.withoutFacts ?? []) {
        facts.push({ Delete: { TableName: table, Key: { pk: pkOf(change.id), sk: `FACT#${kind}#${id}` } } });
      }
      // More facts than one transaction takes are put first: they say nothing until the event that names them is there.
      while (facts.length > FACTS_PER_TRANSACTION) {
        await db.send(new TransactWriteCommand({ TransactItems: facts.splice(0, FACTS_PER_TRANSACTION) }));
      }
      try {
        await db.send(
          new TransactWriteCommand({
            TransactItems: [eventPut(table, change), headUpdate(table, change), ...mailPuts(table, change), ...facts],
          }),
        );
        return 'recorded';
      } catch (error) {
        const reasons = cancellationsOf(error);
        if (!reasons) throw error;
        if (reasons[0] === 'ConditionalCheckFailed') return 'already-recorded';
        if (reasons[1] !== 'ConditionalCheckFailed') throw new WriteConflict(change.id);
        const current = await head(change.id);
        if (!current) throw new AssignmentNotFound(change.id);
        throw new EventNotAllowed(change.event ?? 'note', current.status);
      }
    },

    async claimLetter(id, letterId, at) {
      const letter = { kind: 'letter', id: letterId, claimedAt: at.toISOString() } as const;
      const sk = factKeyOf(letter);
      // Together with the head: a letter of a file that is culled must not bring an item of it back.
      const head = { TableName: table, Key: { pk: pkOf(id), sk: HEAD }, ConditionExpression: 'attribute_exists(pk)' };
      const put = {
        TableName: table,
        Item: { pk: pkOf(id), sk, fact: letter },
        ConditionExpression: 'attribute_not_exists(pk) OR attribute_not_exists(fact.sentAt)',
      };
      try {
        await db.send(new TransactWriteCommand({ TransactItems: [{ ConditionCheck: head }, { Put: put }] }));
        return 'claimed';
      } catch (error) {
        const reasons = cancellationsOf(error);
        if (!reasons) throw error;
        if (reasons[0] === 'ConditionalCheckFailed') throw new AssignmentNotFound(id);
        if (reasons[1] === 'ConditionalCheckFailed') return 'sent';
        throw new WriteConflict(id);
      }
    },

    async confirmLetter(id, letterId, at) {
      await db.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk: pkOf(id), sk: `FACT#letter#${letterId}` },
          UpdateExpression: 'SET fact.sentAt = :at',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':at': at.toISOString() },
        }),
      );
    },

    ...dynamoInbox(db, keys, table),

    async itemKeys(id) {
      const items = await partition(id);
      const mail = items.map(({ mailHash }) => mailHash).filter((hash) => typeof hash === 'string');
      return [
        ...mail.map((hash) => ({ store: 'assignments', key: `MAIL#${hash}|MAIL` })),
        ...items.map(({ pk, sk }) => ({ store: 'assignments', key: `${pk}|${sk}` })),
      ];
    },

    async eraseItem(itemKey) {
      const at = itemKey.indexOf('|');
      const { Attributes } = await db.send(
        new DeleteCommand({
          TableName: table,
          Key: { pk: itemKey.slice(0, at), sk: itemKey.slice(at + 1) },
          ReturnValues: 'ALL_OLD',
        }),
      );
      return Attributes ? 'erased' : 'already-absent';
    },

    seal: async (id, value) => (await keys.of(id)).seal(value, ELSEWHERE),
    unseal: async (id, sealed) => (await keys.of(id)).open(sealed, ELSEWHERE),
    hasDataKey: (id) => keys.exists(id),
    eraseDataKey: (id) => keys.erase(id),
  };
};
