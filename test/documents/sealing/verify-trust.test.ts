import { PDFDocument, PDFName } from '@cantoo/pdf-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import { STATEMENT_FILE } from '#documents/sealing/verification';
import type { FindingCode, Verdict } from '#documents/sealing/verify-findings';
import { type VerifyOptions, verifyPdf } from '#documents/sealing/verify-pdf';
import { PURPOSE } from '#infra/local/certificates/extensions';
import { memorySealKeys } from '#test/memory-seal-keys';
import { SEALED_AT, STATEMENT, sealedPaper, unsealedPaper } from '#test/sealed-paper';
import { type CertificateWish, issueCertificate } from '#test/test-authority';
import { days, keyOf, stampOf, told } from './verify-keys.ts';
import { sealIn, withChangedCms, withTimestamp } from './verify-parts.ts';

let trust: VerifyOptions;
beforeAll(async () => {
  trust = { ...(await memorySealKeys().trust()), now: SEALED_AT };
});

describe('the certificate counts at the time that is proved', () => {
  it('a seal without a timestamp holds, and the reader is told that only the seal states the time', async () => {
    expect(await told(await sealedPaper())).toEqual(['valid', ['time-only-stated']]);
  });

  it('a seal without a timestamp does not do where the policy demands one', async () => {
    const found = await told(await sealedPaper(), { requireTimestamp: true });
    expect(found).toEqual(['not-trusted', ['timestamp-missing', 'time-only-stated']]);
  });

  it('a certificate that expires later changes nothing for what was stamped in time', async () => {
    const key = await keyOf({ notAfter: days(30) });
    const sealed = await sealedPaper({ key, isStamped: true });
    expect(await told(sealed, { now: days(3000), requireTimestamp: true })).toEqual(['valid', []]);
  });

  it('the same without a timestamp is told', async () => {
    const sealed = await sealedPaper({ key: await keyOf({ notAfter: days(30) }) });
    expect(await told(sealed, { now: days(3000) })).toEqual(['valid', ['time-only-stated', 'expired-since']]);
  });

  it('a certificate that had expired when it was stamped is refused, whatever time the seal states', async () => {
    const key = await keyOf({ notAfter: days(30) });
    const sealed = await sealedPaper({ key, stamp: await stampOf({}, days(31)) });
    const found = await told(sealed, { now: days(32) });
    expect(found).toEqual(['not-trusted', ['certificate-not-in-force', 'times-differ']]);
  });

  it('so is one that was not yet in force', async () => {
    const key = await keyOf({ notBefore: days(-10) });
    const sealed = await sealedPaper({ key, stamp: await stampOf({}, days(-20)) });
    expect(await told(sealed)).toEqual(['not-trusted', ['certificate-not-in-force', 'times-differ']]);
  });

  it('a time ahead of this machine is told', async () => {
    expect(await told(await sealedPaper({ isStamped: true }), { now: days(-1) })).toEqual(['valid', ['time-ahead']]);
  });
});

describe('who is believed', () => {
  it('nobody, where no issuer is pinned, and nothing of the file is then read', async () => {
    const sealed = await sealedPaper({ isStamped: true });
    const none = { sealRoots: [], timestampRoots: [] };
    expect(await told(sealed, none)).toEqual(['not-trusted', ['timestamp-not-trusted', 'issuer-not-trusted']]);
    expect((await verifyPdf(sealed, { ...trust, ...none })).document).toBeUndefined();
    const asked = await verifyPdf(sealed, { ...trust, ...none, readUntrusted: true });
    expect([asked.verdict, asked.document?.id]).toEqual(['not-trusted', STATEMENT.id]);
  });

  it('an earlier issuer, as long as it is pinned beside the new one', async () => {
    const newer = await issueCertificate({ name: 'Ny', organisation: 'Prov', isAuthority: true });
    const sealRoots = [newer.der, ...trust.sealRoots];
    expect((await told(await sealedPaper({ isStamped: true }), { sealRoots }))[0]).toBe('valid');
    expect((await told(await sealedPaper({ isStamped: true }), { sealRoots: [newer.der] }))[0]).toBe('not-trusted');
  });

  it('an authority below a pinned one', async () => {
    const key = await keyOf({}, { isAuthority: true, pathLength: 0 });
    expect(await told(await sealedPaper({ key, isStamped: true }))).toEqual(['valid', []]);
  });

  it.each<[string, Partial<CertificateWish>, Partial<CertificateWish> | undefined, FindingCode]>([
    ['a certificate below one that is no authority', {}, { isAuthority: false, usage: 0x06 }, 'issuer-not-trusted'],
    ['a certificate for web servers', { purposes: [PURPOSE.serverAuth] }, undefined, 'certificate-not-for-sealing'],
    ['a certificate whose key may not sign', { usage: 0x20 }, undefined, 'certificate-not-for-sealing'],
    ['an authority that seals by itself', { isAuthority: true, usage: 0xc6 }, undefined, 'certificate-not-for-sealing'],
  ])('never %s', async (_what, wish, below, finding) => {
    const sealed = await sealedPaper({ key: await keyOf(wish, below), isStamped: true });
    expect(await told(sealed)).toEqual(['not-trusted', [finding]]);
  });

  it('a certificate for e-mail protection, as readers of PDF want it', async () => {
    const key = await keyOf({ purposes: [PURPOSE.emailProtection] });
    expect((await told(await sealedPaper({ key, isStamped: true })))[0]).toBe('valid');
  });

  it.each<[string, Partial<CertificateWish>]>([
    ['not said to be critical', { purposesAreCritical: false }],
    ['beside another purpose', { purposes: [PURPOSE.timeStamping, PURPOSE.emailProtection] }],
    ['left out', { purposes: undefined }],
  ])('no authority on time whose purpose is %s', async (_what, wish) => {
    const sealed = await withTimestamp(await sealedPaper(), await stampOf(wish));
    expect(await told(sealed)).toEqual(['not-trusted', ['timestamp-not-trusted']]);
  });
});

describe('with what it is sealed', () => {
  it.each(['RSA-2048', 'P-256'] as const)('%s is accepted', async (kind) => {
    expect((await told(await sealedPaper({ key: await keyOf({ kind }), isStamped: true })))[0]).toBe('valid');
  });

  it('a short RSA key is not', async () => {
    const sealed = await sealedPaper({ key: await keyOf({ kind: 'RSA-1024' }), isStamped: true });
    expect(await told(sealed)).toEqual(['changed', ['algorithm-not-accepted']]);
  });

  it('a certificate that was signed over SHA-1 is not', async () => {
    const sealed = await sealedPaper({ key: await keyOf({ hash: 'SHA-1' }), isStamped: true });
    expect(await told(sealed)).toEqual(['changed', ['algorithm-not-accepted']]);
  });
});

describe('a seal that was made to keep somebody busy', () => {
  it('carries no crowd of certificates', async () => {
    const sealed = await sealedPaper();
    const crowded = withChangedCms(sealed, ({ certificates = [] }) => {
      const [first] = certificates;
      while (first && certificates.length < 11) certificates.push(first);
    });
    expect(await told(crowded)).toEqual(['changed', ['seal-malformed']]);
  });

  it('nor megabytes of anything', async () => {
    const sealed = await sealedPaper();
    const { range, hex } = sealIn(sealed);
    const nulls = Buffer.concat([Buffer.from('3083200000', 'hex'), Buffer.alloc(0x200000, Buffer.from('0500', 'hex'))]);
    const place = nulls.toString('hex');
    const resume = range.resume + place.length - hex.length;
    const written = `/ByteRange [0 ${range.start} ${resume} ${range.length}`.padEnd(range.text.length - 1);
    const head = sealed.toString('latin1', 0, range.start + 1).replace(range.text, `${written}]`);
    const file = Buffer.from(head + place + sealed.toString('latin1', range.resume - 1), 'latin1');
    const from = performance.now();
    expect(await told(file)).toEqual(['changed', ['seal-malformed']]);
    expect(performance.now() - from).toBeLessThan(1_000);
  });
});

describe('what stands inside a trusted seal', () => {
  it.each<[string, Parameters<typeof sealedPaper>[0], Verdict, FindingCode[]]>([
    ['another text than the signed', { text: 'BESTÄLLNING\n\nNågot annat.\n' }, 'not-trusted', ['text-not-the-signed']],
    ['a statement that is no JSON', { statementText: '{' }, 'not-trusted', ['statement-malformed']],
    ['a statement of another kind', { statement: { schema: 'annat/1' } }, 'not-trusted', ['statement-malformed']],
    [
      'more in the statement than there should be',
      { statement: { ...STATEMENT, more: 1 } },
      'not-trusted',
      ['statement-malformed'],
    ],
    ['a withdrawn document', { statement: { ...STATEMENT, status: 'withdrawn' } }, 'valid', ['document-withdrawn']],
  ])('%s is found', async (_what, wish, verdict, findings) => {
    expect(await told(await sealedPaper({ ...wish, isStamped: true }))).toEqual([verdict, findings]);
  });

  it("one municipality's document with another's trusted seal is found", async () => {
    const sealed = await sealedPaper({ key: await memorySealKeys().keyOf('tyreso'), isStamped: true });
    expect(await told(sealed)).toEqual(['not-trusted', ['other-organisation', 'signature-of-another-organisation']]);
  });

  it('an organisation written in capitals is the same', async () => {
    const key = await keyOf({ organisation: 'HANINGE KOMMUN (prov)' });
    expect(await told(await sealedPaper({ key, isStamped: true }))).toEqual(['valid', []]);
  });

  const changedBeforeSealing = async (change: (document: PDFDocument) => unknown) => {
    const document = await PDFDocument.load(await unsealedPaper(), { updateMetadata: false });
    await change(document);
    return sealedPaper({ pdf: await document.save({ useObjectStreams: false }), isStamped: true });
  };

  it.each<[string, (document: PDFDocument) => void]>([
    ['a script', (document) => document.addJavaScript('start', 'app.alert(1)')],
    [
      'an action when it is opened',
      ({ catalog, context }) => catalog.set(PDFName.of('OpenAction'), context.obj({ S: 'GoTo' })),
    ],
    [
      'a program that a link starts',
      ({ context }) => void context.register(context.obj({ Type: 'Annot', A: { S: 'Launch', F: 'x' } })),
    ],
    [
      'a form of XFA',
      ({ catalog, context }) => catalog.set(PDFName.of('AcroForm'), context.obj({ Fields: [], XFA: [] })),
    ],
  ])('%s is found', async (_what, change) => {
    expect(await told(await changedBeforeSealing(change))).toEqual(['not-trusted', ['active-content']]);
  });

  it('two statements in one file are none', async () => {
    const sealed = await changedBeforeSealing((document) => document.attach(Buffer.from('{}'), STATEMENT_FILE));
    expect(await told(sealed)).toEqual(['not-trusted', ['statement-malformed']]);
  });

  it('a sealed PDF that is no document of ours does not pass for one', async () => {
    const other = await PDFDocument.create();
    other.addPage();
    const sealed = await sealedPaper({ pdf: await other.save({ useObjectStreams: false }), isStamped: true });
    expect(await told(sealed)).toEqual(['not-trusted', ['statement-missing']]);
  });

  it('a PDF that nobody has sealed is not sealed', async () => {
    expect(await told(await unsealedPaper())).toEqual(['not-sealed', ['no-seal']]);
  });
});
