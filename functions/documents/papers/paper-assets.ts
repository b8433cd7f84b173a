import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire as requireFrom } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Coverage, coverageOf } from './font-coverage.ts';
import type { FontName } from './look.ts';

const FONTS: Readonly<Record<FontName, string>> = {
  Text: '@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf',
  Strong: '@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf',
  Code: '@expo-google-fonts/source-code-pro/400Regular/SourceCodePro_400Regular.ttf',
};

/** What every paper needs from files: three fonts with the characters they can show, and the colour profile. */
export interface PaperAssets {
  fonts: Readonly<Record<FontName, { bytes: Buffer; covers: Coverage }>>;
  colourProfile: Buffer;
}

/** In a bundle the files lie beside the bundle (the bundling copies them there); from source they lie in packages. */
const read = (asset: string, inPackages: () => string): Promise<Buffer> => {
  const beside = fileURLToPath(new URL(`./${basename(asset)}`, import.meta.url));
  return readFile(existsSync(beside) ? beside : inPackages());
};

const load = async (): Promise<PaperAssets> => {
  const packages = () => requireFrom(import.meta.url);
  const font = async (name: FontName) => {
    const bytes = await read(FONTS[name], () => packages().resolve(FONTS[name]));
    return { bytes, covers: coverageOf(bytes) };
  };
  const profile = 'data/sRGB_IEC61966_2_1.icc';
  const colourProfile = read(profile, () =>
    fileURLToPath(new URL(profile, pathToFileURL(packages().resolve('pdfkit')))),
  );
  const [Text, Strong, Code] = await Promise.all([font('Text'), font('Strong'), font('Code')]);
  return { fonts: { Text, Strong, Code }, colourProfile: await colourProfile };
};

let loading: Promise<PaperAssets> | undefined;

/** Reads fonts and colour profile once for the process, about 0.9 MB. Never the network. */
export const loadPaperAssets = (): Promise<PaperAssets> => {
  loading ??= load();
  return loading;
};
