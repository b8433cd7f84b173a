import { Aws } from 'aws-cdk-lib';
import type { ItemTable } from './item-table.ts';
import { REGION } from './names.ts';
import type { Grant, StepFunction } from './step-function.ts';

const on = (table: ItemTable, step: StepFunction, actions: readonly string[]): void => {
  step.addEnvironment(table.variable, table.tableName);
  step.permit(
    actions.map((action) => `dynamodb:${action}`),
    [table.tableArn, ...table.indexes.map((index) => `${table.tableArn}/index/${index}`)],
  );
  // DynamoDB opens the table's key in the caller's name.
  if (table.encryptionKey) {
    step.permit(['kms:Decrypt', 'kms:DescribeKey'], [table.encryptionKey.keyArn], {
      StringEquals: { 'kms:ViaService': `dynamodb.${REGION}.amazonaws.com`, 'kms:CallerAccount': Aws.ACCOUNT_ID },
    });
  }
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
    for (const table of tables) on(table, step, ['GetItem', 'BatchGetItem', 'Query']);
  };

/** Puts and updates items. `BatchWriteItem` is left out because it also deletes. */
export const writeItems =
  (...tables: readonly ItemTable[]): Grant =>
  (step) => {
    for (const table of tables) on(table, step, ['PutItem', 'UpdateItem', 'ConditionCheckItem']);
  };

export const readWriteItems =
  (...tables: readonly ItemTable[]): Grant =>
  (step) => {
    readItems(...tables)(step);
    writeItems(...tables)(step);
  };

/** Takes single items out. In the tables of assignments and keys, only culling may (see the policy tests). */
export const eraseItems =
  (...tables: readonly ItemTable[]): Grant =>
  (step) => {
    for (const table of tables) on(table, step, ['DeleteItem']);
  };
