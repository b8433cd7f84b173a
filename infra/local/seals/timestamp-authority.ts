import { createHash, type KeyObject } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BitString } from 'asn1js';
import { Accuracy, ContentInfo, PKIStatus, PKIStatusInfo, TimeStampReq, TimeStampResp, TSTInfo } from 'pkijs';
import { readChain } from '#documents/sealing/certificate-chain';
import { signCms } from '#documents/sealing/cms-signature';
import { serialNumber } from '../certificates/serial-number.ts';
import { signDigest } from '../kms/digest-signatures.ts';
import { LOCAL_POLICY } from './seal-certificate.ts';

const MAX_REQUEST = 64 * 1024;
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
/** Hash functions that are stamped, and the length of what they make. */
const DIGEST_LENGTHS: Readonly<Record<string, number>> = {
  '2.16.840.1.101.3.4.2.1': 32,
  '2.16.840.1.101.3.4.2.2': 48,
  '2.16.840.1.101.3.4.2.3': 64,
};
/** PKIFailureInfo (RFC 3161 §2.4.2): the number of the bit. */
const FAILURE = { badAlg: 0, badDataFormat: 5, unacceptedPolicy: 15, unacceptedExtension: 16 };

class NotStamped extends Error {
  readonly failure: number;
  constructor(failure: number) {
    super(`failure ${failure}`);
    this.failure = failure;
  }
}

const rejection = (failure: number): Uint8Array => {
  const bytes = Buffer.alloc(Math.floor(failure / 8) + 1);
  bytes[bytes.length - 1] = 0x80 >> (failure % 8);
  const failInfo = new BitString({ valueHex: bytes, unusedBits: 7 - (failure % 8) });
  const status = new PKIStatusInfo({ status: PKIStatus.rejection, failInfo });
  return new Uint8Array(new TimeStampResp({ status }).toSchema().toBER());
};

const requestIn = (body: Uint8Array): TimeStampReq => {
  let request: TimeStampReq;
  try {
    request = TimeStampReq.fromBER(body);
  } catch {
    throw new NotStamped(FAILURE.badDataFormat);
  }
  const { hashAlgorithm, hashedMessage } = request.messageImprint;
  const length = DIGEST_LENGTHS[hashAlgorithm.algorithmId];
  if (length === undefined) throw new NotStamped(FAILURE.badAlg);
  if (hashedMessage.valueBlock.valueHexView.length !== length) throw new NotStamped(FAILURE.badDataFormat);
  if (request.reqPolicy !== undefined && request.reqPolicy !== LOCAL_POLICY)
    throw new NotStamped(FAILURE.unacceptedPolicy);
  if (request.extensions?.length) throw new NotStamped(FAILURE.unacceptedExtension);
  return request;
};

export interface StampingKey {
  /** A P-256 private key. */
  privateKey: KeyObject;
  /** DER certificates, the authority's own first. */
  chain: readonly Uint8Array[];
}

const stamp = async (request: TimeStampReq, { privateKey, chain }: StampingKey, now: Date): Promise<Uint8Array> => {
  // Whole seconds, as the accuracy says; DER has then one way to write the time.
  const at = new Date(Math.floor(now.getTime() / 1000) * 1000);
  const info = new TSTInfo({
    version: 1,
    policy: LOCAL_POLICY,
    messageImprint: request.messageImprint,
    serialNumber: serialNumber(),
    genTime: at,
    accuracy: new Accuracy({ seconds: 1 }),
    ...(request.nonce && { nonce: request.nonce }),
  });
  const carried = new Uint8Array(info.toSchema().toBER());
  const key = {
    chain,
    algorithm: 'ECDSA_SHA_256' as const,
    sign: async (digest: Uint8Array) => signDigest('ECC_NIST_P256', privateKey, 'ECDSA_SHA_256', Buffer.from(digest)),
  };
  const digest = createHash('sha256').update(carried).digest();
  const content = { type: TST_INFO, digest, carried, withoutCertificates: request.certReq !== true };
  const token = await signCms(content, readChain(key, at), key);
  const status = new PKIStatusInfo({ status: PKIStatus.granted });
  const timeStampToken = ContentInfo.fromBER(token);
  return new Uint8Array(new TimeStampResp({ status, timeStampToken }).toSchema().toBER());
};

const bodyOf = async (req: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_REQUEST) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
};

/**
 * A time-stamping authority for one machine (RFC 3161 over HTTP, §3.4). Its time is the home's clock, which anybody on the
 * machine may move: its timestamps prove nothing outside it.
 *
 * @param o.key asked for at every request, so that a renewed certificate is used at once.
 */
export const createTimestampAuthority =
  (o: { key: () => StampingKey; now: () => Date }) =>
  async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const refuse = (status: number) => res.writeHead(status, { 'content-type': 'text/plain' }).end();
    if (req.method !== 'POST') return void refuse(405);
    if (req.headers['content-type'] !== 'application/timestamp-query') return void refuse(415);
    const body = await bodyOf(req);
    if (!body) return void refuse(413);
    let reply: Uint8Array;
    try {
      reply = await stamp(requestIn(body), o.key(), o.now());
    } catch (error) {
      if (!(error instanceof NotStamped)) return void refuse(500);
      reply = rejection(error.failure);
    }
    res.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(reply);
  };
