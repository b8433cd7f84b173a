import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { DataKeys } from './data-keys.ts';
import { openKeyRing } from './key-ring.ts';
import type { KeySpec } from './key-specs.ts';
import { KmsError } from './kms-error.ts';
import { cryptographicOperations, keyOperations, type Operation } from './operations.ts';
import { open, seal } from './sealed-box.ts';

export type { DataKeys } from './data-keys.ts';

/** A wire-compatible KMS for one machine (JSON 1.1 protocol; signatures of callers are the gateway's concern). */
export interface Keys {
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** Makes the key unless `keyId` exists; answers its ARN either way. */
  createKey(o: { keyId: string; spec?: KeySpec; usage?: string; description?: string }): string;
  /** Points the alias (`alias/…`) at the key, moving it if it pointed elsewhere. */
  createAlias(alias: string, keyId: string): void;
  dataKeys: DataKeys;
  close(): void;
}

const MAX_REQUEST = 256 * 1024;
/** The key S3 uses when nobody names one; AWS makes it at first use, and so does this store. */
export const S3_DEFAULT_KEY = 'alias/aws/s3';

const readJson = async (req: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_REQUEST) throw new KmsError('ValidationException', 'Request is too large');
    chunks.push(bytes);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString() || '{}');
  } catch (cause) {
    throw Object.assign(new KmsError('SerializationException', 'Request is not JSON'), { cause });
  }
};

const refusal = (error: unknown): { status: number; name: string; message: string } => {
  if (error instanceof KmsError) return { status: 400, name: error.name, message: error.message };
  if (error instanceof z.ZodError)
    // Paths and rules only: the values may be plaintexts.
    return {
      status: 400,
      name: 'ValidationException',
      message: error.issues.map((i) => `${i.path.join('.')}: ${i.code}`).join('; '),
    };
  return { status: 500, name: 'KMSInternalException', message: 'The request could not be completed.' };
};

/**
 * Opens the key store.
 *
 * @param o.file where the keys live: one 0600 file, the only thing that must be guarded and backed up.
 * @param o.now epoch milliseconds; deletion dates follow it.
 */
export const createKeys = (o: { file: string; now: () => number; region?: string; account?: string }): Keys => {
  const { region = 'eu-north-1', account = '000000000000' } = o;
  const ring = openKeyRing({ file: o.file, now: o.now, region, account });
  const operations: Record<string, Operation> = { ...keyOperations(ring, account), ...cryptographicOperations(ring) };

  const answer = async (req: IncomingMessage): Promise<object> => {
    const name = /^TrentService\.(\w+)$/.exec(`${req.headers['x-amz-target']}`)?.[1] ?? '';
    const request = await readJson(req);
    const run = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!run) throw new KmsError('UnknownOperationException', `${name} is not supported here`);
    return run(request);
  };

  const ensureS3Key = () => {
    if (ring.aliases().some(({ name }) => name === S3_DEFAULT_KEY)) return;
    const key = ring.create({
      keyId: randomUUID(),
      spec: 'SYMMETRIC_DEFAULT',
      description: 'Default key that protects objects',
    });
    ring.alias(S3_DEFAULT_KEY, key.id);
  };

  return {
    async handle(req, res) {
      const headers = {
        'content-type': 'application/x-amz-json-1.1',
        'x-amzn-requestid': randomUUID(),
        date: new Date(o.now()).toUTCString(),
      };
      try {
        const answered = JSON.stringify(await answer(req));
        res.writeHead(200, headers).end(answered);
      } catch (error) {
        const { status, name, message } = refusal(error);
        res.writeHead(status, { ...headers, 'x-amzn-errortype': name }).end(JSON.stringify({ __type: name, message }));
      }
    },
    createKey: ({ keyId, spec = 'SYMMETRIC_DEFAULT', usage, description }) =>
      ring.arn(ring.create({ keyId, spec, usage, description })),
    createAlias: (alias, keyId) => ring.alias(alias, keyId, { replace: true }),
    dataKeys: {
      generate(keyId, context) {
        if (keyId === S3_DEFAULT_KEY) ensureS3Key();
        const key = ring.usable(keyId);
        const plaintext = randomBytes(32);
        return { plaintext, wrapped: seal(ring, key, plaintext, context), keyArn: ring.arn(key) };
      },
      unwrap: (wrapped, context) => open(ring, wrapped, context).plaintext,
    },
    close() {
      // Every change is on disk before it is answered; there is nothing to flush.
    },
  };
};
