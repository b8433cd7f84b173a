import { randomUUID } from 'node:crypto';
import { type KeyFile, type KeyRecord, loadKeyFile, saveKeyFile } from './key-file.ts';
import { KEY_SPECS, specFor } from './key-specs.ts';
import { KmsError } from './kms-error.ts';

const DAY = 24 * 60 * 60 * 1000;

export interface KeyRing {
  /** Makes a key; with a known `keyId` it answers the key that is there. */
  create(o: { keyId?: string; spec: string; usage?: string; description?: string }): KeyRecord;
  /** By key id, key ARN, alias or alias ARN, in whatever state. Throws `NotFoundException`. */
  find(reference: string): KeyRecord;
  /** Like `find`, and the key must be enabled. Throws `DisabledException` or `KMSInvalidStateException`. */
  usable(reference: string): KeyRecord;
  all(): KeyRecord[];
  aliases(): { name: string; keyId: string }[];
  alias(name: string, reference: string, o?: { replace: boolean }): void;
  removeAlias(name: string): void;
  /** Changes a key and writes the file before it returns. */
  change(key: KeyRecord, change: Partial<KeyRecord>): void;
  /** @returns when the material is gone, in epoch milliseconds. */
  scheduleDeletion(key: KeyRecord, days: number): number;
  arn(key: KeyRecord): string;
  aliasArn(name: string): string;
}

/** All master keys of one account and region, in one 0600 file that is rewritten whole at every change. */
export const openKeyRing = (o: { file: string; now: () => number; region: string; account: string }): KeyRing => {
  const state: KeyFile = loadKeyFile(o.file);
  const save = () => saveKeyFile(o.file, state);
  const prefix = `arn:aws:kms:${o.region}:${o.account}:`;

  // A deleted key must be gone from the disk when its waiting period is over, so every look at the ring removes first.
  const removeDue = () => {
    const due = state.keys.filter((key) => key.deletionAt !== undefined && key.deletionAt <= o.now());
    if (due.length === 0) return;
    const ids = new Set(due.map((key) => key.id));
    state.keys = state.keys.filter((key) => !ids.has(key.id));
    state.aliases = Object.fromEntries(Object.entries(state.aliases).filter(([, id]) => !ids.has(id)));
    save();
  };

  const find = (reference: string): KeyRecord => {
    removeDue();
    const name = reference.startsWith(prefix) ? reference.slice(prefix.length) : reference;
    const id = name.startsWith('alias/') ? state.aliases[name] : name.replace(/^key\//, '');
    const key = state.keys.find((candidate) => candidate.id === id);
    if (!key) throw new KmsError('NotFoundException', `Key '${reference}' does not exist`);
    return key;
  };
  const change = (key: KeyRecord, changes: Partial<KeyRecord>) => {
    Object.assign(key, changes);
    save();
  };

  const ring: KeyRing = {
    create({ keyId = randomUUID(), spec: name, usage, description = '' }) {
      removeDue();
      const there = state.keys.find((key) => key.id === keyId);
      if (there) return there;
      const { spec } = specFor(name, usage);
      const key: KeyRecord = {
        id: keyId,
        spec,
        state: 'Enabled',
        description,
        createdAt: o.now(),
        rotates: false,
        material: [KEY_SPECS[spec].make()],
      };
      state.keys.push(key);
      save();
      return key;
    },
    find,
    usable(reference) {
      const key = find(reference);
      if (key.state === 'Disabled') throw new KmsError('DisabledException', `${ring.arn(key)} is disabled.`);
      if (key.state === 'PendingDeletion')
        throw new KmsError('KMSInvalidStateException', `${ring.arn(key)} is pending deletion.`);
      return key;
    },
    all() {
      removeDue();
      return [...state.keys];
    },
    aliases() {
      removeDue();
      return Object.entries(state.aliases).map(([aliasName, keyId]) => ({ name: aliasName, keyId }));
    },
    alias(name, reference, { replace } = { replace: false }) {
      if (!/^alias\/[A-Za-z0-9/_-]{1,250}$/.test(name)) throw new KmsError('InvalidAliasNameException', name);
      const key = find(reference);
      if (!replace && state.aliases[name] !== undefined)
        throw new KmsError('AlreadyExistsException', `An alias with the name ${ring.aliasArn(name)} already exists`);
      if (state.aliases[name] === key.id) return;
      state.aliases[name] = key.id;
      save();
    },
    removeAlias(name) {
      if (state.aliases[name] === undefined) throw new KmsError('NotFoundException', `Alias ${name} is not found.`);
      delete state.aliases[name];
      save();
    },
    change,
    scheduleDeletion(key, days) {
      if (!Number.isInteger(days) || days < 7 || days > 30)
        throw new KmsError('ValidationException', 'PendingWindowInDays must be between 7 and 30');
      const deletionAt = o.now() + days * DAY;
      change(key, { state: 'PendingDeletion', deletionAt });
      return deletionAt;
    },
    arn: (key) => `${prefix}key/${key.id}`,
    aliasArn: (name) => prefix + name,
  };
  return ring;
};
