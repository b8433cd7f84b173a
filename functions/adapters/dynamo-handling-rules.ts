import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { HandlingRules, RulesDraft, RulesSignature } from '#domain/handling-rules';
import type { PartyId } from '#domain/parties';
import type { HandlingRulesStore } from '#ports/handling-rules';
import { dynamo, isConditionFailed, queryAll } from './dynamo-client.ts';
import { environment } from './environment.ts';

const partyPk = (party: PartyId): string => `PARTY#${party}`;
const number = (version: number): string => String(version).padStart(5, '0');

/** Handling rules in the register's table, under their municipality (D6). A version and a signature are written once. */
export const dynamoHandlingRules = (
  db: DynamoDBDocumentClient = dynamo(),
  table = environment('REGISTER_TABLE'),
): HandlingRulesStore => {
  const under = async (party: PartyId, prefix: string): Promise<unknown[]> => {
    const items = await queryAll(db, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': partyPk(party), ':prefix': prefix },
      ConsistentRead: true,
    });
    return items.map(({ body }) => body);
  };
  const putOnce = async (party: PartyId, sk: string, body: object): Promise<boolean> => {
    const Item = { pk: partyPk(party), sk, body };
    try {
      await db.send(new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' }));
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };
  const parsed = (bodies: unknown[]) => bodies.map((body) => RulesSignature.parse(body));

  return {
    versions: async (party) => (await under(party, 'RULES#')).map((body) => HandlingRules.parse(body)),
    publish: async (rules) =>
      (await putOnce(rules.party, `RULES#${number(rules.version)}`, rules)) ? 'published' : 'taken',
    async draft(party) {
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: { pk: partyPk(party), sk: 'RULES-DRAFT' }, ConsistentRead: true }),
      );
      return Item ? RulesDraft.parse(Item.body) : undefined;
    },
    async saveDraft(draft) {
      const Item = { pk: partyPk(draft.party), sk: 'RULES-DRAFT', body: draft };
      await db.send(new PutCommand({ TableName: table, Item }));
    },
    async keepSignature(signature) {
      const { party, staff, version } = signature;
      await putOnce(party, `RULES-SIGNATURE#${staff}#${number(version)}`, signature);
    },
    signatures: async (party) => parsed(await under(party, 'RULES-SIGNATURE#')),
    signaturesOf: async (party, staff) => parsed(await under(party, `RULES-SIGNATURE#${staff}#`)),
  };
};
