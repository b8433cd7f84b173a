import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { renderPaper } from '../../../functions/documents/papers/render-paper.ts';
import { bundle, PAPER_ASSETS, ROOT } from '../../../infra/constructs/bundle.ts';
import { aPaper } from './a-paper.ts';

const folder = mkdtempSync(join(tmpdir(), 'paper-'));
const elsewhere = mkdtempSync(join(tmpdir(), 'paper-cwd-'));
afterAll(() => {
  for (const one of [folder, elsewhere]) rmSync(one, { recursive: true, force: true });
});

it('is drawn up by a bundle with its fonts beside it exactly as from source, in any folder', async () => {
  const entry = join(folder, 'entry.ts');
  writeFileSync(
    entry,
    `import { createHash } from 'node:crypto';
     import { renderPaper } from '${join(ROOT, 'functions/documents/papers/render-paper.ts')}';
     import { aPaper } from '${join(ROOT, 'test/documents/papers/a-paper.ts')}';
     const { bytes } = await renderPaper(aPaper());
     console.log(createHash('sha256').update(bytes).digest('hex'));`,
  );
  const outdir = join(folder, 'out');
  bundle(relative(ROOT, entry), PAPER_ASSETS, outdir);
  expect(readdirSync(outdir).sort()).toEqual(['index.mjs', ...PAPER_ASSETS.map((asset) => basename(asset))].sort());

  const said = execFileSync(process.execPath, [join(outdir, 'index.mjs')], {
    cwd: elsewhere,
    encoding: 'utf8',
    env: {},
  });
  const { bytes } = await renderPaper(aPaper());
  expect(said.trim()).toBe(createHash('sha256').update(bytes).digest('hex'));
});
