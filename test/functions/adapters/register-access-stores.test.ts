import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamoAccessGrants } from '#adapters/dynamo-access-grants';
import { dynamoHandlingRules } from '#adapters/dynamo-handling-rules';
import type { RegisterUse } from '#domain/access-grant';
import { AssignmentId } from '#domain/assignment';
import type { AccessGrants } from '#ports/access-grants';
import type { HandlingRulesStore } from '#ports/handling-rules';
import { HANDLER, MANAGER } from '#test/a-file';
import { aGrant, signatureOf, someRules } from '#test/a-grant';
import { memoryAccessGrants } from '#test/memory-access-grants';
import { memoryHandlingRules } from '#test/memory-handling-rules';
import { startDynamo } from '../../../infra/local/dynamo/server.ts';
import { makeTables } from '../../../infra/local/dynamo/tables.ts';

interface Source {
  empty(): Promise<{ grants: AccessGrants; rules: HandlingRulesStore }>;
  close(): Promise<void>;
}

const inMemory = async (): Promise<Source> => ({
  empty: async () => ({ grants: memoryAccessGrants(), rules: memoryHandlingRules() }),
  close: async () => {},
});

const inDynamo = async (): Promise<Source> => {
  const dir = await mkdtemp(join(tmpdir(), 'register-access-'));
  const server = await startDynamo({ dir, port: 0 });
  const client = new DynamoDBClient({
    region: 'eu-north-1',
    endpoint: `http://127.0.0.1:${server.port}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const db = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  let count = 0;
  return {
    async empty() {
      const name = `register-${++count}`;
      const attributes = ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));
      const keySchema = [
        { AttributeName: 'pk', KeyType: 'HASH' as const },
        { AttributeName: 'sk', KeyType: 'RANGE' as const },
      ];
      await makeTables(client, [{ name, attributes, keySchema, indexes: [], ttlAttribute: undefined }]);
      return { grants: dynamoAccessGrants(db, name), rules: dynamoHandlingRules(db, name) };
    },
    async close() {
      client.destroy();
      await server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
};

const OTHER = AssignmentId.parse('haninge-zzzzzzzzzzzzzzzz');
const second = aGrant({ id: 'g-0000000000000002' as never, assignmentId: OTHER });
const aUse = (id: string, over: Partial<RegisterUse> = {}): RegisterUse => ({
  id,
  party: 'tyreso',
  by: HANDLER,
  at: '2026-03-10T09:00:00.000Z',
  register: 'property-register',
  assignmentId: aGrant().assignmentId,
  grantId: aGrant().id,
  outcome: 'used',
  sealedPurpose: 'sealed',
  ...over,
});

describe.each([
  ['in memory', inMemory],
  ['in DynamoDB', inDynamo],
])('what a municipality keeps about access to registers, %s', (_where, source) => {
  let from: Source;
  let grants: AccessGrants;
  let rules: HandlingRulesStore;
  beforeAll(async () => {
    from = await source();
  });
  beforeEach(async () => {
    ({ grants, rules } = await from.empty());
  });
  afterAll(() => from.close());

  it('a version of the rules is published once, and never changes', async () => {
    const [one, two] = [someRules(1), someRules(2)];
    await expect(rules.publish(two)).resolves.toBe('published');
    await expect(rules.publish(one)).resolves.toBe('published');
    await expect(rules.publish({ ...one, text: 'annan text' })).resolves.toBe('taken');
    await expect(rules.versions('tyreso')).resolves.toEqual([one, two]);
    await expect(rules.versions('salem')).resolves.toEqual([]);
  });

  it('the draft is one, and the last that was saved', async () => {
    const draft = {
      party: 'tyreso',
      follows: 0,
      text: 'a',
      savedBy: MANAGER,
      savedAt: '2026-03-10T09:00:00.000Z',
    } as const;
    await expect(rules.draft('tyreso')).resolves.toBeUndefined();
    await rules.saveDraft(draft);
    await rules.saveDraft({ ...draft, text: 'b' });
    await expect(rules.draft('tyreso')).resolves.toEqual({ ...draft, text: 'b' });
    await expect(rules.draft('salem')).resolves.toBeUndefined();
    await expect(rules.versions('tyreso')).resolves.toEqual([]);
  });

  it('the first signature of a person and a version stays', async () => {
    const signed = signatureOf(someRules());
    await rules.keepSignature(signed);
    await rules.keepSignature({ ...signed, documentId: 'doc-0000000002' });
    await rules.keepSignature(signatureOf(someRules(2)));
    await rules.keepSignature(signatureOf(someRules(), MANAGER));
    await expect(rules.signaturesOf('tyreso', HANDLER)).resolves.toEqual([signed, signatureOf(someRules(2))]);
    await expect(rules.signatures('tyreso')).resolves.toHaveLength(3);
    await expect(rules.signatures('salem')).resolves.toEqual([]);
  });

  it('a grant is kept once, and found by its municipality and its assignment', async () => {
    await expect(grants.put(aGrant())).resolves.toBe('put');
    await expect(grants.put({ ...aGrant(), until: '2026-12-31' })).resolves.toBe('already-there');
    await grants.put(second);
    await expect(grants.find('tyreso', aGrant().assignmentId, aGrant().id)).resolves.toEqual(aGrant());
    await expect(grants.find('tyreso', OTHER, aGrant().id)).resolves.toBeUndefined();
    await expect(grants.find('salem', aGrant().assignmentId, aGrant().id)).resolves.toBeUndefined();
    await expect(grants.ofAssignment('tyreso', OTHER)).resolves.toEqual([second]);
    await expect(grants.ofParty('tyreso')).resolves.toHaveLength(2);
    await expect(grants.ofParty('salem')).resolves.toEqual([]);
  });

  it('a grant ends once, and of one that never was nothing ends', async () => {
    const ending = { at: new Date('2026-04-01T09:00:00Z'), because: 'withdrawn-by-manager', by: MANAGER } as const;
    await expect(grants.end(aGrant(), ending)).resolves.toBe('already-ended');
    await expect(grants.ofParty('tyreso')).resolves.toEqual([]);
    await grants.put(aGrant());
    await expect(grants.end(aGrant(), ending)).resolves.toBe('ended');
    await expect(grants.end(aGrant(), { ...ending, because: 'assignment-closed', by: 'system' })).resolves.toBe(
      'already-ended',
    );
    await expect(grants.ofParty('tyreso')).resolves.toEqual([
      { ...aGrant(), endedAt: ending.at.toISOString(), endedBecause: ending.because, endedBy: MANAGER },
    ]);
  });

  it('a withdrawn grant tells what it was withdrawn for, with the manager’s own words sealed', async () => {
    await grants.put(aGrant());
    const withdrawal = { withdrawnFor: 'granted-wrongly', sealedWithdrawalWords: 'sealed words' } as const;
    const at = new Date('2026-04-01T09:00:00Z');
    await grants.end(aGrant(), { at, because: 'withdrawn-by-manager', by: MANAGER, ...withdrawal });
    await expect(grants.find('tyreso', aGrant().assignmentId, aGrant().id)).resolves.toMatchObject(withdrawal);
  });

  it('the log of use is in the order of time, each municipality’s its own', async () => {
    const later = aUse('u-0000000001', { at: '2026-03-11T09:00:00.000Z' });
    const { grantId: _, ...refused } = aUse('u-0000000002', { outcome: 'refused' });
    await grants.logUse(later);
    await grants.logUse(refused);
    await expect(grants.uses('tyreso')).resolves.toEqual([refused, later]);
    await expect(grants.uses('salem')).resolves.toEqual([]);
  });
});
