import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PDFDocument } from '@cantoo/pdf-lib';
import { verifyPdf } from '../functions/documents/sealing/verify-pdf.ts';
import { findSealedRange } from '../functions/documents/sealing/verify-sealed-range.ts';
import { pemOf } from '../infra/local/seals/authority-file.ts';
import { memorySealKeys } from '../test/support/memory-seal-keys.ts';
import { SEALED_AT, sealedPaper, unsealedPaper } from '../test/support/sealed-paper.ts';
import type { Measurement } from './intake.ts';

const WARMING = 10;
const ROUNDS = 31;
const MEGABYTES_INSIDE = 10;

const run = promisify(execFile);

/** The median time of each, taken in turns: what else the machine does meanwhile is then shared by all. */
const mediansOf = async (...works: (() => Promise<unknown>)[]): Promise<number[]> => {
  const all = works.map((work) => ({ work, times: [] as number[] }));
  for (let round = -WARMING; round < ROUNDS; round++)
    for (const { work, times } of all) {
      const began = performance.now();
      await work();
      if (round >= 0) times.push(performance.now() - began);
    }
  return all.map(({ times }) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0);
};

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** A document with megabytes inside that do not compress. */
const largePaper = async (): Promise<Uint8Array> => {
  const document = await PDFDocument.load(await unsealedPaper(), { updateMetadata: false });
  await document.attach(randomBytes(MEGABYTES_INSIDE * 1_000_000), 'karta.bin');
  return document.save({ useObjectStreams: false });
};

/**
 * What it costs to check a sealed document, against `openssl cms -verify` of the same signature over the same bytes.
 * OpenSSL is handed both, taken out of the PDF beforehand; it reads no PDF, and looks at no timestamp.
 */
export const benchVerify = async (): Promise<Measurement[]> => {
  const trust = await memorySealKeys({ requireTimestamp: true }).trust();
  const now = SEALED_AT;
  const dir = await mkdtemp(join(tmpdir(), 'bench-verify-'));
  const path = (name: string) => join(dir, name);
  await writeFile(path('root.pem'), pemOf(...trust.sealRoots));

  const prepared = async (name: string, file: Buffer) => {
    const { verdict } = await verifyPdf(file, { ...trust, now });
    if (verdict !== 'valid') throw new Error(`the document to be measured is ${verdict}`);
    const { cms, signed } = findSealedRange(file);
    await writeFile(path(`${name}.der`), cms);
    await writeFile(path(`${name}.bin`), Buffer.concat(signed));
    const how = ['cms', '-verify', '-binary', '-inform', 'DER', '-purpose', 'any', '-out', '/dev/null'];
    return {
      ours: () => verifyPdf(file, { ...trust, now }),
      theirs: () =>
        run('openssl', [
          ...how,
          '-in',
          path(`${name}.der`),
          '-content',
          path(`${name}.bin`),
          '-CAfile',
          path('root.pem'),
        ]),
    };
  };
  const small = await prepared('small', await sealedPaper({ isStamped: true }));
  const large = await prepared('large', await sealedPaper({ isStamped: true, pdf: await largePaper() }));
  const [ours = 0, theirs = 0, start = 0] = await mediansOf(small.ours, small.theirs, () =>
    run('openssl', ['version']),
  );
  const [oursLarge = 0, theirsLarge = 0] = await mediansOf(large.ours, large.theirs);
  await rm(dir, { recursive: true });

  const inside = `${MEGABYTES_INSIDE} MB inside`;
  return [
    { name: 'verify a sealed document, whole cost', value: rounded(ours, 1), unit: 'ms', limit: 100 },
    { name: 'openssl cms -verify of the same, its start included', value: rounded(theirs, 1), unit: 'ms' },
    { name: 'start openssl and nothing more', value: rounded(start, 1), unit: 'ms' },
    { name: 'verify against openssl, its start included', value: rounded(ours / theirs, 2), unit: 'times', limit: 2.5 },
    {
      name: 'verify against openssl, its start taken off',
      value: rounded(ours / Math.max(theirs - start, 0.1), 2),
      unit: 'times',
    },
    { name: `verify a sealed document with ${inside}`, value: rounded(oursLarge, 1), unit: 'ms', limit: 1000 },
    {
      name: `verify with ${inside} against openssl, its start included`,
      value: rounded(oursLarge / theirsLarge, 2),
      unit: 'times',
      limit: 5,
    },
  ];
};
