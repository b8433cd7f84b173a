import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rfc3161Timestamps } from '../functions/adapters/rfc3161-timestamps.ts';
import type { PaperAttachment } from '../functions/documents/papers/paper.ts';
import { renderPaper } from '../functions/documents/papers/render-paper.ts';
import type { SealingKey } from '../functions/documents/sealing/seal-key.ts';
import { sealPdf } from '../functions/documents/sealing/seal-pdf.ts';
import { signDigest } from '../infra/local/kms/digest-signatures.ts';
import { pemOf } from '../infra/local/seals/authority-file.ts';
import { type CertificateUse, issueSealCertificate } from '../infra/local/seals/seal-certificate.ts';
import { createTimestampAuthority } from '../infra/local/seals/timestamp-authority.ts';
import type { Measurement } from './intake.ts';

const WARMING = 5;
const ROUNDS = 15;
const MEGABYTES_INSIDE = 10;
const DAY_MS = 86_400_000;

const middleOf = (times: number[]): number => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

/** The median time of each, taken in turns: what else the machine does meanwhile is then shared by all. */
const mediansOf = async (...works: (() => Promise<unknown>)[]): Promise<number[]> => {
  const all = works.map((work) => ({ work, times: [] as number[] }));
  for (let round = -WARMING; round < ROUNDS; round++)
    for (const { work, times } of all) {
      const began = performance.now();
      await work();
      if (round >= 0) times.push(performance.now() - began);
    }
  return all.map(({ times }) => middleOf(times));
};

const run = (program: string, ...args: string[]): Promise<void> =>
  new Promise((done, failed) => {
    const child = spawn(program, args, { stdio: 'ignore' });
    child.on('error', failed);
    child.on('exit', (code) => (code === 0 ? done() : failed(new Error(`${program} ended with ${code}`))));
  });

const newAuthority = (at: Date) => {
  const pair = () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return { privateKey, publicKey: publicKey.export({ type: 'spki', format: 'der' }) };
  };
  const issuer = { name: { organisation: 'Mätning', commonName: 'Utfärdare' }, ...pair() };
  const certify = (use: CertificateUse, publicKey: Uint8Array, commonName: string) => {
    const subject = { organisation: 'Mätning', commonName };
    const period = { notBefore: new Date(at.getTime() - DAY_MS), notAfter: new Date(at.getTime() + DAY_MS) };
    return issueSealCertificate({ use, subject, publicKey, ...period }, issuer);
  };
  const root = certify('authority', issuer.publicKey, issuer.name.commonName);
  const held = (use: CertificateUse) => {
    const own = pair();
    return { privateKey: own.privateKey, chain: [certify(use, own.publicKey, use), root] };
  };
  return { seal: held('seal'), timestamps: held('timestamps') };
};

const paperWith = async (attachments: readonly PaperAttachment[]): Promise<Uint8Array> => {
  const { bytes } = await renderPaper({
    title: 'Beställning av inmätning',
    language: 'sv',
    author: 'Haninge kommun',
    subject: 'Beställning',
    createdAt: new Date('2026-11-22T12:00:00Z'),
    footer: 'haninge-0123456789abcdef',
    blocks: [
      { kind: 'heading', level: 1, text: 'Beställning av inmätning' },
      ...Array.from({ length: 40 }, (_, i) => ({
        kind: 'paragraph' as const,
        text: `Punkt ${i + 1} mäts in i SWEREF 99 18 00 och RH 2000 och levereras som GeoPackage.`,
      })),
    ],
    attachments,
  });
  return bytes;
};

const milliseconds = (value: number): number => Number(value.toFixed(1));
const times = (value: number): number => Number(value.toFixed(2));

/**
 * What a seal costs: a paper of some pages and one with megabytes inside, against `openssl cms -sign` of the same bytes
 * with the same key. OpenSSL reads no PDF and writes none, and is a program of its own that has to be started; what its
 * start alone costs stands beside.
 */
export const benchSealing = async (): Promise<Measurement[]> => {
  const at = new Date();
  const { seal, timestamps } = newAuthority(at);
  const key: SealingKey = {
    chain: seal.chain,
    algorithm: 'ECDSA_SHA_256',
    sign: async (digest) => signDigest('ECC_NIST_P256', seal.privateKey, 'ECDSA_SHA_256', Buffer.from(digest)),
  };
  const server = createServer(createTimestampAuthority({ key: () => timestamps, now: () => at }));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const secrets = {
    read: async <T>(_name: string, schema: { parse(value: unknown): T }) =>
      schema.parse({ url: `http://127.0.0.1:${port}/` }),
  };
  const { stamp } = rfc3161Timestamps({ secrets });
  const sealing = (pdf: Uint8Array, o: { stamp?: typeof stamp } = {}) =>
    sealPdf(pdf, { key, at, organisation: 'Haninge kommun', reason: 'Mätning', ...o });

  const dir = await mkdtemp(join(tmpdir(), 'bench-sealing-'));
  const path = (name: string) => join(dir, name);
  await writeFile(path('key.pem'), seal.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const [leaf, ...issuers] = seal.chain;
  await writeFile(path('leaf.pem'), pemOf(...(leaf ? [leaf] : [])));
  await writeFile(path('issuers.pem'), pemOf(...issuers));
  const opensslSign = (file: string) =>
    run(
      'openssl',
      ...['cms', '-sign', '-binary', '-cades', '-md', 'sha256', '-outform', 'DER', '-out', path('cms.der')],
      ...['-in', file, '-signer', path('leaf.pem'), '-inkey', path('key.pem'), '-certfile', path('issuers.pem')],
    );

  const small = await paperWith([]);
  const map = {
    name: 'karta.bin',
    bytes: randomBytes(MEGABYTES_INSIDE * 1_000_000),
    mediaType: 'application/octet-stream',
  };
  const large = await paperWith([{ ...map, description: 'Karta', relationship: 'Data' }]);
  await writeFile(path('small.pdf'), small);
  await writeFile(path('large.pdf'), large);

  const [ours = 0, theirs = 0, start = 0, stamped = 0, drawn = 0] = await mediansOf(
    () => sealing(small),
    () => opensslSign(path('small.pdf')),
    () => run('openssl', 'version'),
    () => sealing(small, { stamp }),
    async () => sealing(await paperWith([]), { stamp }),
  );
  const [oursLarge = 0, theirsLarge = 0] = await mediansOf(
    () => sealing(large),
    () => opensslSign(path('large.pdf')),
  );
  await rm(dir, { recursive: true });
  server.closeAllConnections();
  await new Promise((done) => server.close(done));

  const inside = `${MEGABYTES_INSIDE} MB inside`;
  return [
    { name: 'draw, seal and stamp a paper, whole cost', value: milliseconds(drawn), unit: 'ms', limit: 500 },
    { name: 'seal a paper', value: milliseconds(ours), unit: 'ms' },
    { name: 'seal and stamp a paper, authority on this machine', value: milliseconds(stamped), unit: 'ms' },
    { name: 'openssl cms -sign of the same paper, its start included', value: milliseconds(theirs), unit: 'ms' },
    { name: 'start openssl and nothing more', value: milliseconds(start), unit: 'ms' },
    { name: 'sealing against openssl, its start included', value: times(ours / theirs), unit: 'times', limit: 2 },
    { name: 'sealing against openssl, its start taken off', value: times(ours / (theirs - start)), unit: 'times' },
    { name: `seal a paper with ${inside}`, value: milliseconds(oursLarge), unit: 'ms' },
    { name: `openssl cms -sign of the paper with ${inside}`, value: milliseconds(theirsLarge), unit: 'ms' },
    {
      name: `sealing with ${inside} against openssl, its start included`,
      value: times(oursLarge / theirsLarge),
      unit: 'times',
      limit: 3,
    },
  ];
};
