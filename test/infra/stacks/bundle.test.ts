import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bundle, PAPER_ASSETS, PDFIUM, ROOT } from '../../../infra/constructs/bundle.ts';
import { StepFunction } from '../../../infra/constructs/step-function.ts';
import { synthesise } from './synthesised.ts';

const { functions } = synthesise();

const made: string[] = [];
const folder = (): string => {
  const one = mkdtempSync(join(tmpdir(), 'bundle-'));
  made.push(one);
  return one;
};
/** A handler of these lines, as a path from the project. */
const handlerOf = (lines: string): string => {
  const file = join(folder(), 'handler.ts');
  writeFileSync(file, lines);
  return relative(ROOT, file);
};

/** Variables whose value a handler looks at when it starts. */
const VALUES: Readonly<Record<string, string>> = { HOST_PARTY: 'haninge' };

const Built = z
  .object({
    properties: z.object({ Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) }),
    metadata: z.looseObject({
      'resursdelning:entry': z.string(),
      'resursdelning:assets': z.array(z.string()).default([]),
    }),
  })
  .transform(({ properties, metadata }) => ({
    entry: metadata['resursdelning:entry'],
    assets: metadata['resursdelning:assets'],
    variables: properties.Environment.Variables,
  }));

afterEach(() => {
  for (const one of made.splice(0)) rmSync(one, { recursive: true, force: true });
});

describe('a bundle', () => {
  it('is one module that brings the AWS SDK and needs nothing installed', () => {
    const outdir = folder();
    bundle('functions/4-culling/cull/handler.ts', [], outdir);
    expect(readdirSync(outdir)).toEqual(['index.mjs']);
    const imported = readFileSync(join(outdir, 'index.mjs'), 'utf8').matchAll(/^import[^;]*?from"([^"]+)"/gm);
    expect([...imported].map(([, name]) => name).filter((name) => !name?.startsWith('node:'))).toEqual([]);
  });

  it.each(['ReceiveEmail', 'CheckDeliverables', 'Cull'])(
    'of %s starts with the environment of its stack, and no other',
    (name) => {
      const step = functions.find((one) => one.name === name);
      const { entry, assets, variables } = Built.parse(step);
      const outdir = folder();
      bundle(entry, assets, outdir);
      const env = Object.fromEntries(Object.keys(variables).map((variable) => [variable, VALUES[variable] ?? 'any']));
      const say = `console.log(typeof (await import(${JSON.stringify(join(outdir, 'index.mjs'))})).handler)`;
      const said = execFileSync(process.execPath, ['--input-type=module', '--eval', say], {
        cwd: outdir,
        env: { AWS_REGION: 'eu-north-1', ...env },
        encoding: 'utf8',
      });
      expect(said).toBe('function\n');
    },
  );

  it('carries the files that its handler reads beside itself', () => {
    const outdir = folder();
    bundle('functions/3-delivery/check-deliverables/handler.ts', [PDFIUM], outdir);
    expect(readdirSync(outdir).sort()).toEqual(['index.mjs', 'pdfium.wasm']);
  });

  it('is its own: two functions never share the code of one', () => {
    const app = new App({ outdir: folder(), analyticsReporting: false });
    const stack = new Stack(app, 'Two');
    for (const [name, folderOf] of [
      ['CheckPermits', '2-acceptance/check-permits'],
      ['StartCulling', '3-delivery/start-culling'],
    ] as const) {
      new StepFunction(stack, name, { entry: `functions/${folderOf}/handler.ts` });
    }
    const codes = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')).map((one) =>
      JSON.stringify(one.Properties.Code),
    );
    expect(new Set(codes).size).toBe(2);
  });

  it('is refused when the handler uses PDFium and its step does not bring it', () => {
    const handler = handlerOf(`import { init } from '${join(ROOT, 'node_modules/@embedpdf/pdfium/dist/index.js')}';
      export const handler = init;`);
    expect(() => bundle(handler, [], folder())).toThrow(/uses PDFium/);
  });

  it('is refused when the handler draws up papers and does not bring all their fonts', () => {
    const handler =
      handlerOf(`import { renderPaper } from '${join(ROOT, 'functions/documents/papers/render-paper.ts')}';
      export const handler = renderPaper;`);
    expect(() => bundle(handler, PAPER_ASSETS.slice(1), folder())).toThrow(/uses papers.*SourceSans3_400Regular\.ttf/);
  });
});
