import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { Assignment, AssignmentDetails, AssignmentId } from '#domain/assignment';
import { AssignmentNotFound, EventNotAllowed, WriteConflict } from '#domain/errors';
import { AssignmentEvent, type AssignmentFile, Fact, sideOf } from '#domain/facts';
import { TRANSITIONS } from '#domain/transitions';
import type { AssignmentStore, Change, InboxRow } from '#ports/assignment-store';
import { type DataKey, type DataKeys, kmsDataKeys } from './data-keys.ts';
import { cancellationsOf, dynamo, getAll, isConditionFailed, queryAll } from './dynamo-client.ts';
import { environment } from './environment.ts';

/**
 * One partition a file: `A#<id>` with the head, its facts and its events; `MAIL#<hash>` finds the file of a mail.
 * Facts are sealed with the assignment's data key; participations, letters and events carry only ids and words, and stay
 * readable so that they can be indexed and counted.
 */
const IN_CLEAR = new Set(['participation', 'letter']);
/** A transaction takes a hundred writes; the head and the event are two of them. */
const FACTS_PER_TRANSACTION = 90;

const pkOf = (id: string): string => `A#${id}`;
const HEAD = 'HEAD';

const factKeyOf = (fact: Fact): string => {
  if (fact.kind === 'participation') return `FACT#participation#${fact.party}`;
  if (fact.kind === 'clearance') return `FACT#clearance#${fact.gate}#${fact.at}`;
  if (fact.kind === 'receipt' || fact.kind === 'order') return `FACT#${fact.kind}`;
  return `FACT#${fact.kind}#${fact.id}`;
};

type Item = Record<string, unknown>;
type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

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
      new GetCommand({ TableName: table, Key: { pk: `MAIL#${mailHash}`, sk: 'MAIL' }, ConsistentRead: true }),
    );
    return Item ? AssignmentId.parse(Item.assignmentId) : undefined;
  };

  /** The head's part of a change: the transition table's `from` as the condition, its `to` as the new status. */
  const headUpdate = (change: Change): Write => {
    const transition = change.event && TRANSITIONS[change.event];
    const names: Record<string, string> = { '#a': 'assignment', '#version': 'version' };
    const values: Item = { ':one': 1 };
    const sets = ['#a.#version = #a.#version + :one'];
    const set = (field: string, value: unknown) => {
      names[`#${field}`] = field;
      values[`:${field}`] = value;
      sets.push(`#a.#${field} = :${field}`);
    };
    for (const [field, value] of Object.entries(change.set ?? {})) set(field, value);
    if (transition?.to) {
      set('status', transition.to);
      set('statusSince', change.at.toISOString());
    }
    if (transition?.outcome) set('outcome', transition.outcome);
    if (transition?.outcome) set('endedAt', change.at.toISOString());
    for (const field of change.unset ?? []) names[`#${field}`] = field;
    const removes = (change.unset ?? []).map((field) => `#a.#${field}`);
    let condition = 'attribute_exists(pk)';
    if (transition) {
      names['#status'] = 'status';
      transition.from.forEach((status, i) => {
        values[`:from${i}`] = status;
      });
      condition = `#a.#status IN (${transition.from.map((_, i) => `:from${i}`).join(', ')})`;
    }
    return {
      Update: {
        TableName: table,
        Key: { pk: pkOf(change.id), sk: HEAD },
        UpdateExpression: `SET ${sets.join(', ')}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''}`,
        ConditionExpression: condition,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
      },
    };
  };

  const eventPut = (change: Change): Write => ({
    Put: {
      TableName: table,
      Item: {
        pk: pkOf(change.id),
        sk: `EVENT#${change.eventId}`,
        event: {
          kind: 'event',
          id: change.eventId,
          name: change.event ?? change.note ?? 'noted',
          at: change.at.toISOString(),
          by: change.by,
          party: change.party,
          about: change.about,
        } satisfies AssignmentEvent,
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  });

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
      const { id, openedAt, orderer } = file.assignment;
      const known = await idOfMail(file.mailHash);
      if (known) return { outcome: 'already-open', id: known };
      const { item, key } = await keys.create(id);
      const puts: Write[] = [
        { pk: `MAIL#${file.mailHash}`, sk: 'MAIL', assignmentId: id, belongsTo: pkOf(id) },
        {
          pk: pkOf(id),
          sk: HEAD,
          assignment: file.assignment,
          details: key.seal(file.details, HEAD),
          mailHash: file.mailHash,
          partyKey: orderer,
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
        const [key, current] = await Promise.all([keys.of(change.id), head(change.id)]);
        if (!current) throw new AssignmentNotFound(change.id);
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
        await db.send(new TransactWriteCommand({ TransactItems: [eventPut(change), headUpdate(change), ...facts] }));
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
      try {
        await db.send(
          new PutCommand({
            TableName: table,
            Item: { pk: pkOf(id), sk, fact: letter },
            ConditionExpression: 'attribute_not_exists(pk) OR attribute_not_exists(fact.sentAt)',
          }),
        );
        return 'claimed';
      } catch (error) {
        if (isConditionFailed(error)) return 'sent';
        throw error;
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

    async inbox(party, limit) {
      const found = await queryAll(db, {
        TableName: table,
        IndexName: 'byParty',
        KeyConditionExpression: 'partyKey = :party',
        ExpressionAttributeValues: { ':party': party },
        ScanIndexForward: false,
        Limit: limit,
      });
      const ids = [...new Set(found.map(({ pk }) => AssignmentId.parse(String(pk).slice(2))))];
      const heads = await getAll(
        db,
        table,
        ids.map((id) => ({ pk: pkOf(id), sk: HEAD })),
      );
      const rows = await Promise.all(
        heads.map(async (item): Promise<InboxRow | undefined> => {
          const assignment = Assignment.parse(item.assignment);
          const isAsked = ids.includes(assignment.id) && assignment.orderer !== party;
          const side = sideOf(
            { assignment, parties: isAsked ? [{ kind: 'participation', party, standing: { answer: 'asked' } }] : [] },
            party,
          );
          if (side === undefined) return undefined;
          // What is parked is the host's as orderer; the pages that list it tell it by its outcome.
          if (side === 'host') return { assignment, side: 'orderer' };
          if (side === 'asked' || !(await keys.exists(assignment.id))) return { assignment, side };
          const key = await keys.of(assignment.id);
          return { assignment, side, subject: AssignmentDetails.parse(key.open(String(item.details), HEAD)).subject };
        }),
      );
      return rows
        .filter((row) => row !== undefined)
        .sort((a, b) => (a.assignment.openedAt < b.assignment.openedAt ? 1 : -1));
    },

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

    hasDataKey: (id) => keys.exists(id),
    eraseDataKey: (id) => keys.erase(id),
  };
};
