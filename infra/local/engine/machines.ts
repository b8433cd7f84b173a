import { createHash } from 'node:crypto';
import type { Database } from './database.ts';
import type { Machine } from './definition.ts';
import { parseDefinition } from './parse-definition.ts';

export interface MachineRow {
  name: string;
  /** The hash of its current version. */
  definition: string;
  roleArn: string;
  createdAt: number;
  updatedAt: number;
}

export interface Machines {
  find(name: string): MachineRow | undefined;
  /** Stores the definition once per version and points the machine at it. @throws {ApiError} InvalidDefinition */
  put(name: string, text: string, roleArn: string, now: number): MachineRow;
  /** In order of their names, after the name `from`. */
  page(from: string, limit: number): MachineRow[];
  text(hash: string): string;
  /** The parsed version with this hash; parsed once, however many executions follow it. */
  version(hash: string): Machine;
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export const createMachines = (db: Database): Machines => {
  const parsed = new Map<string, Machine>();
  const find = (name: string) => db.one<MachineRow>('select * from machines where name = ?', name);

  const text = (hash: string): string => {
    const row = db.one<{ text: string }>('select text from definitions where hash = ?', hash);
    if (row === undefined) throw new Error(`the definition ${hash} is not stored`);
    return row.text;
  };

  return {
    find,
    put(name, definition, roleArn, now) {
      const hash = hashOf(definition);
      if (!parsed.has(hash)) parsed.set(hash, parseDefinition(definition));
      db.transaction(() => {
        db.run('insert into definitions (hash, text) values (?, ?) on conflict do nothing', hash, definition);
        db.run(
          `insert into machines (name, definition, roleArn, createdAt, updatedAt) values (?1, ?2, ?3, ?4, ?4)
           on conflict (name) do update set definition = ?2, roleArn = ?3, updatedAt = ?4
           where definition <> ?2 or roleArn <> ?3`,
          ...[name, hash, roleArn, now],
        );
      });
      const row = find(name);
      if (row === undefined) throw new Error(`the machine ${name} was not stored`);
      return row;
    },
    page: (from, limit) =>
      db.all<MachineRow>('select * from machines where name > ? order by name limit ?', from, limit),
    text,
    version(hash) {
      const known = parsed.get(hash);
      if (known !== undefined) return known;
      const machine = parseDefinition(text(hash));
      parsed.set(hash, machine);
      return machine;
    },
  };
};
