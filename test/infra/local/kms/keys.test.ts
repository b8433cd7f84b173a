import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import * as Kms from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keysOverHttp } from './keys-over-http.ts';

let local: Awaited<ReturnType<typeof keysOverHttp>>;
const text = (value: string) => new TextEncoder().encode(value);
const DAY = 86_400_000;

beforeAll(async () => {
  local = await keysOverHttp();
  local.keys().createKey({ keyId: 'municipality-a' });
  local.keys().createKey({ keyId: 'municipality-b' });
  local.keys().createKey({ keyId: 'identity-mac', spec: 'HMAC_256' });
  local.keys().createAlias('alias/municipality-a', 'municipality-a');
});
afterAll(() => local.close());

const name = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: Error) => error.name,
  );

describe('keys of the local home', () => {
  it('decrypts only in the context it encrypted in', async () => {
    const { CiphertextBlob, KeyId } = await local.client.send(
      new Kms.EncryptCommand({
        KeyId: 'alias/municipality-a',
        Plaintext: text('åäö'),
        EncryptionContext: { b: '2', a: '1' },
      }),
    );
    const opened = await local.client.send(
      new Kms.DecryptCommand({ CiphertextBlob, EncryptionContext: { a: '1', b: '2' } }),
    );
    expect(KeyId).toBe('arn:aws:kms:eu-north-1:000000000000:key/municipality-a');
    expect(new TextDecoder().decode(opened.Plaintext)).toBe('åäö');
    const elsewhere = local.client.send(new Kms.DecryptCommand({ CiphertextBlob, EncryptionContext: { a: '1' } }));
    expect(await name(elsewhere)).toBe('InvalidCiphertextException');
  });

  it('refuses every ciphertext with one changed byte', async () => {
    const { CiphertextBlob } = await local.client.send(
      new Kms.EncryptCommand({ KeyId: 'municipality-a', Plaintext: text('secret') }),
    );
    const sealed = Buffer.from(CiphertextBlob ?? []);
    const names = new Set<string>();
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed[i] = (changed[i] ?? 0) ^ 1;
      names.add(await name(local.client.send(new Kms.DecryptCommand({ CiphertextBlob: changed }))));
    }
    expect([...names].sort()).toEqual(['InvalidCiphertextException', 'NotFoundException']);
  });

  it('says so when another key is named than the one that sealed', async () => {
    const { CiphertextBlob } = await local.client.send(
      new Kms.EncryptCommand({ KeyId: 'municipality-a', Plaintext: text('x') }),
    );
    const wrong = local.client.send(new Kms.DecryptCommand({ CiphertextBlob, KeyId: 'municipality-b' }));
    expect(await name(wrong)).toBe('IncorrectKeyException');
  });

  it('moves a ciphertext from one key to another without showing it', async () => {
    const { CiphertextBlob } = await local.client.send(
      new Kms.EncryptCommand({ KeyId: 'municipality-a', Plaintext: text('moved') }),
    );
    const moved = await local.client.send(
      new Kms.ReEncryptCommand({
        CiphertextBlob,
        DestinationKeyId: 'municipality-b',
        DestinationEncryptionContext: { to: 'b' },
      }),
    );
    const opened = await local.client.send(
      new Kms.DecryptCommand({
        CiphertextBlob: moved.CiphertextBlob,
        EncryptionContext: { to: 'b' },
        KeyId: 'municipality-b',
      }),
    );
    expect(new TextDecoder().decode(opened.Plaintext)).toBe('moved');
  });

  it('gives data keys that it can give again from the sealed form', async () => {
    const made = await local.client.send(
      new Kms.GenerateDataKeyCommand({ KeyId: 'municipality-a', KeySpec: 'AES_256' }),
    );
    const opened = await local.client.send(new Kms.DecryptCommand({ CiphertextBlob: made.CiphertextBlob }));
    const without = await local.client.send(
      new Kms.GenerateDataKeyWithoutPlaintextCommand({ KeyId: 'municipality-a', NumberOfBytes: 64 }),
    );
    const later = await local.client.send(new Kms.DecryptCommand({ CiphertextBlob: without.CiphertextBlob }));
    expect([made.Plaintext?.length, opened.Plaintext]).toEqual([32, made.Plaintext]);
    expect([Object.hasOwn(without, 'Plaintext'), later.Plaintext?.length]).toEqual([false, 64]);
  });

  it('opens what was sealed before a rotation and a restart', async () => {
    const { CiphertextBlob } = await local.client.send(
      new Kms.EncryptCommand({ KeyId: 'municipality-b', Plaintext: text('old') }),
    );
    await local.client.send(new Kms.RotateKeyOnDemandCommand({ KeyId: 'municipality-b' }));
    local.reopen();
    const opened = await local.client.send(new Kms.DecryptCommand({ CiphertextBlob }));
    expect(new TextDecoder().decode(opened.Plaintext)).toBe('old');
  });

  it('verifies its own codes, and nobody else may sign with that key', async () => {
    const message = { KeyId: 'identity-mac', MacAlgorithm: 'HMAC_SHA_256', Message: text('m') } as const;
    const { Mac } = await local.client.send(new Kms.GenerateMacCommand(message));
    const { MacValid } = await local.client.send(new Kms.VerifyMacCommand({ ...message, Mac }));
    expect(MacValid).toBe(true);
    const other = local.client.send(new Kms.VerifyMacCommand({ ...message, Message: text('n'), Mac }));
    expect(await name(other)).toBe('KMSInvalidMacException');
    const encrypting = local.client.send(new Kms.EncryptCommand({ KeyId: 'identity-mac', Plaintext: text('x') }));
    expect(await name(encrypting)).toBe('InvalidKeyUsageException');
    const macWithSymmetric = local.client.send(new Kms.GenerateMacCommand({ ...message, KeyId: 'municipality-a' }));
    expect(await name(macWithSymmetric)).toBe('InvalidKeyUsageException');
  });

  it.each([
    ['RSA_2048', 'RSASSA_PSS_SHA_256'],
    ['RSA_2048', 'RSASSA_PSS_SHA_512'],
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_384'],
    ['ECC_NIST_P256', 'ECDSA_SHA_256'],
    ['ECC_NIST_P384', 'ECDSA_SHA_384'],
    ['ECC_NIST_P521', 'ECDSA_SHA_512'],
    ['ECC_SECG_P256K1', 'ECDSA_SHA_256'],
  ] as const)(
    'signs with %s and %s: a digest and its message have interchangeable signatures',
    async (spec, algorithm) => {
      const keyId = `sign-${spec}`;
      local.keys().createKey({ keyId, spec });
      const hash = `sha${algorithm.slice(-3)}`;
      const message = text('the manifest');
      const digest = createHash(hash).update(message).digest();
      const raw = { KeyId: keyId, SigningAlgorithm: algorithm, Message: message, MessageType: 'RAW' } as const;
      const digested = { KeyId: keyId, SigningAlgorithm: algorithm, Message: digest, MessageType: 'DIGEST' } as const;
      const ofRaw = (await local.client.send(new Kms.SignCommand(raw))).Signature ?? new Uint8Array();
      const ofDigest = (await local.client.send(new Kms.SignCommand(digested))).Signature ?? new Uint8Array();
      const crosswise = [
        await local.client.send(new Kms.VerifyCommand({ ...digested, Signature: ofRaw })),
        await local.client.send(new Kms.VerifyCommand({ ...raw, Signature: ofDigest })),
      ];
      expect(crosswise.map((answer) => answer.SignatureValid)).toEqual([true, true]);
      const { PublicKey } = await local.client.send(new Kms.GetPublicKeyCommand({ KeyId: keyId }));
      const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
      const padding = algorithm.includes('PSS') ? { padding: 6, saltLength: digest.length } : {};
      expect(verify(hash, message, { key, ...padding }, ofDigest)).toBe(true);
      const damaged = Buffer.from(ofDigest);
      damaged[damaged.length - 2] = (damaged.at(-2) ?? 0) ^ 1;
      expect(await name(local.client.send(new Kms.VerifyCommand({ ...digested, Signature: damaged })))).toBe(
        'KMSInvalidSignatureException',
      );
      expect(await name(local.client.send(new Kms.VerifyCommand({ ...raw, Signature: damaged })))).toBe(
        'KMSInvalidSignatureException',
      );
    },
  );

  it('does nothing with a key that is switched off or waits to be removed, and removes it when the wait is over', async () => {
    const { KeyMetadata } = await local.client.send(new Kms.CreateKeyCommand({}));
    const KeyId = KeyMetadata?.KeyId ?? '';
    const { CiphertextBlob } = await local.client.send(new Kms.EncryptCommand({ KeyId, Plaintext: text('x') }));
    const decrypt = () => name(local.client.send(new Kms.DecryptCommand({ CiphertextBlob })));
    await local.client.send(new Kms.DisableKeyCommand({ KeyId }));
    expect(await decrypt()).toBe('DisabledException');
    await local.client.send(new Kms.EnableKeyCommand({ KeyId }));
    await local.client.send(new Kms.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    expect(await decrypt()).toBe('KMSInvalidStateException');
    await local.client.send(new Kms.CancelKeyDeletionCommand({ KeyId }));
    await local.client.send(new Kms.EnableKeyCommand({ KeyId }));
    expect(await decrypt()).toBe('no error');
    await local.client.send(new Kms.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    local.clock.at += 7 * DAY;
    expect(await decrypt()).toBe('NotFoundException');
    expect(readFileSync(local.file, 'utf8')).not.toContain(KeyId);
  });

  it('makes a key once for a given id, and tells its aliases page by page', async () => {
    const first = local.keys().createKey({ keyId: 'municipality-a' });
    local.keys().createAlias('alias/second', 'municipality-a');
    const { Aliases, Truncated, NextMarker } = await local.client.send(
      new Kms.ListAliasesCommand({ KeyId: first, Limit: 1 }),
    );
    const rest = await local.client.send(new Kms.ListAliasesCommand({ KeyId: first, Marker: NextMarker }));
    expect([Aliases?.length, Truncated, rest.Aliases?.map((a) => a.AliasName)]).toEqual([1, true, ['alias/second']]);
  });

  it('keeps its file to its owner', () => {
    expect(statSync(local.file).mode & 0o777).toBe(0o600);
  });
});
