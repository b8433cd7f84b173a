import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Integer, OctetString } from 'asn1js';
import { AlgorithmIdentifier, MessageImprint, TimeStampReq, TimeStampResp } from 'pkijs';
import { afterEach, describe, expect, it } from 'vitest';
import { rfc3161Timestamps, TimestampNotGiven } from '#adapters/rfc3161-timestamps';
import { readTimestampToken } from '#documents/sealing/timestamp-token';
import { pemOf } from '#infra/local/seals/authority-file';
import { createTimestampAuthority, type StampingKey } from '#infra/local/seals/timestamp-authority';
import { newIssuer, newPair, newStampingKey, secretsFrom } from '../../documents/sealing/seal-authority.ts';
import { missingOf, say } from '../../documents/sealing/seal-programs.ts';

const at = new Date('2026-11-22T12:00:07.900Z');
const issuer = newIssuer(at);
const key = newStampingKey(issuer);
const digest = createHash('sha256').update('en stämpel').digest();

type Handle = (req: IncomingMessage, res: ServerResponse) => unknown;
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});
const serve = async (handle: Handle): Promise<string> => {
  const server = createServer((req, res) => void handle(req, res));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  opened.push(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
};
const authority = (own: StampingKey = key) => createTimestampAuthority({ key: () => own, now: () => at });
const timestampsFrom = (url: string, o: { authorization?: string; timeoutMs?: number } = {}) => {
  const { timeoutMs, ...more } = o;
  return rfc3161Timestamps({
    secrets: secretsFrom({ timestamps: { url, ...more } }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
};
const failureOf = (stamping: Promise<unknown>) =>
  stamping.then(
    () => 'stamped',
    (error: Error) => (error instanceof TimestampNotGiven ? error.reason : error.name),
  );
const replying =
  (reply: Uint8Array | string, status = 200): Handle =>
  (req, res) => {
    req.resume();
    res.writeHead(status, { 'content-type': 'application/timestamp-reply' }).end(reply);
  };

const SHA_256 = '2.16.840.1.101.3.4.2.1';
const requestFor = (
  o: { hash?: string; digest?: Uint8Array; nonce?: number; certReq?: boolean; policy?: string } = {},
) =>
  new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: o.hash ?? SHA_256 }),
      hashedMessage: new OctetString({ valueHex: o.digest ?? digest }),
    }),
    ...(o.nonce !== undefined && { nonce: new Integer({ value: o.nonce }) }),
    ...(o.policy !== undefined && { reqPolicy: o.policy }),
    certReq: o.certReq ?? true,
  });
const ask = async (body: RequestInit['body'], type = 'application/timestamp-query') =>
  fetch(await serve(authority()), { method: 'POST', headers: { 'content-type': type }, body });
const replyTo = async (request: TimeStampReq) =>
  TimeStampResp.fromBER(await (await ask(request.toSchema().toBER())).arrayBuffer());
/** A reply to another request than the one that comes. */
const replyOf = async (request: TimeStampReq) => new Uint8Array((await replyTo(request)).toSchema().toBER());

describe('a timestamp', () => {
  it('is of what was asked, by the authority, in whole seconds', async () => {
    const token = readTimestampToken((await timestampsFrom(await serve(authority())).stamp(digest)) ?? Buffer.alloc(0));
    expect(token.imprint).toEqual(digest);
    expect(token.at).toEqual(new Date('2026-11-22T12:00:07Z'));
    expect(token.certificates).toEqual(key.chain);
  });

  it('is asked for with the credential that the secret holds', async () => {
    let asked: string | undefined;
    const stamp = authority();
    const url = await serve((req, res) => {
      asked = req.headers.authorization;
      return stamp(req, res);
    });
    await timestampsFrom(url, { authorization: 'Bearer prov' }).stamp(digest);
    expect(asked).toBe('Bearer prov');
  });

  it('is none where no authority is configured', async () => {
    expect(await rfc3161Timestamps({ secrets: secretsFrom({}) }).stamp(digest)).toBeUndefined();
  });

  it('is not had from a configuration that is no address of the web', async () => {
    expect(await failureOf(timestampsFrom('file:///etc/hostname').stamp(digest))).toBe('ZodError');
  });
});

describe('what an authority answers is refused by name', () => {
  it('when nobody answers', async () => {
    expect(await failureOf(timestampsFrom('http://127.0.0.1:9/').stamp(digest))).toBe('unreachable');
  });

  it('when the answer does not come in time', async () => {
    const url = await serve((req) => req.resume());
    expect(await failureOf(timestampsFrom(url, { timeoutMs: 30 }).stamp(digest))).toBe('unreachable');
  });

  it('when it sends us elsewhere with our credential', async () => {
    const elsewhere = await serve(authority());
    const url = await serve((req, res) => {
      req.resume();
      res.writeHead(307, { location: elsewhere }).end();
    });
    expect(await failureOf(timestampsFrom(url).stamp(digest))).toBe('unreachable');
  });

  it.each([
    ['an error of HTTP', replying('', 503), 'http-status'],
    ['a page', replying('<html>'), 'not-a-reply'],
    ['nothing', replying(''), 'not-a-reply'],
    ['more than a reply can be', replying(Buffer.alloc(70_000)), 'not-a-reply'],
  ])('when it is %s', async (_what, handle, reason) => {
    expect(await failureOf(timestampsFrom(await serve(handle)).stamp(digest))).toBe(reason);
  });

  it('when it is a refusal', async () => {
    const refused = await replyOf(requestFor({ hash: '1.3.14.3.2.26', digest: Buffer.alloc(20) }));
    expect(await failureOf(timestampsFrom(await serve(replying(refused))).stamp(digest))).toBe('not-granted');
  });

  it('when it is a stamp of something else', async () => {
    const other = await replyOf(requestFor({ digest: Buffer.alloc(32, 7), nonce: 7 }));
    expect(await failureOf(timestampsFrom(await serve(replying(other))).stamp(digest))).toBe('other-imprint');
  });

  it.each([
    ['another nonce', 7],
    ['no nonce', undefined],
  ])('when it is an old stamp, with %s', async (_what, nonce) => {
    const old = await replyOf(requestFor(nonce === undefined ? {} : { nonce }));
    expect(await failureOf(timestampsFrom(await serve(replying(old))).stamp(digest))).toBe('other-nonce');
  });

  it('when its certificate did not come with it', async () => {
    const bare = await replyOf(requestFor({ nonce: 7, certReq: false }));
    expect(await failureOf(timestampsFrom(await serve(replying(bare))).stamp(digest))).toBe('not-usable');
  });

  it('when its certificate is not for stamping', async () => {
    const { privateKey, publicKey } = newPair();
    const own = { privateKey, chain: [issuer.certify('seal', publicKey), issuer.root] };
    expect(await failureOf(timestampsFrom(await serve(authority(own))).stamp(digest))).toBe('not-usable');
  });

  it('when another key made it than its certificate says', async () => {
    const own = { ...key, privateKey: newPair().privateKey };
    expect(await failureOf(timestampsFrom(await serve(authority(own))).stamp(digest))).toBe('not-usable');
  });
});

describe('the time-stamping authority of the local home', () => {
  const failInfoOf = (reply: TimeStampResp): number[] => {
    const bytes = reply.status.failInfo?.valueBlock.valueHexView ?? new Uint8Array();
    return Array.from({ length: bytes.length * 8 }, (_, bit) => bit).filter(
      (bit) => ((bytes[Math.floor(bit / 8)] ?? 0) & (0x80 >> (bit % 8))) !== 0,
    );
  };

  const missing = missingOf('openssl');
  const reason = missing.length > 0 ? ' (skipped: openssl is not on this machine)' : '';
  it.skipIf(missing.length > 0)(`answers what openssl asks, and openssl believes it${reason}`, async () => {
    const dir = await mkdtemp(join(tmpdir(), 'stamps-'));
    const [query, reply, root] = [join(dir, 'query.tsq'), join(dir, 'reply.tsr'), join(dir, 'root.pem')];
    await say('openssl', 'ts', '-query', '-digest', digest.toString('hex'), '-sha256', '-cert', '-out', query);
    await writeFile(reply, Buffer.from(await (await ask(await readFile(query))).arrayBuffer()));
    await writeFile(root, pemOf(issuer.root));
    // openssl believes the machine's clock unless it is told another time.
    const attime = String(Math.floor(at.getTime() / 1000));
    const said = await say(
      'openssl',
      ...['ts', '-verify', '-queryfile', query, '-in', reply, '-CAfile', root, '-attime', attime],
    );
    await rm(dir, { recursive: true });
    expect(said).toContain('Verification: OK');
  });

  it.each([
    ['SHA-1', { hash: '1.3.14.3.2.26', digest: Buffer.alloc(20) }, 0],
    ['a digest of another length', { digest: Buffer.alloc(31) }, 5],
    ['a policy that is not its own', { policy: '1.2.3.4' }, 15],
  ])('refuses %s with the reason that the standard has for it', async (_what, wish, bit) => {
    const reply = await replyTo(requestFor(wish));
    expect(reply.timeStampToken).toBeUndefined();
    expect(failInfoOf(reply)).toEqual([bit]);
  });

  it('refuses what is no request with the reason that the standard has for it', async () => {
    const reply = TimeStampResp.fromBER(await (await ask('hej')).arrayBuffer());
    expect(failInfoOf(reply)).toEqual([5]);
  });

  it.each([
    ['another kind of content', () => ask('hej', 'text/plain'), 415],
    ['too much', () => ask(Buffer.alloc(70_000)), 413],
    ['a reader', async () => fetch(await serve(authority())), 405],
  ])('answers %s as HTTP does', async (_what, request, status) => {
    expect((await request()).status).toBe(status);
  });

  it('answers that it failed, and no more, when its own certificate has expired', async () => {
    const late = createTimestampAuthority({ key: () => key, now: () => new Date('2029-01-01T00:00:00Z') });
    expect(await failureOf(timestampsFrom(await serve(late)).stamp(digest))).toBe('http-status');
  });
});
