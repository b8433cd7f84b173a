import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { synthesise } from './synthesised.ts';

const { functions } = synthesise();

/** What an adapter asks of the environment when it is made or used. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  dynamoAssignmentStore: ['ASSIGNMENTS_TABLE', 'KEYS_TABLE'],
  dynamoAccessStore: ['ACCESS_TABLE'],
  dynamoRegister: ['REGISTER_TABLE'],
  dynamoRecords: ['RECORDS_TABLE'],
  sesMailbox: ['SENDER_ADDRESS', 'MAIL_DOMAIN', 'PORTAL_URL'],
  kmsIdentityKeys: ['KEY_ALIAS_PREFIX'],
  sealingPorts: ['SECRETS_PREFIX', 'KEY_ALIAS_PREFIX'],
};
const Environment = z.object({ Variables: z.record(z.string(), z.unknown()) });
const variablesOf = (properties: Record<string, unknown>): string[] =>
  Object.keys(Environment.parse(properties.Environment).Variables);

const built = functions.filter(({ metadata }) => existsSync(String(metadata['resursdelning:entry'])));

describe('the environment of a function', () => {
  it.each(built)('$name has what the adapters of its handler ask for', ({ properties, metadata }) => {
    const source = readFileSync(String(metadata['resursdelning:entry']), 'utf8');
    const named = [...source.matchAll(/environment\('([A-Z_]+)'\)/g)].map(([, variable]) => variable ?? '');
    const asked = Object.entries(NEEDED).flatMap(([adapter, variables]) =>
      source.includes(`${adapter}(`) ? variables : [],
    );
    expect(variablesOf(properties)).toEqual(expect.arrayContaining([...named, ...asked]));
  });

  it.each(functions)('$name has nothing but names, addresses and ids of ours', ({ properties }) => {
    const known =
      /^((ASSIGNMENTS|KEYS|ACCESS|REGISTER|RECORDS)_TABLE|(MAIL|MATERIAL|DELIVERABLES|EVIDENCE|VAULT)_BUCKET|(ASSIGNMENT|CULLING)_MACHINE_ARN|PORTAL_URL|MAIL_DOMAIN|SENDER_ADDRESS|HOST_PARTY|KEY_ALIAS_PREFIX|SECRETS_PREFIX|OIDC_(ISSUER|CLIENT_ID|CLIENT_KEY))$/;
    expect(variablesOf(properties).filter((variable) => !known.test(variable))).toEqual([]);
  });
});
