import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readIfPresent, writeAtomically } from '../process/atomic-file.ts';

const MAX_REQUEST = 64 * 1024;
const REGION = 'eu-north-1';
const ACCOUNT = '000000000000';

const SecretFile = z.record(
  z.string(),
  z.strictObject({ value: z.string(), versionId: z.string(), /** Epoch milliseconds. */ createdAt: z.number() }),
);
const Request = z.object({ SecretId: z.string().min(1) });

/** A wire-compatible Secrets Manager for one machine (JSON 1.1 protocol), as far as functions ask it. */
export interface LocalSecrets {
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** Writes the secret, replacing an earlier value. @param name in full, with the deployment's prefix */
  put(name: string, json: unknown): void;
  /** The value as it was put. @returns undefined when there is none. */
  get(name: string): unknown;
}

class Refusal extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

const arnOf = (name: string): string => `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-local1`;

const read = async (req: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_REQUEST) throw new Refusal('InvalidRequestException', 'Request is too large');
    chunks.push(bytes);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString() || '{}');
  } catch {
    throw new Refusal('SerializationException', 'Request is not JSON');
  }
};

/**
 * Opens the store of secrets.
 *
 * @param o.file one file that its owner alone may read (0600).
 * @param o.now epoch milliseconds
 * @throws when the file is damaged: a start is stopped rather than keys replaced.
 */
export const createSecrets = (o: { file: string; now?: () => number }): LocalSecrets => {
  const { now = Date.now } = o;
  const known = SecretFile.parse(JSON.parse(readIfPresent(o.file) ?? '{}'));

  const answer = async (req: IncomingMessage): Promise<object> => {
    const target = `${req.headers['x-amz-target']}`;
    const request = Request.safeParse(await read(req));
    if (target !== 'secretsmanager.GetSecretValue')
      throw new Refusal('UnknownOperationException', `${target} is not supported here`);
    if (!request.success) throw new Refusal('InvalidRequestException', 'SecretId is missing');
    const { SecretId } = request.data;
    const name = Object.keys(known).find((one) => one === SecretId || arnOf(one) === SecretId);
    const secret = name === undefined ? undefined : known[name];
    if (name === undefined || !secret)
      throw new Refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return {
      ARN: arnOf(name),
      Name: name,
      SecretString: secret.value,
      VersionId: secret.versionId,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: secret.createdAt / 1000,
    };
  };

  return {
    async handle(req, res) {
      const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() };
      try {
        const body = JSON.stringify(await answer(req));
        res.writeHead(200, headers).end(body);
      } catch (error) {
        const { type, message } =
          error instanceof Refusal ? error : { type: 'InternalServiceError', message: 'The request failed.' };
        res
          .writeHead(error instanceof Refusal ? 400 : 500, { ...headers, 'x-amzn-errortype': type })
          .end(JSON.stringify({ __type: type, message }));
      }
    },
    put(name, json) {
      const value = JSON.stringify(json);
      if (known[name]?.value === value) return;
      known[name] = { value, versionId: randomUUID(), createdAt: now() };
      writeAtomically(o.file, JSON.stringify(known));
    },
    get(name) {
      const secret = known[name];
      return secret && JSON.parse(secret.value);
    },
  };
};
