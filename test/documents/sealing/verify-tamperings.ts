import type { FindingCode, Verdict } from '#documents/sealing/verify-findings';
import { PURPOSE } from '#infra/local/certificates/extensions';
import type { SealKey } from '#ports/seal-keys';
import { sealKeyOf, testSealIssuer } from '#test/memory-seal-keys';
import { memoryTimestamps } from '#test/memory-timestamps';
import { SEALED_AT, sealedPaper } from '#test/sealed-paper';
import { issueCertificate } from '#test/test-authority';
import {
  flipped,
  flippedInSeal,
  objectsOf,
  placeOf,
  RED,
  sealIn,
  signedOnTop,
  streamOf,
  unsignedAttributesIn,
  withChangedCms,
  withUpdate,
} from './verify-parts.ts';

/** What poppler's pdfsig says of a file, in short. */
export type PdfsigSays =
  | 'valid, total'
  | 'valid, not total'
  | 'digest mismatch'
  | 'invalid'
  | 'not verified'
  | 'no signature'
  | 'unreadable';

export const SHADOW = 'a shadow replacement of what the page shows';
export const HIDDEN = 'an object hidden in a stream of validation data, which the cross-reference leads into';

export interface Tampering {
  name: string;
  /** From a document that is truly sealed, with a timestamp. */
  change(sealed: Buffer): Buffer | Promise<Buffer>;
  verdict: Verdict;
  findings: FindingCode[];
  pdfsig: PdfsigSays;
}

/** An authority and a key that calls itself what the true one calls itself. */
export const attackersKey = async (): Promise<SealKey> => {
  const issuer = await issueCertificate({
    name: 'Provutfärdare för stämplar',
    organisation: 'Prov',
    isAuthority: true,
    serial: 1,
  });
  const leaf = { name: 'Haninge kommun, stämpel', organisation: 'Haninge kommun', issuer, serial: 101 };
  return sealKeyOf(await issueCertificate(leaf), issuer);
};

const attackersStamp = async () => {
  const issuer = await issueCertificate({
    name: 'Provutfärdare för tid',
    organisation: 'Prov',
    isAuthority: true,
    serial: 2,
  });
  const leaf = { name: 'Provtid', organisation: 'Prov', issuer, purposes: [PURPOSE.timeStamping] };
  return memoryTimestamps(() => SEALED_AT, { stamper: await issueCertificate(leaf), issuers: [issuer] });
};

/** Within what an object's stream holds. */
const startOfObject = (file: Buffer, number: number): number =>
  placeOf(file, 'stream', 12, placeOf(file, `\n${number} 0 obj`));

export const TAMPERINGS: readonly Tampering[] = [
  {
    name: 'a byte of what a page shows',
    change: async (file) => flipped(file, startOfObject(file, (await objectsOf(file)).content)),
    verdict: 'changed',
    findings: ['content-changed'],
    pdfsig: 'digest mismatch',
  },
  {
    name: 'a byte of the metadata',
    change: (file) => flipped(file, placeOf(file, '<dc:title>', 40)),
    verdict: 'changed',
    findings: ['content-changed'],
    pdfsig: 'digest mismatch',
  },
  {
    name: 'a byte of a file inside',
    change: async (file) => flipped(file, startOfObject(file, (await objectsOf(file)).fileInside)),
    verdict: 'changed',
    findings: ['content-changed'],
    pdfsig: 'digest mismatch',
  },
  {
    name: 'the time that the seal states',
    change: (file) => flipped(file, placeOf(file, '/M (D:2027', 9)),
    verdict: 'changed',
    findings: ['content-changed', 'times-differ'],
    pdfsig: 'digest mismatch',
  },
  {
    name: 'bytes after what is sealed',
    change: (file) => Buffer.concat([file, Buffer.from('\nanything at all')]),
    verdict: 'changed',
    findings: ['added-after-seal', 'not-one-revision'],
    pdfsig: 'valid, not total',
  },
  {
    name: 'one line feed after what is sealed',
    change: (file) => Buffer.concat([file, Buffer.from('\n')]),
    verdict: 'changed',
    findings: ['added-after-seal'],
    pdfsig: 'valid, not total',
  },
  {
    name: 'an incremental update that draws on the page',
    change: async (file) => {
      const { page, content } = await objectsOf(file);
      const drawn = page.body.replace(`${content} 0 R`, `${content} 0 R 9001 0 R`);
      return withUpdate(file, [
        { number: page.number, body: drawn },
        { number: 9001, body: streamOf(RED) },
      ]);
    },
    verdict: 'changed',
    findings: ['added-after-seal', 'not-one-revision'],
    pdfsig: 'valid, not total',
  },
  {
    name: SHADOW,
    change: async (file) => withUpdate(file, [{ number: (await objectsOf(file)).content, body: streamOf(RED) }]),
    verdict: 'changed',
    findings: ['added-after-seal', 'not-one-revision'],
    pdfsig: 'valid, not total',
  },
  {
    name: HIDDEN,
    change: async (file) => {
      const { catalog, content } = await objectsOf(file);
      const hidden = `${content} 0 obj\n${streamOf(RED)}\nendobj\n`;
      const updated = await withUpdate(file, [
        { number: 9001, body: streamOf(hidden) },
        {
          number: catalog.number,
          body: catalog.body.replace('/Type /Catalog', '/Type /Catalog /DSS << /Certs [9001 0 R] >>'),
        },
        // Its line in the table is then led to the bytes inside the stream.
        { number: content, body: 'null' },
      ]);
      const into = String(updated.indexOf(hidden, file.length)).padStart(10, '0');
      updated.write(into, updated.lastIndexOf(`\n${content} 1\n`) + `\n${content} 1\n`.length, 'latin1');
      return updated;
    },
    verdict: 'changed',
    findings: ['added-after-seal', 'not-one-revision'],
    pdfsig: 'valid, not total',
  },
  {
    name: 'the timestamp, one byte of it',
    change: (file) => {
      const token = Buffer.from(unsignedAttributesIn(file)?.attributes[0]?.values[0].toBER() ?? []);
      const { place } = sealIn(file);
      return flippedInSeal(file, place.indexOf(token) + token.length - 1);
    },
    verdict: 'changed',
    findings: ['timestamp-wrong'],
    pdfsig: 'valid, total',
  },
  {
    name: 'the timestamp, taken away',
    change: (file) =>
      withChangedCms(file, ({ signerInfos: [signer] }) => {
        if (signer) signer.unsignedAttrs = undefined;
      }),
    verdict: 'not-trusted',
    findings: ['timestamp-missing', 'time-only-stated'],
    pdfsig: 'valid, total',
  },
  {
    name: 'the timestamp, replaced by that of another seal',
    change: async (file) => {
      const other = unsignedAttributesIn(await sealedPaper({ isStamped: true }));
      return withChangedCms(file, ({ signerInfos: [signer] }) => {
        if (signer) signer.unsignedAttrs = other;
      });
    },
    verdict: 'changed',
    findings: ['timestamp-wrong'],
    pdfsig: 'valid, total',
  },
  {
    name: 'the timestamp, replaced by one of an authority that only calls itself the same',
    change: async () => {
      const { stamp } = await attackersStamp();
      return sealedPaper({ stamp });
    },
    verdict: 'not-trusted',
    findings: ['timestamp-not-trusted'],
    pdfsig: 'valid, total',
  },
  {
    name: 'a wider gap in the byte range',
    change: (file) => {
      const { range } = sealIn(file);
      const wider = `/ByteRange [0 ${range.start} ${range.resume + 2} ${range.length - 2}`;
      const changed = Buffer.from(file);
      changed.write(wider.padEnd(range.text.length - 1), file.indexOf(range.text), 'latin1');
      return changed;
    },
    verdict: 'changed',
    findings: ['gap-not-the-seal'],
    pdfsig: 'digest mismatch',
  },
  {
    name: 'something hidden after the signature in its own place',
    change: (file) => {
      const changed = Buffer.from(file);
      changed.write('c0ffee', sealIn(file).range.resume - 7, 'latin1');
      return changed;
    },
    verdict: 'changed',
    findings: ['padding-not-zero'],
    pdfsig: 'valid, not total',
  },
  {
    name: 'the byte range, renamed',
    change: (file) => flipped(file, placeOf(file, '/ByteRange', 9)),
    verdict: 'changed',
    findings: ['byte-range-missing'],
    pdfsig: 'not verified',
  },
  {
    name: 'a second signature on top, with another key',
    change: async (file) => signedOnTop(file, await attackersKey()),
    verdict: 'changed',
    findings: ['several-byte-ranges', 'added-after-seal', 'not-one-revision'],
    pdfsig: 'valid, not total',
  },
  {
    name: 'the whole seal, replaced by that of a certificate of the same name',
    change: async () => sealedPaper({ key: await attackersKey(), isStamped: true }),
    verdict: 'not-trusted',
    findings: ['issuer-not-trusted'],
    pdfsig: 'valid, total',
  },
  {
    name: 'the signed text, swapped, and sealed anew with a certificate of the same name',
    change: async () =>
      sealedPaper({ key: await attackersKey(), isStamped: true, text: 'BESTÄLLNING\n\nNågot annat.\n' }),
    verdict: 'not-trusted',
    findings: ['issuer-not-trusted'],
    pdfsig: 'valid, total',
  },
  {
    name: 'the end of the file, cut off',
    change: (file) => file.subarray(0, file.length - 100),
    verdict: 'changed',
    findings: ['cut-off'],
    pdfsig: 'not verified',
  },
  {
    name: 'the seal, filled with zeros',
    change: (file) => {
      const { range, hex } = sealIn(file);
      const changed = Buffer.from(file);
      changed.write('0'.repeat(hex.length), range.start + 1, 'latin1');
      return changed;
    },
    verdict: 'changed',
    findings: ['seal-emptied'],
    pdfsig: 'not verified',
  },
  {
    name: 'a byte of the signature value',
    change: (file) => {
      const { place } = sealIn(file);
      const token = Buffer.from(unsignedAttributesIn(file)?.attributes[0]?.values[0].toBER() ?? []);
      return flippedInSeal(file, place.indexOf(token) - 30);
    },
    verdict: 'changed',
    findings: ['signature-wrong', 'timestamp-wrong'],
    pdfsig: 'invalid',
  },
  {
    name: "a byte of the issuer's certificate that the seal carries",
    change: async (file) => {
      const { der } = await testSealIssuer();
      const { place } = sealIn(file);
      return flippedInSeal(file, place.indexOf(der) + der.length - 1);
    },
    verdict: 'changed',
    findings: ['stray-certificate'],
    pdfsig: 'valid, total',
  },
  {
    name: 'the letters of the hexadecimal signature, from small to capital',
    change: (file) => {
      const { range, hex } = sealIn(file);
      return flipped(file, range.start + 1 + hex.search(/[a-f]/), 0x20);
    },
    verdict: 'changed',
    findings: ['gap-not-the-seal'],
    pdfsig: 'valid, total',
  },
];
