import { join } from 'node:path';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { PartyId } from '#domain/parties';
import type { HomeClock } from '../clock/clock.ts';
import { prepareSeals } from '../seals/prepare-seals.ts';
import { createTimestampAuthority } from '../seals/timestamp-authority.ts';
import type { LocalSecrets } from '../secrets/secrets.ts';
import type { Credentials } from './credentials.ts';

type Handle = ReturnType<typeof createTimestampAuthority>;

/**
 * Certifies the seal keys of a deployment that has them, and lets the home stamp time. Certificates follow the clock: they
 * are looked at again when somebody has moved it, and whoever asks meanwhile waits.
 */
export async function openSeals(o: {
  dir: string;
  clock: HomeClock;
  secrets: LocalSecrets;
  credentials: Credentials;
  environment: Readonly<Record<string, string>>;
  aliases: readonly { name: string }[];
  timestampUrl: string;
  closing: AsyncDisposableStack;
}): Promise<{ stampTime: Handle } | undefined> {
  const { clock, credentials, environment, secrets } = o;
  const {
    KEY_ALIAS_PREFIX,
    SECRETS_PREFIX,
    AWS_REGION: region = '',
    AWS_ENDPOINT_URL_KMS: endpoint = '',
  } = environment;
  if (KEY_ALIAS_PREFIX === undefined || SECRETS_PREFIX === undefined) return undefined;
  if (!o.aliases.some(({ name }) => name.startsWith(KEY_ALIAS_PREFIX) && name.endsWith('-seal'))) return undefined;

  const kms = o.closing.adopt(new KMSClient({ region, credentials, endpoint }), (one) => one.destroy());
  const publicKeyOf = async (party: PartyId): Promise<Uint8Array> => {
    const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: `${KEY_ALIAS_PREFIX}${party}-seal` }));
    if (!PublicKey) throw new Error(`no seal key of ${party}`);
    return PublicKey;
  };
  const now = () => new Date(clock.now());
  const prepare = () =>
    prepareSeals({
      ...{ dir: o.dir, now, publicKeyOf, secrets, timestampUrl: o.timestampUrl },
      prefix: SECRETS_PREFIX,
    });
  let prepared = await prepare();
  let renewal: Promise<unknown> = Promise.resolve();
  clock.onMove(() => {
    renewal = renewal.then(async () => {
      prepared = await prepare();
    });
    // Told to whoever asks next; a failure here is nobody's but theirs.
    renewal.catch(() => undefined);
  });
  const answer = createTimestampAuthority({ key: () => prepared.timestampAuthority, now });
  return {
    stampTime: async (req, res) => {
      await renewal;
      await answer(req, res);
    },
  };
}

/** Where the home keeps what Secrets Manager keeps in AWS. */
export const secretsFile = (dir: string): string => join(dir, 'secrets.json');
