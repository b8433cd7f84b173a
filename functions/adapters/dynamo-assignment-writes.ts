import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { AssignmentEvent, Fact } from '#domain/facts';
import { TRANSITIONS } from '#domain/transitions';
import type { Change } from '#ports/assignment-store';

/**
 * How a file lies in its table. One partition a file, `A#<id>`, with the head, its facts and its events; `MAIL#<hash>`
 * finds the file of a mail, and the item in the file that brought the mail carries its hash, so that the inventory of
 * the file finds `MAIL#<hash>` too.
 */
export const pkOf = (id: string): string => `A#${id}`;
export const HEAD = 'HEAD';
export const mailKeyOf = (mailHash: string) => ({ pk: `MAIL#${mailHash}`, sk: 'MAIL' });

export const factKeyOf = (fact: Fact): string => {
  if (fact.kind === 'participation') return `FACT#participation#${fact.party}`;
  if (fact.kind === 'clearance') return `FACT#clearance#${fact.gate}#${fact.at}`;
  if (fact.kind === 'receipt' || fact.kind === 'order') return `FACT#${fact.kind}`;
  return `FACT#${fact.kind}#${fact.id}`;
};

export type Item = Record<string, unknown>;
export type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** The head's part of a change: the transition table's `from` as the condition, its `to` as the new status.
 * `during` narrows the condition. */
export const headUpdate = (table: string, change: Change): Write => {
  const transition = change.event && TRANSITIONS[change.event];
  const names: Record<string, string> = { '#a': 'assignment', '#version': 'version' };
  const values: Item = { ':one': 1 };
  const sets = ['#a.#version = #a.#version + :one'];
  const set = (field: string, value: unknown) => {
    if (value === undefined) return;
    names[`#${field}`] = field;
    values[`:${field}`] = value;
    sets.push(`#a.#${field} = :${field}`);
  };
  for (const [field, value] of Object.entries(change.set ?? {})) set(field, value);
  if (change.addMailKeys?.length) {
    names['#mailKeys'] = 'mailKeys';
    values[':mailKeys'] = change.addMailKeys;
    sets.push('#a.#mailKeys = list_append(#a.#mailKeys, :mailKeys)');
  }
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
    if (change.during) {
      change.during.forEach((status, i) => {
        values[`:during${i}`] = status;
      });
      condition += ` AND #a.#status IN (${change.during.map((_, i) => `:during${i}`).join(', ')})`;
    }
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

/** The event, once: its condition is what makes a change that is asked for twice happen once. */
export const eventPut = (table: string, change: Change): Write => ({
  Put: {
    TableName: table,
    Item: {
      pk: pkOf(change.id),
      sk: `EVENT#${change.eventId}`,
      mailHash: change.mailHash,
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

/** Where the change's mail belongs from here on, unless it belongs to another file. */
export const mailPuts = (table: string, { id, mailHash }: Change): Write[] =>
  mailHash
    ? [
        {
          Put: {
            TableName: table,
            Item: { ...mailKeyOf(mailHash), assignmentId: id, belongsTo: pkOf(id) },
            ConditionExpression: 'attribute_not_exists(pk) OR assignmentId = :id',
            ExpressionAttributeValues: { ':id': id },
          },
        },
      ]
    : [];
