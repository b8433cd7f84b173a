import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { AssignmentNotFound, WriteConflict } from '#domain/errors';
import type { PartyId } from '#domain/parties';
import {
  type RoundDocumentKind,
  type RoundId,
  type RoundSubject,
  SigningRound,
  signatoryInTurn,
  superseded,
} from '#domain/signing-round';
import type { AssignmentStore } from '#ports/assignment-store';
import type { ObjectVault } from '#ports/object-vault';
import type { SigningRounds } from '#ports/signing-rounds';
import { payloadKeyOf } from '../signing/round-keys.ts';
import { HEAD, type Item, pkOf, type Write } from './dynamo-assignment-writes.ts';
import { cancellationsOf, dynamo, isConditionFailed, queryAll } from './dynamo-client.ts';
import { environment } from './environment.ts';

/**
 * How rounds lie in the table of assignments. A round of an assignment is among the assignment's own items, a
 * municipality's own under `P#<party>`; its edition is in the key, so that there is one of each. `ROUND#<id>` leads from
 * the id to it and holds the letters about it. Three sparse listings share the index `byParty`, each from an item of its own:
 * what is not concluded, whose municipality's turn it is, and what somebody opened.
 *
 * No payload lies in the clear: an assignment's is sealed with its data key, a municipality's own (a plan for its staff, with
 * names and mailboxes) lies in the vault under the municipality's key, beside the text.
 */
const POINTER = 'POINTER';
const TURN = 'TURN';
const UNCONCLUDED = 'ROUNDS';
const Place = z.object({ at: z.strictObject({ pk: z.string(), sk: z.string() }) });
type Key = z.infer<typeof Place>['at'];

const pointerPk = (id: RoundId): string => `ROUND#${id}`;
const openerKey = (staff: string): string => `OPENER#${staff}`;
const turnKey = (party: PartyId): string => `TURN#${party}`;

const partitionOf = (subject: RoundSubject): string =>
  subject.scope === 'assignment' ? pkOf(subject.assignmentId) : `P#${subject.party}`;
const prefixOf = (subject: RoundSubject, kind: RoundDocumentKind): string =>
  `ROUND#${kind}#${subject.scope === 'party' ? subject.about : ''}#`;
const keyOf = ({ subject, documentKind, edition }: SigningRound): Key => ({
  pk: partitionOf(subject),
  sk: `${prefixOf(subject, documentKind)}${String(edition).padStart(4, '0')}`,
});

/**
 * @param files seals what a round of an assignment is about, with the assignment's own data key.
 * @param vault keeps what a municipality's own round is about.
 */
export const dynamoSigningRounds = (
  files: Pick<AssignmentStore, 'seal' | 'unseal'>,
  vault: Pick<ObjectVault, 'get' | 'put'>,
  db: DynamoDBDocumentClient = dynamo(),
  table = environment('ASSIGNMENTS_TABLE'),
): SigningRounds => {
  const get = async (key: Key): Promise<Item | undefined> =>
    (await db.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item;

  const find = async (id: RoundId): Promise<SigningRound | undefined> => {
    const pointer = await get({ pk: pointerPk(id), sk: POINTER });
    const item = pointer && (await get(Place.parse(pointer).at));
    return item && SigningRound.parse(item.round);
  };

  const listed = async (partyKey: string, limit?: number): Promise<Item[]> =>
    queryAll(db, {
      TableName: table,
      IndexName: 'byParty',
      KeyConditionExpression: 'partyKey = :key',
      ExpressionAttributeValues: { ':key': partyKey },
      ScanIndexForward: false,
      ...(limit && { Limit: limit }),
    });

  /** Read from the rounds themselves: what the index says may be a moment old. */
  const listedRounds = async (partyKey: string): Promise<SigningRound[]> => {
    const items = await listed(partyKey);
    const rounds = await Promise.all(items.map(async (item) => (await get(Place.parse(item).at))?.round));
    return rounds.filter((round) => round !== undefined).map((round) => SigningRound.parse(round));
  };

  const ofSubject = async (subject: RoundSubject, kind: RoundDocumentKind): Promise<SigningRound[]> => {
    const items = await queryAll(db, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': partitionOf(subject), ':prefix': prefixOf(subject, kind) },
      ConsistentRead: true,
    });
    return items.map(({ round }) => SigningRound.parse(round));
  };

  /** In a listing as long as it has a key there; afterwards it stays and is in none. */
  const listingOf = (round: SigningRound, sk: string, partyKey: string | undefined): Write => ({
    Put: {
      TableName: table,
      Item: {
        pk: pointerPk(round.id),
        sk,
        at: keyOf(round),
        ...(partyKey && { partyKey, partySort: `${round.openedAt}#${round.id}` }),
      },
    },
  });
  const pointerOf = (round: SigningRound): Write =>
    listingOf(round, POINTER, round.concludedAt ? undefined : UNCONCLUDED);
  const turnOf = (round: SigningRound): Write => {
    const party = signatoryInTurn(round)?.party;
    return listingOf(round, TURN, party && turnKey(party));
  };
  const update = (round: SigningRound): Write => ({
    Update: {
      TableName: table,
      Key: keyOf(round),
      UpdateExpression: 'SET #round = :round',
      ConditionExpression: '#round.#version = :before AND #round.#id = :id',
      ExpressionAttributeNames: { '#round': 'round', '#version': 'version', '#id': 'id' },
      ExpressionAttributeValues: { ':round': round, ':before': round.version - 1, ':id': round.id },
    },
  });
  const write = async (writes: Write[]): Promise<string[] | undefined> => {
    try {
      await db.send(new TransactWriteCommand({ TransactItems: writes }));
      return undefined;
    } catch (error) {
      const reasons = cancellationsOf(error);
      if (!reasons) throw error;
      return reasons;
    }
  };

  return {
    find,
    ofSubject,
    unconcluded: async () => (await listedRounds(UNCONCLUDED)).filter(({ concludedAt }) => !concludedAt),

    async open(round, payload) {
      const { subject } = round;
      const key = keyOf(round);
      const held = subject.scope === 'assignment' && { payload: await files.seal(subject.assignmentId, payload) };
      const editions = await ofSubject(subject, round.documentKind);
      if (editions.some(({ edition }) => edition >= round.edition)) return 'conflict';
      const before = editions.filter(({ ending }) => !ending);
      if (subject.scope === 'party') {
        const bytes = new TextEncoder().encode(JSON.stringify(payload));
        const { party } = subject;
        await vault.put({ shelf: 'evidence', key: payloadKeyOf(round), party, bytes, mediaType: 'application/json' });
      }
      const Item = {
        ...key,
        round,
        ...held,
        partyKey: openerKey(round.openedBy),
        partySort: `${round.openedAt}#${round.id}`,
      };
      const refused = await write([
        { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
        pointerOf(round),
        turnOf(round),
        ...before.map((old) => superseded(old, round.id, round.openedAt)).flatMap((old) => [update(old), turnOf(old)]),
        // Together with the head: a round must not bring back an item of a file that is culled.
        ...(subject.scope === 'assignment'
          ? [
              {
                ConditionCheck: {
                  TableName: table,
                  Key: { pk: key.pk, sk: HEAD },
                  ConditionExpression: 'attribute_exists(pk)',
                },
              },
            ]
          : []),
      ]);
      if (!refused) return 'opened';
      if (subject.scope === 'assignment' && refused.at(-1) === 'ConditionalCheckFailed') {
        throw new AssignmentNotFound(subject.assignmentId);
      }
      return 'conflict';
    },

    async payloadOf(round) {
      const { subject } = round;
      if (subject.scope === 'party') {
        return JSON.parse(new TextDecoder().decode(await vault.get('evidence', payloadKeyOf(round))));
      }
      const item = await get(keyOf(round));
      if (!item) throw new WriteConflict(round.id);
      return files.unseal(subject.assignmentId, z.string().parse(item.payload));
    },

    async save(round) {
      return (await write([update(round), pointerOf(round), turnOf(round)])) ? 'conflict' : 'saved';
    },

    async waitingFor(party, staff) {
      return (await listedRounds(turnKey(party))).filter((round) => {
        const signatory = signatoryInTurn(round);
        return signatory?.party === party && staff.includes(signatory.staff);
      });
    },
    openedBy: async (staff, limit) =>
      (await listed(openerKey(staff), limit)).slice(0, limit).map(({ round }) => SigningRound.parse(round)),

    async claimLetter(id, letterId, at) {
      try {
        await db.send(
          new PutCommand({
            TableName: table,
            Item: { pk: pointerPk(id), sk: `LETTER#${letterId}`, claimedAt: at.toISOString() },
            ConditionExpression: 'attribute_not_exists(pk) OR attribute_not_exists(sentAt)',
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
          Key: { pk: pointerPk(id), sk: `LETTER#${letterId}` },
          UpdateExpression: 'SET sentAt = :at',
          ExpressionAttributeValues: { ':at': at.toISOString() },
        }),
      );
    },

    async itemKeys(id) {
      const own = await queryAll(db, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pkOf(id), ':prefix': 'ROUND#' },
        ConsistentRead: true,
      });
      const outside = await Promise.all(
        own.map(({ round }) =>
          queryAll(db, {
            TableName: table,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': pointerPk(SigningRound.parse(round).id) },
            ConsistentRead: true,
          }),
        ),
      );
      return outside.flat().map(({ pk, sk }) => `${pk}|${sk}`);
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
  };
};
