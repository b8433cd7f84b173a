import { X509Certificate } from 'node:crypto';
import { ContentInfo, SignedData } from 'pkijs';

/** The parts of a sealed file, found as a reader finds them: by the byte range. */
export const partsOf = (sealed: Uint8Array) => {
  const file = Buffer.from(sealed);
  const [, range = ''] = /\/ByteRange \[([^\]]*)\]/.exec(file.toString('latin1')) ?? [];
  const [start = 0, first = 0, second = 0, rest = 0] = range.trim().split(/\s+/).map(Number);
  const padded = Buffer.from(file.toString('latin1', first + 1, second - 1), 'hex');
  const cms = padded.subarray(0, 4 + padded.readUInt16BE(2));
  const signed = new SignedData({ schema: ContentInfo.fromBER(cms).content });
  const [signer] = signed.signerInfos;
  if (!signer) throw new Error('no signer');
  const token = signer.unsignedAttrs?.attributes[0]?.values[0];
  return {
    range: [start, first, second, rest],
    length: file.length,
    content: Buffer.concat([file.subarray(start, first), file.subarray(second, second + rest)]),
    padding: padded.subarray(cms.length),
    cms,
    signed,
    signer,
    signature: Buffer.from(signer.signature.valueBlock.valueHexView),
    token: token && Buffer.from(token.toBER()),
  };
};

/** The first certificate of a PEM file. */
export const derOf = (pem: Buffer): Uint8Array => new Uint8Array(new X509Certificate(pem).raw);
