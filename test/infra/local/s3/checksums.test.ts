import { describe, expect, it } from 'vitest';
import { CHECKSUM_ALGORITHMS, joinedChecksum, startChecksum } from '../../../../infra/local/s3/checksums.ts';

const hex = (base64: string) => Buffer.from(base64, 'base64').toString('hex');

describe('checksums of objects', () => {
  // The check values of the CRC catalogue: each algorithm over the nine digits.
  it.each([
    ['crc32', 'cbf43926'],
    ['crc32c', 'e3069283'],
    ['crc64nvme', 'ae8b14860a799888'],
  ] as const)('computes %s as the catalogue does', (algorithm, expected) => {
    const sum = startChecksum(algorithm);
    sum.update(Buffer.from('12345'));
    sum.update(Buffer.from('6789'));
    expect(hex(sum.value())).toBe(expected);
  });

  it.each(['crc32', 'crc32c', 'crc64nvme'] as const)('joins the %s of parts into that of the whole', (algorithm) => {
    const parts = [Buffer.from('first part, '), Buffer.alloc(70_001, 'å'), Buffer.from(''), Buffer.from('the last')];
    const of = (bytes: Buffer) => {
      const sum = startChecksum(algorithm);
      sum.update(bytes);
      return sum.value();
    };
    const joined = joinedChecksum(
      algorithm,
      parts.map((part) => ({ value: of(part), size: part.length })),
    );
    expect(joined).toBe(of(Buffer.concat(parts)));
  });

  it('knows the five that S3 knows', () => {
    expect(CHECKSUM_ALGORITHMS).toHaveLength(5);
  });
});
