import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { line, smallPdf } from './small-pdf.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('reads a PDF from a bundle that has nothing but the machine code beside it', async () => {
  await build({
    stdin: {
      contents: `import { readFileSync } from 'node:fs';
        import { screenDocument } from './functions/documents/screening/screen-document.ts';
        const bytes = readFileSync(process.argv[2]);
        console.log(JSON.stringify(await screenDocument({ mediaType: 'application/pdf', bytes })));`,
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: join(folder, 'index.mjs'),
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'silent',
  });
  const wasm = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
  await copyFile(wasm, join(folder, 'pdfium.wasm'));
  await writeFile(join(folder, 'a.pdf'), smallPdf(line('Hej 241231-9218')));
  const { stdout } = await promisify(execFile)(process.execPath, ['index.mjs', 'a.pdf'], { cwd: folder });
  expect(JSON.parse(stdout)).toEqual({ verdict: 'redacted', text: 'Hej [personnummer borttaget]', removed: 1 });
});
