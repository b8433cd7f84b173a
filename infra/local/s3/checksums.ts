import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

export const CHECKSUM_ALGORITHMS = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];
/** Base64 values by algorithm, as S3 gives them in `x-amz-checksum-*`. */
export type Checksums = Partial<Record<ChecksumAlgorithm, string>>;

export interface RunningChecksum {
  update(bytes: Uint8Array): void;
  /** Base64, big-endian. */
  value(): string;
}

export const checksumAlgorithm = (name: string | undefined): ChecksumAlgorithm | undefined =>
  CHECKSUM_ALGORITHMS.find((algorithm) => algorithm === name?.toLowerCase().replace('x-amz-checksum-', ''));

const base64 = (value: bigint, bytes: number): string =>
  Buffer.from(value.toString(16).padStart(bytes * 2, '0'), 'hex').toString('base64');

const CASTAGNOLI = 0x82f63b78;
const crc32cTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ CASTAGNOLI : value >>> 1;
  return value >>> 0;
});

const NVME = 0x9a6c9329ac4bc9b5n;
const nvmeTable = Array.from({ length: 256 }, (_, index) => {
  let value = BigInt(index);
  for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ NVME : value >> 1n;
  return value;
});
// Two 32-bit halves: BigInt arithmetic per byte would be some fifty times slower.
const nvmeHigh = Uint32Array.from(nvmeTable, (value) => Number(value >> 32n));
const nvmeLow = Uint32Array.from(nvmeTable, (value) => Number(value & 0xffffffffn));

const hashing = (algorithm: string): RunningChecksum => {
  const hash = createHash(algorithm);
  return { update: (bytes) => void hash.update(bytes), value: () => hash.digest('base64') };
};

const startCrc32 = (): RunningChecksum => {
  let crc = 0;
  return {
    update: (bytes) => {
      crc = crc32(bytes, crc);
    },
    value: () => base64(BigInt(crc), 4),
  };
};

const startCrc32c = (): RunningChecksum => {
  let crc = 0xffffffff;
  return {
    update: (bytes) => {
      for (const byte of bytes) crc = (crc >>> 8) ^ (crc32cTable[(crc ^ byte) & 255] ?? 0);
    },
    value: () => base64(BigInt((crc ^ 0xffffffff) >>> 0), 4),
  };
};

const startCrc64 = (): RunningChecksum => {
  let [high, low] = [0xffffffff, 0xffffffff];
  return {
    update: (bytes) => {
      for (const byte of bytes) {
        const index = (low ^ byte) & 255;
        low = ((low >>> 8) | (high << 24)) ^ (nvmeLow[index] ?? 0);
        high = (high >>> 8) ^ (nvmeHigh[index] ?? 0);
      }
    },
    value: () => base64((BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0), 8),
  };
};

/** Starts one of the five checksums that S3 knows. */
export const startChecksum = (algorithm: ChecksumAlgorithm): RunningChecksum => {
  switch (algorithm) {
    case 'crc32':
      return startCrc32();
    case 'crc32c':
      return startCrc32c();
    case 'crc64nvme':
      return startCrc64();
    default:
      return hashing(algorithm);
  }
};

/** The checksum of checksums that S3 gives a multipart object: the parts' raw values, hashed together, and their number. */
export const compositeChecksum = (algorithm: ChecksumAlgorithm, parts: readonly string[]): string => {
  const sum = startChecksum(algorithm);
  for (const part of parts) sum.update(Buffer.from(part, 'base64'));
  return `${sum.value()}-${parts.length}`;
};

const POLYNOMIALS: Partial<Record<ChecksumAlgorithm, { reflected: bigint; bits: number }>> = {
  crc32: { reflected: 0xedb88320n, bits: 32 },
  crc32c: { reflected: BigInt(CASTAGNOLI), bits: 32 },
  crc64nvme: { reflected: NVME, bits: 64 },
};

/** Product modulo the polynomial, both in reflected bit order (x⁰ is the highest bit). */
const multiply = (a: bigint, b: bigint, reflected: bigint, bits: number): bigint => {
  let product = 0n;
  let factor = b;
  for (let bit = BigInt(bits) - 1n; bit >= 0n; bit--) {
    if ((a >> bit) & 1n) product ^= factor;
    factor = factor & 1n ? (factor >> 1n) ^ reflected : factor >> 1n;
  }
  return product;
};

/** The CRC of bytes that lie after each other, from the CRCs and lengths of the pieces; undefined for a hash. */
export const joinedChecksum = (
  algorithm: ChecksumAlgorithm,
  parts: readonly { value: string; size: number }[],
): string | undefined => {
  const polynomial = POLYNOMIALS[algorithm];
  if (!polynomial) return undefined;
  const { reflected, bits } = polynomial;
  let joined = 0n;
  for (const { value, size } of parts) {
    // Appending n bytes multiplies what came before by x^(8n): square and multiply.
    let power = 1n << BigInt(bits - 9);
    for (let n = size; n > 0; n = Math.floor(n / 2)) {
      if (n % 2 === 1) joined = multiply(joined, power, reflected, bits);
      power = multiply(power, power, reflected, bits);
    }
    joined ^= BigInt(`0x${Buffer.from(value, 'base64').toString('hex')}`);
  }
  return base64(joined, bits / 8);
};
