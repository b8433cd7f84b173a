import { beforeAll, describe, expect, it } from 'vitest';
import { verifyPdf } from '#documents/sealing/verify-pdf';
import { memorySealKeys, testSealIssuer } from '#test/memory-seal-keys';
import { SEALED_AT, sealedPaper } from '#test/sealed-paper';
import { missingOf, openBench, say } from './seal-programs.ts';
import { HIDDEN, type PdfsigSays, SHADOW, TAMPERINGS } from './verify-tamperings.ts';

const MISSING = missingOf('pdfsig', 'pdftotext', 'certutil');
const now = SEALED_AT;

const inShort = (said: string): PdfsigSays => {
  if (/does not contain any signatures/.test(said)) return 'no signature';
  const [, found = ''] = /Signature Validation: (.*)/.exec(said) ?? [];
  if (/Signature is Valid/.test(found)) return /Total document signed/.test(said) ? 'valid, total' : 'valid, not total';
  if (/Digest Mismatch/.test(found)) return 'digest mismatch';
  if (/Signature is Invalid/.test(found)) return 'invalid';
  return found ? 'not verified' : 'unreadable';
};

let sealed: Buffer;
let trust: Awaited<ReturnType<ReturnType<typeof memorySealKeys>['trust']>>;
beforeAll(async () => {
  sealed = await sealedPaper({ isStamped: true });
  trust = await memorySealKeys({ requireTimestamp: true }).trust();
});

describe('a sealed document that somebody has changed', () => {
  it.each(TAMPERINGS)('$name: $verdict', async ({ change, verdict, findings }) => {
    expect((await verifyPdf(sealed, { ...trust, now })).verdict).toBe('valid');
    const told = await verifyPdf(await change(sealed), { ...trust, now });
    expect({ verdict: told.verdict, findings: told.findings.map(({ code }) => code) }).toEqual({ verdict, findings });
    expect(told.document).toBeUndefined();
  });
});

describe.skipIf(MISSING.length > 0)(
  `what pdfsig says of the same${MISSING.length ? ` (without ${MISSING})` : ''}`,
  () => {
    it('it takes the document as it was sealed for valid, and all of it for signed', async () => {
      const bench = await openBench((await testSealIssuer()).der);
      const said = await bench.pdfsig(sealed);
      await bench.close();
      expect(inShort(said)).toBe('valid, total');
      expect(said).toContain('Certificate is Trusted');
    });

    it.each(TAMPERINGS)('$name: $pdfsig', async ({ change, pdfsig }) => {
      const bench = await openBench((await testSealIssuer()).der);
      const said = await bench.pdfsig(await change(sealed));
      await bench.close();
      expect(inShort(said), said).toBe(pdfsig);
    });

    it.each([SHADOW, HIDDEN])(
      'it calls the signature valid where its reader shows another page: %s',
      async (wanted) => {
        const bench = await openBench((await testSealIssuer()).der);
        const shown = async (pdf: Buffer) => say('pdftotext', await bench.put('shown.pdf', pdf), '-');
        const tampering = TAMPERINGS.find(({ name }) => name === wanted);
        const changed = await tampering?.change(sealed);
        const texts = [await shown(sealed), await shown(changed ?? sealed)];
        await bench.close();
        expect(texts[0]).toContain('Kartering av kvarteret Provet');
        expect(texts[1]).not.toContain('Kartering av kvarteret Provet');
      },
    );
  },
);
