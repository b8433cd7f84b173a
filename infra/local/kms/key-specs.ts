import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { KmsError } from './kms-error.ts';

export type KeyUsage = 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY' | 'GENERATE_VERIFY_MAC';
export type KeySpec =
  | 'SYMMETRIC_DEFAULT'
  | 'HMAC_224'
  | 'HMAC_256'
  | 'HMAC_384'
  | 'HMAC_512'
  | 'RSA_2048'
  | 'RSA_3072'
  | 'RSA_4096'
  | 'ECC_NIST_P256'
  | 'ECC_NIST_P384'
  | 'ECC_NIST_P521'
  | 'ECC_SECG_P256K1';

interface SpecFacts {
  usage: KeyUsage;
  /** Signing or MAC algorithms, by their KMS names. */
  algorithms: readonly string[];
  make: () => string;
}

const secret = (bytes: number) => () => randomBytes(bytes).toString('base64');
const pem = { type: 'pkcs8', format: 'pem' } as const;
const rsa = (modulusLength: number) => () =>
  generateKeyPairSync('rsa', { modulusLength }).privateKey.export(pem).toString();
const ec = (namedCurve: string) => () => generateKeyPairSync('ec', { namedCurve }).privateKey.export(pem).toString();
const RSA_SIGNATURES = ['RSASSA_PSS_SHA_', 'RSASSA_PKCS1_V1_5_SHA_'].flatMap((name) =>
  ['256', '384', '512'].map((bits) => name + bits),
);
const mac = (bits: number): SpecFacts => ({
  usage: 'GENERATE_VERIFY_MAC',
  algorithms: [`HMAC_SHA_${bits}`],
  make: secret(bits / 8),
});
const rsaSigning = (bits: number): SpecFacts => ({ usage: 'SIGN_VERIFY', algorithms: RSA_SIGNATURES, make: rsa(bits) });
const ecSigning = (curve: string, bits: number): SpecFacts => ({
  usage: 'SIGN_VERIFY',
  algorithms: [`ECDSA_SHA_${bits}`],
  make: ec(curve),
});

/** The key specs this store can make. RSA keys sign; they do not encrypt (nothing of ours asks for that). */
export const KEY_SPECS: Readonly<Record<KeySpec, SpecFacts>> = {
  SYMMETRIC_DEFAULT: { usage: 'ENCRYPT_DECRYPT', algorithms: ['SYMMETRIC_DEFAULT'], make: secret(32) },
  HMAC_224: mac(224),
  HMAC_256: mac(256),
  HMAC_384: mac(384),
  HMAC_512: mac(512),
  RSA_2048: rsaSigning(2048),
  RSA_3072: rsaSigning(3072),
  RSA_4096: rsaSigning(4096),
  ECC_NIST_P256: ecSigning('P-256', 256),
  ECC_NIST_P384: ecSigning('P-384', 384),
  ECC_NIST_P521: ecSigning('P-521', 512),
  ECC_SECG_P256K1: ecSigning('secp256k1', 256),
};

const isKeySpec = (spec: string): spec is KeySpec => Object.hasOwn(KEY_SPECS, spec);

/**
 * The spec by its name, with the usage it has here.
 *
 * @throws KmsError `UnsupportedOperationException` for an unknown spec, `ValidationException` when the usage does not go with it.
 */
export const specFor = (name: string, usage?: string): { spec: KeySpec; facts: SpecFacts } => {
  if (!isKeySpec(name)) throw new KmsError('UnsupportedOperationException', `KeySpec ${name} is not supported here`);
  const facts = KEY_SPECS[name];
  if (usage !== undefined && usage !== facts.usage)
    throw new KmsError('ValidationException', `KeyUsage ${usage} is not compatible with KeySpec ${name}`);
  return { spec: name, facts };
};
