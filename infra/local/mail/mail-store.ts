import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readSync, rmSync } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** A sent mail as the list shows it; the message itself is read with `MailStore.raw`. */
export const StoredMail = z.strictObject({
  /** The SES message id, `<time>-<uuid>-000000`. */
  id: z.string().regex(/^[0-9a-f]{16}-[0-9a-f-]{36}-000000$/),
  /** Order of acceptance, from 1. */
  sequence: z.int().positive(),
  /** Instant of acceptance, ISO 8601 in UTC. */
  at: z.iso.datetime(),
  /** SMTP envelope sender. */
  from: z.string(),
  /** SMTP envelope recipients, Bcc included. */
  to: z.array(z.string()),
  subject: z.string(),
  configurationSet: z.string().optional(),
  tags: z.record(z.string(), z.string()),
});
export type StoredMail = z.infer<typeof StoredMail>;

/** A file in the outbox that is not a mail; the outbox does not start on top of a damaged one. */
export class OutboxDamaged extends Error {
  constructor(file: string, cause?: unknown) {
    super(`Not a stored mail: ${file}`, { cause });
    this.name = 'OutboxDamaged';
  }
}

/** Sent mails on disk: one file each, a line of JSON (`StoredMail`) and then the raw message. */
export type MailStore = {
  /** Keeps a mail; when this resolves, it survives a power cut. */
  add(mail: Omit<StoredMail, 'sequence'>, raw: Buffer): Promise<StoredMail>;
  /** Oldest first. */
  list(): StoredMail[];
  /** The raw message, or undefined for an unknown id. */
  raw(id: string): Promise<Buffer | undefined>;
};

const NEWLINE = 0x0a;

/**
 * Opens the store, reading the first line of every mail.
 *
 * @param dir created (0700) when missing; nothing else may write to it
 * @throws OutboxDamaged
 */
export function openMailStore(dir: string): MailStore {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const mails = new Map<string, StoredMail>();
  for (const file of readdirSync(dir).sort()) {
    // What a crash left half written was never answered for.
    if (file.endsWith('.tmp')) rmSync(join(dir, file));
    else if (file.endsWith('.mail')) {
      const mail = readFirstLine(join(dir, file));
      mails.set(mail.id, mail);
    }
  }
  let last = Math.max(0, ...[...mails.values()].map(({ sequence }) => sequence));
  const pathOf = (mail: StoredMail) => join(dir, `${String(mail.sequence).padStart(10, '0')}-${mail.id}.mail`);

  return {
    async add(fields, raw) {
      last += 1;
      const mail = StoredMail.parse({ ...fields, sequence: last });
      const path = pathOf(mail);
      const file = await open(`${path}.tmp`, 'wx', 0o600);
      try {
        await file.writeFile(Buffer.concat([Buffer.from(`${JSON.stringify(mail)}\n`), raw]));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(`${path}.tmp`, path);
      syncDirectory(dir);
      mails.set(mail.id, mail);
      return mail;
    },
    list: () => [...mails.values()].sort((a, b) => a.sequence - b.sequence),
    async raw(id) {
      const mail = mails.get(id);
      if (!mail) return undefined;
      const bytes = await readFile(pathOf(mail));
      return bytes.subarray(bytes.indexOf(NEWLINE) + 1);
    },
  };
}

/** A rename is only durable once its directory is. */
function syncDirectory(dir: string): void {
  const fd = openSync(dir, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function readFirstLine(path: string): StoredMail {
  const fd = openSync(path, 'r');
  try {
    let line = Buffer.alloc(0);
    while (!line.includes(NEWLINE)) {
      const chunk = Buffer.alloc(64 * 1024);
      const bytes = readSync(fd, chunk);
      if (bytes === 0) throw new OutboxDamaged(path);
      line = Buffer.concat([line, chunk.subarray(0, bytes)]);
    }
    return StoredMail.parse(JSON.parse(line.toString('utf8', 0, line.indexOf(NEWLINE))));
  } catch (error) {
    throw error instanceof OutboxDamaged ? error : new OutboxDamaged(path, error);
  } finally {
    closeSync(fd);
  }
}
