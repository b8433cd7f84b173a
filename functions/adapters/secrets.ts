import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { z } from 'zod';
import { environment } from './environment.ts';

/** How long a value is used before it is asked for again: a rotated key is in use within minutes, with nothing deployed. */
const FRESH_MS = 5 * 60_000;

/** Keys and certificates that operations exchange (Secrets Manager), by name under the deployment's prefix. */
export interface Secrets {
  /** @returns undefined when there is no such secret. @throws ZodError when it is not of the given shape: its text is never quoted. */
  read<T>(name: string, schema: z.ZodType<T>): Promise<T | undefined>;
}

export const secretsManager = (
  client: Pick<SecretsManagerClient, 'send'> = new SecretsManagerClient({}),
  prefix = environment('SECRETS_PREFIX'),
  now: () => Date = () => new Date(),
): Secrets => {
  const known = new Map<string, { readAt: number; text: string | undefined }>();
  const textOf = async (name: string): Promise<string | undefined> => {
    const held = known.get(name);
    const at = now().getTime();
    if (held && at - held.readAt >= 0 && at - held.readAt < FRESH_MS) return held.text;
    const text = await fetchSecret(client, `${prefix}${name}`);
    known.set(name, { readAt: at, text });
    return text;
  };
  return {
    async read(name, schema) {
      const text = await textOf(name);
      return text === undefined ? undefined : schema.parse(JSON.parse(text));
    },
  };
};

const fetchSecret = async (client: Pick<SecretsManagerClient, 'send'>, id: string): Promise<string | undefined> => {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: id }))).SecretString;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
};
