import { copyFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

/** The project's own folder: entries and assets are named from here. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** PDFium's machine code; a bundle looks for it beside itself. */
export const PDFIUM = 'node_modules/@embedpdf/pdfium/dist/pdfium.wasm';

/**
 * Bundles a handler and its assets into `outdir` as `index.mjs`, AWS SDK included, so that what is deployed is what was
 * locked and tested. Paths are relative to the project.
 * @throws Error when the handler uses PDFium and does not bring its machine code.
 */
export const bundle = (entry: string, assets: readonly string[], outdir: string): void => {
  const { metafile } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: join(outdir, 'index.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    // Names stay, so that an error in a log can be found in the source.
    minifyWhitespace: true,
    minifySyntax: true,
    // CommonJS packages in an ESM bundle ask for Node's own modules by `require`.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    metafile: true,
    logLevel: 'error',
  });
  const usesPdfium = Object.keys(metafile.inputs).some((input) => input.includes('@embedpdf/pdfium/'));
  if (usesPdfium && !assets.includes(PDFIUM)) throw new Error(`${entry} uses PDFium: its step needs that asset`);
  for (const asset of assets) copyFileSync(resolve(ROOT, asset), join(outdir, basename(asset)));
};

/** The code of a function: bundled by this process, never in a container, or not at all when bundling is off. */
export const bundled = (entry: string, assets: readonly string[]): Code =>
  Code.fromAsset(ROOT, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-used'),
      // Never run either: the CDK tells bundles of the same folder apart by it, and would otherwise build only the first.
      command: [entry, ...assets],
      local: {
        tryBundle(outdir) {
          bundle(entry, assets, outdir);
          return true;
        },
      },
    },
  });
