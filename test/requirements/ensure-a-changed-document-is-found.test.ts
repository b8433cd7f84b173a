import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type VerifyRequest, verifyFiles } from '#infra/local/cli/verify';
import { pemOf } from '#infra/local/seals/authority-file';
import { createSecrets } from '#infra/local/secrets/secrets';
import { memorySealKeys, sealKeyOf, testSealIssuer } from '#test/memory-seal-keys';
import { EVIDENCE, SEALED_AT, STATEMENT, sealedPaper } from '#test/sealed-paper';
import { issueCertificate } from '#test/test-authority';

const MAIN = fileURLToPath(new URL('../../infra/local/cli/main.ts', import.meta.url));

let dir: string;
let sealed: Buffer;
const path = (name: string) => join(dir, name);
const pemAt = (name: string): string => readFileSync(path(name), 'utf8');
const put = (name: string, bytes: Uint8Array | string) => {
  writeFileSync(path(name), bytes);
  return path(name);
};

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'verify-'));
  const { sealRoots, timestampRoots } = await memorySealKeys().trust();
  sealed = await sealedPaper({ isStamped: true });
  put('order.pdf', sealed);
  put('seals.pem', pemOf(...sealRoots));
  put('time.pem', pemOf(...timestampRoots));
});
afterAll(() => rmSync(dir, { recursive: true }));

const verify = (paths: string[], o: Partial<VerifyRequest> = {}) =>
  verifyFiles({
    paths,
    trust: path('seals.pem'),
    sealers: ['Haninge kommun'],
    timestampTrust: path('time.pem'),
    evidence: [],
    data: path('no-home'),
    now: SEALED_AT,
    ...o,
  });
const cli = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((done) => {
    const child = execFile(process.execPath, ['--import', 'tsx', MAIN, ...args], (_error, out, err) =>
      done({ code: child.exitCode ?? -1, out, err }),
    );
  });

describe('anybody finds out whether a document was changed', () => {
  it('is told in Swedish and in English who signed what, when, at which level, and which edition it is', async () => {
    const { text, exitCode } = await verify([path('order.pdf')]);
    expect(exitCode).toBe(0);
    for (const said of [
      'Handlingen är oförändrad.',
      'Handlingen är Beställning av uppdrag, doc-0000000001, utgåva 2, i uppdraget haninge-0123456789abcdef.',
      'Prov Handläggare, chef i Haninge kommun, skrev under 2027-03-01 10:54:00 (svensk tid) på tillitsnivå 3',
      'Haninge kommun stämplade den 2027-03-01 11:00:00 (svensk tid), enligt tidsstämpel från Provtid (B-T).',
      'The document is unchanged.',
      'Prov Handläggare (chef, Haninge kommun) signed 2027-03-01 10:54:00 (Swedish time) at assurance level 3',
    ])
      expect(text).toContain(said);
    expect(text).toMatch(/SHA-256: [0-9a-f]{64}/);
  });

  it('is told when one byte is another, and not what the file then says', async () => {
    const changed = Buffer.from(sealed);
    changed[500] = (changed[500] ?? 0) ^ 1;
    const { text, exitCode, checked } = await verify([put('changed.pdf', changed)]);
    expect([exitCode, checked[0]?.verdict]).toEqual([1, 'changed']);
    expect(text).toContain('Handlingen är ändrad.');
    expect(text).toContain('The document has been changed.');
    expect(text).not.toContain('Prov Handläggare');
  });

  it.each([
    ['the evidence as it is kept', EVIDENCE, 0, 'beviset är oförändrat'],
    [
      'evidence with a byte of it changed',
      EVIDENCE.toString().replace('<Signature/>', '<Signature />'),
      1,
      'beviset är ändrat',
    ],
    ['something else', '{}', 1, 'beviset visades inte'],
  ])('is told of %s', async (_what, evidence, code, said) => {
    const { text, exitCode } = await verify([path('order.pdf')], { evidence: [put('evidence.json', evidence)] });
    expect(exitCode).toBe(code);
    expect(text).toContain(said);
  });

  it('checks a whole folder, and the worst in it decides how the command ends', async () => {
    const folder = mkdtempSync(join(dir, 'folder-'));
    writeFileSync(join(folder, 'a.pdf'), sealed);
    expect((await verify([folder])).exitCode).toBe(0);
    writeFileSync(join(folder, 'b.PDF'), Buffer.concat([sealed, Buffer.from(' ')]));
    writeFileSync(join(folder, 'not-looked-at.txt'), 'x');
    const two = await verify([folder]);
    expect([two.exitCode, two.checked.map(({ verdict }) => verdict)]).toEqual([1, ['valid', 'changed']]);
    writeFileSync(join(folder, 'c.pdf'), 'no PDF');
    expect((await verify([folder])).exitCode).toBe(2);
  });

  it('believes whom a home on this machine believes, and demands timestamps as it does', async () => {
    const data = mkdtempSync(join(dir, 'home-'));
    const trusted = { sealRoots: pemAt('seals.pem'), timestampRoots: pemAt('time.pem') };
    const secrets = createSecrets({ file: join(data, 'secrets.json') });
    secrets.put('resursdelning/seal-trust', {
      ...trusted,
      requireTimestamp: true,
      sealers: [{ name: 'Haninge kommun' }],
    });
    const ofHome = { trust: undefined, timestampTrust: undefined, sealers: [], data };
    expect((await verify([path('order.pdf')], ofHome)).exitCode).toBe(0);
    const unstamped = await verify([put('unstamped.pdf', await sealedPaper())], ofHome);
    expect([unstamped.exitCode, unstamped.checked[0]?.verdict]).toEqual([1, 'not-trusted']);
  });

  it('is not told that a document is valid which a stranger with the same issuer made in a municipality’s name', async () => {
    const issuer = await testSealIssuer();
    const organisation = 'Ond AB';
    const leaf = await issueCertificate({ name: organisation, organisation, issuer, serial: 950 });
    const signatures = STATEMENT.signatures.map((signature) => ({ ...signature, organisation: 'Haninge kommun' }));
    const made = async (name: string, statement: unknown) =>
      put(name, await sealedPaper({ key: sealKeyOf(leaf, issuer), isStamped: true, statement }));
    const asSigner = await verify([await made('as-signer.pdf', { ...STATEMENT, organisation, signatures })]);
    expect([asSigner.exitCode, asSigner.checked[0]?.verdict]).toEqual([1, 'not-trusted']);
    expect(asSigner.text).toContain('Utfärdaren är känd, men den som har stämplat är inte någon av dem');
    const own = signatures.map((signature) => ({ ...signature, organisation }));
    const asItself = [await made('as-itself.pdf', { ...STATEMENT, organisation, signatures: own })];
    expect((await verify(asItself)).exitCode).toBe(1);
    expect((await verify(asItself, { sealers: ['Haninge kommun', organisation] })).exitCode).toBe(0);
  });

  it('is told plainly who sealed it where only the issuers are given', async () => {
    const { text, exitCode } = await verify([path('order.pdf')], { sealers: [] });
    expect(exitCode).toBe(0);
    expect(text).toContain('Stämpeln tillhör Haninge kommun, enligt Provutfärdare för stämplar.');
    expect(text).toContain('The seal is that of Haninge kommun, says Provutfärdare för stämplar.');
    expect(text).toContain('[sealer-not-checked]');
    expect((await verify([path('order.pdf')])).text).not.toContain('sealer-not-checked');
  });

  it('is told that no issuer is known, and what the file says is then only its own words', async () => {
    const { text, exitCode, checked } = await verify([path('order.pdf')], {
      trust: undefined,
      timestampTrust: undefined,
    });
    expect([exitCode, checked[0]?.verdict, checked[0]?.document?.id]).toEqual([1, 'not-trusted', STATEMENT.id]);
    expect(text).toContain('Ingen utfärdare är känd här');
    expect(text).toContain('utan att något styrker det');
  });

  it('by a command that ends with 0, 1 or 2, and says the same to machines', async () => {
    const trust = ['--trust', path('seals.pem'), '--sealer', 'Haninge kommun', '--timestamp-trust', path('time.pem')];
    const [valid, changed, absent, none] = await Promise.all([
      cli('verify', path('order.pdf'), '--json', ...trust),
      cli('verify', put('cut.pdf', sealed.subarray(0, -100)), ...trust),
      cli('verify', path('nowhere.pdf'), ...trust),
      cli('verify'),
    ]);
    expect([valid.code, changed.code, absent.code, none.code]).toEqual([0, 1, 2, 2]);
    expect(JSON.parse(valid.out)).toMatchObject([{ file: path('order.pdf'), verdict: 'valid', document: STATEMENT }]);
    expect(changed.out).toContain('Slutet av filen saknas.');
  });
});
