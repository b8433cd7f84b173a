import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';

const PrivateJwk = z.looseObject({ kty: z.enum(['RSA', 'EC']), kid: z.string(), alg: z.string(), d: z.string() });
export type PrivateJwk = z.infer<typeof PrivateJwk>;

const KeyFile = z.strictObject({
  /** What the provider signs ID tokens and UserInfo with. */
  provider: z.array(PrivateJwk),
  /** One signature key for each test person, by the person's id. */
  persons: z.record(z.string(), PrivateJwk),
  cookieKey: z.string(),
  /** Makes subjects opaque. */
  subjectSalt: z.string(),
});
export type KeyFile = z.infer<typeof KeyFile>;

const newKey = async (alg: 'RS256' | 'ES256'): Promise<PrivateJwk> => {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return PrivateJwk.parse({
    ...(await exportJWK(privateKey)),
    alg,
    use: 'sig',
    kid: randomBytes(12).toString('base64url'),
  });
};

const newKeyFile = async (): Promise<KeyFile> => ({
  provider: [await newKey('RS256'), await newKey('ES256')],
  persons: {},
  cookieKey: randomBytes(32).toString('base64url'),
  subjectSalt: randomBytes(32).toString('base64url'),
});

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT';

const read = async (path: string): Promise<KeyFile | undefined> => {
  try {
    return KeyFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/**
 * The provider's keys, kept in `identity-keys.json` (mode 0600) so that tokens and user signatures still verify after a
 * restart. Keys are made for persons that have none; keys of persons no longer listed stay, since their signatures do.
 */
export const openKeyFile = async (dir: string, personIds: string[]): Promise<KeyFile> => {
  const path = join(dir, 'identity-keys.json');
  const keys = (await read(path)) ?? (await newKeyFile());
  for (const id of personIds) keys.persons[id] ??= await newKey('ES256');

  await mkdir(dir, { recursive: true, mode: 0o700 });
  // Written beside and renamed, so that a kill in the middle never leaves half a key file.
  await writeFile(`${path}.new`, JSON.stringify(keys), { mode: 0o600, flush: true });
  await chmod(`${path}.new`, 0o600);
  await rename(`${path}.new`, path);
  return keys;
};

const publicMembers = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use'];

/** The public halves, by an allow-list of members: a private member must never leave by being forgotten. */
export const publicKeysOf = (keys: PrivateJwk[]): { keys: Record<string, unknown>[] } => ({
  keys: keys.map((key) => Object.fromEntries(Object.entries(key).filter(([member]) => publicMembers.includes(member)))),
});
