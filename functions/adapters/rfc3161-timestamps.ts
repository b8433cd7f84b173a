import { randomBytes } from 'node:crypto';
import { Integer, OctetString } from 'asn1js';
import { AlgorithmIdentifier, MessageImprint, PKIStatus, TimeStampReq, TimeStampResp } from 'pkijs';
import { z } from 'zod';
import { isStampOf, readTimestampToken, type TimestampToken } from '#documents/sealing/timestamp-token';
import type { Timestamps } from '#ports/seal-keys';
import { type Secrets, secretsManager } from './secrets.ts';

const SHA_256 = '2.16.840.1.101.3.4.2.1';
const NONCE_BYTES = 16;
/** A token with its chain is some kilobytes; anything larger is not one. */
const MOST_BYTES = 64 * 1024;
const TIMEOUT_MS = 10_000;

const TimestampSecret = z.object({
  url: z.url({ protocol: /^https?$/ }),
  /** The value of the `Authorization` header, where the authority wants one. */
  authorization: z.string().optional(),
});
type TimestampSecret = z.infer<typeof TimestampSecret>;

export type TimestampFailure =
  | 'unreachable'
  | 'http-status'
  | 'not-a-reply'
  | 'not-granted'
  | 'other-imprint'
  | 'other-nonce'
  | 'not-usable';

/** The authority gave no timestamp that can be used: nothing is sealed without one where one is configured. */
export class TimestampNotGiven extends Error {
  override readonly name = 'TimestampNotGiven';
  readonly reason: TimestampFailure;
  constructor(reason: TimestampFailure, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

const requestFor = (digest: Uint8Array, nonce: Uint8Array): ArrayBuffer =>
  new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: SHA_256 }),
      hashedMessage: new OctetString({ valueHex: digest }),
    }),
    nonce: new Integer({ valueHex: nonce }),
    // The authority's certificates come with the token, so that the sealed document can be checked by itself.
    certReq: true,
  })
    .toSchema()
    .toBER();

/** Reads at most `MOST_BYTES`: the other end is not to fill the memory. */
const bodyOf = async (answer: Response): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new TimestampNotGiven('not-a-reply');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const tokenIn = (reply: Buffer): Buffer => {
  let response: TimeStampResp;
  try {
    response = TimeStampResp.fromBER(reply);
  } catch (cause) {
    throw new TimestampNotGiven('not-a-reply', { cause });
  }
  const { status } = response.status;
  if ((status !== PKIStatus.granted && status !== PKIStatus.grantedWithMods) || !response.timeStampToken)
    throw new TimestampNotGiven('not-granted');
  return Buffer.from(response.timeStampToken.toSchema().toBER());
};

const readToken = (der: Uint8Array): TimestampToken => {
  try {
    return readTimestampToken(der);
  } catch (cause) {
    throw new TimestampNotGiven('not-usable', { cause });
  }
};

/** A number may lose or gain leading zeros on its way. */
const isSameNumber = (a: Uint8Array, b: Uint8Array): boolean =>
  BigInt(`0x0${Buffer.from(a).toString('hex')}`) === BigInt(`0x0${Buffer.from(b).toString('hex')}`);

export interface TimestampOptions {
  secrets?: Secrets;
  fetch?: typeof globalThis.fetch;
  random?: (bytes: number) => Uint8Array;
  timeoutMs?: number;
}

/**
 * Timestamps over HTTP (RFC 3161 §3.4) from the authority that the secret `timestamps` names; none when there is no such
 * secret. What comes back is held against what was asked: granted, the same digest, the same nonce, a signature that holds
 * by a certificate for time stamping.
 *
 * @throws TimestampNotGiven
 */
export const rfc3161Timestamps = ({
  secrets = secretsManager(),
  fetch = globalThis.fetch,
  random = randomBytes,
  timeoutMs = TIMEOUT_MS,
}: TimestampOptions = {}): Timestamps => {
  const ask = async ({ url, authorization }: TimestampSecret, body: ArrayBuffer): Promise<Buffer> => {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/timestamp-query',
          accept: 'application/timestamp-reply',
          ...(authorization !== undefined && { authorization }),
        },
        body,
        // A credential is for one address; another one is configured, not followed to.
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (!answer.ok) throw new TimestampNotGiven('http-status');
      return await bodyOf(answer);
    } catch (cause) {
      if (cause instanceof TimestampNotGiven) throw cause;
      throw new TimestampNotGiven('unreachable', { cause });
    }
  };
  return {
    async stamp(digest) {
      const authority = await secrets.read('timestamps', TimestampSecret);
      if (!authority) return undefined;
      // The first bit stays zero: a nonce is a number, and a negative one is not understood everywhere.
      const nonce = random(NONCE_BYTES).map((byte, i) => (i === 0 ? (byte & 0x3f) | 0x40 : byte));
      const der = tokenIn(await ask(authority, requestFor(digest, nonce)));
      const token = readToken(der);
      if (!isStampOf(token, digest)) throw new TimestampNotGiven('other-imprint');
      if (!token.nonce || !isSameNumber(token.nonce, nonce)) throw new TimestampNotGiven('other-nonce');
      return der;
    },
  };
};
