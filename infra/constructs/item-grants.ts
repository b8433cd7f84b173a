import { Aws } from 'aws-cdk-lib';
import type { ItemTable } from './item-table.ts';
import { REGION } from './names.ts';
import type { Grant, StepFunction } from './step-function.ts';

const WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:ConditionCheckItem'];

/** DynamoDB uses the table's key in the caller's name: these are what it asks of one that reads, and of one that writes. */
const KEY_FOR_READING = ['kms:Decrypt', 'kms:DescribeKey'];
const KEY_FOR_WRITING = [
  ...KEY_FOR_READING,
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

const useKey = (table: ItemTable, step: StepFunction, actions: readonly string[]): void =>
  step.permit(actions, [table.key.keyArn], {
    StringEquals: { 'kms:ViaService': `dynamodb.${REGION}.amazonaws.com`, 'kms:CallerAccount': Aws.ACCOUNT_ID },
  });

const change = (table: ItemTable, step: StepFunction, actions: readonly string[]): void => {
  nameOf(table)(step);
  step.permit(actions, [table.tableArn]);
  useKey(table, step, KEY_FOR_WRITING);
};

/** Knows a table's name and may do nothing there: the adapter of assignments names its table of keys before it needs it. */
export const nameOf =
  (table: ItemTable): Grant =>
  (step) => {
    step.addEnvironment(table.variable, table.tableName);
  };

/** Reads items by key and by query; never a whole table. */
export const readItems =
  (...tables: readonly ItemTable[]): Grant =>
  (step) => {
    for (const table of tables) {
      nameOf(table)(step);
      step.permit(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'], [table.tableArn]);
      if (table.indexArns.length > 0) step.permit(['dynamodb:Query'], table.indexArns);
      useKey(table, step, KEY_FOR_READING);
    }
  };

/** Puts and updates items. `BatchWriteItem` is left out because it also deletes. */
export const writeItems =
  (...tables: readonly ItemTable[]): Grant =>
  (step) => {
    for (const table of tables) change(table, step, WRITE);
  };

export const readWriteItems =
  (...tables: readonly ItemTable[]): Grant =>
  (step) => {
    readItems(...tables)(step);
    writeItems(...tables)(step);
  };

/** Forgets bound e-IDs and own sign-ins: of the register nothing else can be taken out, because they alone have partitions of these names. */
export const forgetIdentities =
  (register: ItemTable): Grant =>
  (step) => {
    nameOf(register)(step);
    step.permit(['dynamodb:DeleteItem'], [register.tableArn], {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['EID#*', 'OWN#*'] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    });
    useKey(register, step, KEY_FOR_WRITING);
  };

/** Takes single items out. In the tables of assignments and keys, hardly anybody may (see the policy tests). */
export const eraseItems =
  (...tables: readonly ItemTable[]): Grant =>
  (step) => {
    for (const table of tables) change(table, step, ['dynamodb:DeleteItem']);
  };
