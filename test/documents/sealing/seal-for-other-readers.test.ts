import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rfc3161Timestamps } from '#adapters/rfc3161-timestamps';
import { renderPaper } from '#documents/papers/render-paper';
import { sealPdf } from '#documents/sealing/seal-pdf';
import { aPaper } from '../papers/a-paper.ts';
import {
  type KeyKind,
  newIssuer,
  newSealKey,
  newStampingKey,
  secretsFrom,
  startTimestampServer,
} from './seal-authority.ts';
import { paperPdf } from './seal-papers.ts';
import { partsOf } from './seal-parts.ts';
import { missingOf, openBench } from './seal-programs.ts';

const missing = missingOf('pdfsig', 'pdfinfo', 'qpdf', 'openssl', 'certutil');
const reason = missing.length > 0 ? ` (skipped: ${missing.join(', ')} not on this machine)` : '';

// The programs believe the machine's clock and no other.
const at = new Date();
const issuer = newIssuer(at);
const organisation = 'Haninge kommun';

const sealedInside = async (): Promise<Uint8Array> => {
  const bytes = await sealPdf(await paperPdf(), {
    key: newSealKey(issuer),
    ...{ at, organisation, reason: 'Bilagan för sig' },
  });
  return paperPdf({ uncompressed: true, attachments: [{ name: 'bilaga.pdf', bytes }] });
};
const plain = () => paperPdf();
const drawn = async () => (await renderPaper(aPaper())).bytes;
const cases: [string, KeyKind, () => Promise<Uint8Array>][] = [
  ['a paper, ECDSA P-256', 'ECC_NIST_P256', plain],
  ['a paper, RSA-2048', 'RSA_2048', plain],
  ['a paper, RSA-3072', 'RSA_3072', plain],
  ['a paper as the system draws it', 'ECC_NIST_P256', drawn],
  ['a paper with object streams', 'ECC_NIST_P256', () => paperPdf({ objectStreams: true })],
  ['a paper with a sealed PDF inside, as it is', 'ECC_NIST_P256', sealedInside],
  [
    'a paper with 10 MB inside',
    'ECC_NIST_P256',
    () => paperPdf({ attachments: [{ name: 'karta.bin', bytes: randomBytes(10_000_000) }] }),
  ],
];

describe.skipIf(missing.length > 0)(`a sealed file before other people's programs${reason}`, () => {
  let server: Awaited<ReturnType<typeof startTimestampServer>>;
  let bench: Awaited<ReturnType<typeof openBench>>;
  beforeAll(async () => {
    server = await startTimestampServer(newStampingKey(issuer), () => at);
    bench = await openBench(issuer.root);
  });
  afterAll(async () => {
    await bench.close();
    await server.close();
  });

  const seal = async (pdf: Uint8Array, kind: KeyKind = 'ECC_NIST_P256', isStamped = false) => {
    const { stamp } = rfc3161Timestamps({ secrets: secretsFrom({ timestamps: { url: server.url } }) });
    return sealPdf(pdf, {
      key: newSealKey(issuer, kind),
      ...(isStamped && { stamp }),
      ...{ at, organisation, reason: 'Beställningen är undertecknad' },
    });
  };

  const everyWay = cases.flatMap(([name, kind, paper]) =>
    [false, true].map((isStamped) => ({
      name: `${name}${isStamped ? ', with a timestamp' : ''}`,
      kind,
      paper,
      isStamped,
    })),
  );

  it.each(everyWay)('holds for poppler, openssl and qpdf: $name', async ({ kind, paper, isStamped }) => {
    const sealed = await seal(await paper(), kind, isStamped);
    const parts = partsOf(sealed);

    const poppler = await bench.pdfsig(sealed);
    expect(poppler).toContain('Signature is Valid.');
    expect(poppler).toContain('Total document signed');
    expect(poppler).toContain('Certificate is Trusted.');
    expect(poppler).not.toContain('Signature #2');
    expect(await bench.opensslCms(parts.cms, parts.content)).toContain('CMS Verification successful');
    expect(await bench.opensslCms(parts.cms, parts.content, '-cades')).toContain('CAdES Verification successful');
    expect(await bench.qpdfCheck(sealed)).toMatch(/^(?!.*WARNING)[\s\S]*No syntax or stream encoding errors/);
    if (parts.token) expect(await bench.opensslTs(parts.token, parts.signature)).toContain('Verification: OK');
    expect(parts.token !== undefined).toBe(isStamped);
  });

  it('is tried with a byte range lying open in the file inside', async () => {
    const paper = Buffer.from(await sealedInside());
    expect(paper.includes('/ByteRange')).toBe(true);
  });

  it('does not hold once a byte is changed', async () => {
    const sealed = Buffer.from(await seal(await plain()));
    const at = sealed.indexOf('/Lang');
    sealed.write('/Lanh', at, 'latin1');
    expect(await bench.pdfsig(sealed)).toContain('Digest Mismatch');
  });

  it('is as well tagged as before, and the seal stands last in reading order', async () => {
    const pdf = await drawn();
    const [before, after] = [await bench.structure(pdf), await bench.structure(await seal(pdf))];
    expect(after.startsWith(before.trimEnd())).toBe(true);
    expect(after.slice(before.trimEnd().length)).toMatch(/^\n {2}Form[^\n]*\n {4}Object \d+ 0\n*$/);
  });
});
