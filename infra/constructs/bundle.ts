import { copyFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { REQUIRE_BANNER } from './require-banner.ts';

/** The project's own folder: entries and assets are named from here. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** PDFium's machine code; a bundle looks for it beside itself. */
export const PDFIUM = 'node_modules/@embedpdf/pdfium/dist/pdfium.wasm';

/** The fonts of papers and the colour profile they name; a bundle looks for them beside itself. */
export const PAPER_ASSETS = [
  'node_modules/@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf',
  'node_modules/@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf',
  'node_modules/@expo-google-fonts/source-code-pro/400Regular/SourceCodePro_400Regular.ttf',
  'node_modules/pdfkit/js/data/sRGB_IEC61966_2_1.icc',
] as const;

/** Packages that read files beside the bundle: they work from source without them, and fail only when deployed. */
const NEEDS = [
  { part: '@embedpdf/pdfium/', name: 'PDFium', assets: [PDFIUM] },
  { part: 'node_modules/pdfkit/', name: 'papers', assets: PAPER_ASSETS },
] as const;

/**
 * Bundles a handler and its assets into `outdir` as `index.mjs`, AWS SDK included, so that what is deployed is what was
 * locked and tested. Paths are relative to the project.
 * @throws Error when the handler uses a package and does not bring the files which that reads.
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
    banner: { js: REQUIRE_BANNER },
    metafile: true,
    logLevel: 'error',
  });
  const inputs = Object.keys(metafile.inputs);
  for (const need of NEEDS) {
    const uses = inputs.some((input) => input.includes(need.part));
    const missing = need.assets.filter((asset) => !assets.includes(asset));
    if (uses && missing.length > 0) {
      throw new Error(
        `${entry} uses ${need.name}: its function needs ${missing.map((asset) => basename(asset)).join(', ')}`,
      );
    }
  }
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
