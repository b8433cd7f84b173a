import {
  constants,
  createECDH,
  createHash,
  createPublicKey,
  type KeyObject,
  privateEncrypt,
  publicDecrypt,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { KmsError } from './kms-error.ts';

// node:crypto only signs messages that it hashes itself, while KMS also signs a digest made elsewhere (MessageType=DIGEST).
// RSA: the padding of RFC 8017 is built here and the key applied raw. ECDSA: OpenSSL multiplies the point, the rest is SEC 1.

const DIGEST_INFO: Readonly<Record<number, string>> = {
  256: '3031300d060960864801650304020105000420',
  384: '3041300d060960864801650304020205000430',
  512: '3051300d060960864801650304020305000440',
};

const digestInfo = (bits: number, digest: Buffer): Buffer =>
  Buffer.concat([Buffer.from(DIGEST_INFO[bits] ?? '', 'hex'), digest]);

const maskOf = (bits: number, seed: Buffer, length: number): Buffer => {
  const blocks: Buffer[] = [];
  for (let i = 0; blocks.length * (bits / 8) < length; i++) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(i);
    blocks.push(createHash(`sha${bits}`).update(seed).update(counter).digest());
  }
  return Buffer.concat(blocks).subarray(0, length);
};

const xor = (a: Buffer, b: Buffer): Buffer => Buffer.from(a.map((byte, i) => byte ^ (b[i] ?? 0)));

const pssHash = (bits: number, digest: Buffer, salt: Buffer): Buffer =>
  createHash(`sha${bits}`).update(Buffer.alloc(8)).update(digest).update(salt).digest();

/** EMSA-PSS-ENCODE (RFC 8017 §9.1.1) with a salt as long as the digest; RSA key sizes here are whole bytes. */
const pssEncode = (bits: number, digest: Buffer, length: number): Buffer => {
  const salt = randomBytes(bits / 8);
  const hash = pssHash(bits, digest, salt);
  const block = Buffer.alloc(length - hash.length - 1);
  block[block.length - salt.length - 1] = 1;
  salt.copy(block, block.length - salt.length);
  const masked = xor(block, maskOf(bits, hash, block.length));
  masked[0] = (masked[0] ?? 0) & 0x7f;
  return Buffer.concat([masked, hash, Buffer.from([0xbc])]);
};

const pssMatches = (bits: number, digest: Buffer, encoded: Buffer): boolean => {
  const size = bits / 8;
  const masked = encoded.subarray(0, encoded.length - size - 1);
  const hash = encoded.subarray(encoded.length - size - 1, -1);
  if (encoded.at(-1) !== 0xbc) return false;
  const block = xor(masked, maskOf(bits, hash, masked.length));
  block[0] = (block[0] ?? 0) & 0x7f;
  const lead = block.subarray(0, block.length - size);
  if (lead.at(-1) !== 1 || lead.subarray(0, -1).some((byte) => byte !== 0)) return false;
  return timingSafeEqual(pssHash(bits, digest, block.subarray(-size)), hash);
};

interface Curve {
  name: string;
  order: bigint;
}
const CURVES: Readonly<Record<string, Curve>> = {
  ECC_NIST_P256: { name: 'prime256v1', order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n },
  ECC_SECG_P256K1: { name: 'secp256k1', order: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n },
  ECC_NIST_P384: {
    name: 'secp384r1',
    order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  },
  ECC_NIST_P521: {
    name: 'secp521r1',
    order:
      0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  },
};

const toBigInt = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex') || '0'}`);
const mod = (value: bigint, order: bigint): bigint => ((value % order) + order) % order;
const inverse = (value: bigint, order: bigint): bigint => {
  let [a, b, x, y] = [mod(value, order), order, 1n, 0n];
  while (b !== 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return mod(x, order);
};

/** The x coordinate of k·G, modulo the order. */
const baseTimes = (k: bigint, { name, order }: Curve): bigint => {
  const width = Math.ceil(order.toString(16).length / 2);
  const ecdh = createECDH(name);
  ecdh.setPrivateKey(Buffer.from(k.toString(16).padStart(width * 2, '0'), 'hex'));
  return mod(toBigInt(ecdh.getPublicKey().subarray(1, 1 + width)), order);
};

const privateScalar = (key: KeyObject): bigint =>
  toBigInt(Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url'));

const derInteger = (value: bigint): Buffer => {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  const body = (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([2, body.length]), body]);
};
const derSequence = (body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(body.length < 128 ? [0x30, body.length] : [0x30, 0x81, body.length]), body]);

const parseDer = (signature: Buffer): { r: bigint; s: bigint } | undefined => {
  const start = signature[1] === 0x81 ? 3 : 2;
  const rLength = signature[start + 1] ?? 0;
  const second = start + 2 + rLength;
  const r = toBigInt(signature.subarray(start + 2, second));
  const s = toBigInt(signature.subarray(second + 2));
  const canonical = derSequence(Buffer.concat([derInteger(r), derInteger(s)]));
  return canonical.equals(signature) ? { r, s } : undefined;
};

const signEcdsa = (curve: Curve, key: KeyObject, digest: Buffer): Buffer => {
  const d = privateScalar(key);
  const width = Math.ceil(curve.order.toString(2).length / 8);
  for (;;) {
    const k = mod(toBigInt(randomBytes(width + 8)), curve.order - 1n) + 1n;
    const r = baseTimes(k, curve);
    const s = mod(inverse(k, curve.order) * (toBigInt(digest) + r * d), curve.order);
    if (r !== 0n && s !== 0n) return derSequence(Buffer.concat([derInteger(r), derInteger(s)]));
  }
};

/** We hold the private scalar, so u1·G + u2·Q is (u1 + u2·d)·G: one multiplication, no point addition. */
const verifyEcdsa = (curve: Curve, key: KeyObject, digest: Buffer, signature: Buffer): boolean => {
  const parts = parseDer(signature);
  if (!parts || parts.r <= 0n || parts.s <= 0n || parts.r >= curve.order || parts.s >= curve.order) return false;
  const k = mod((toBigInt(digest) + parts.r * privateScalar(key)) * inverse(parts.s, curve.order), curve.order);
  return k !== 0n && baseTimes(k, curve) === parts.r;
};

const expectDigest = (bits: number, digest: Buffer): void => {
  if (digest.length !== bits / 8) throw new KmsError('ValidationException', 'Digest is invalid length for algorithm');
};

/** Signs a digest made elsewhere. `algorithm` is the KMS name and fits the key. ECDSA signatures are DER. */
export const signDigest = (spec: string, key: KeyObject, algorithm: string, digest: Buffer): Buffer => {
  const bits = Number(algorithm.slice(-3));
  expectDigest(bits, digest);
  const curve = CURVES[spec];
  if (curve) return signEcdsa(curve, key, digest);
  if (algorithm.startsWith('RSASSA_PKCS1'))
    return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo(bits, digest));
  const length = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, pssEncode(bits, digest, length));
};

/** Whether the signature is one of this digest under this key pair. */
export const verifyDigest = (
  spec: string,
  key: KeyObject,
  algorithm: string,
  digest: Buffer,
  signature: Buffer,
): boolean => {
  const bits = Number(algorithm.slice(-3));
  expectDigest(bits, digest);
  const curve = CURVES[spec];
  if (curve) return verifyEcdsa(curve, key, digest, signature);
  try {
    const publicKey = createPublicKey(key);
    if (algorithm.startsWith('RSASSA_PKCS1'))
      return publicDecrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature).equals(
        digestInfo(bits, digest),
      );
    return pssMatches(bits, digest, publicDecrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, signature));
  } catch {
    // A signature of the wrong size or padding is not an operational fault: it is simply not this key's.
    return false;
  }
};
