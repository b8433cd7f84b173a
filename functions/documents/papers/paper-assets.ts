import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Coverage, coverageOf } from './font-coverage.ts';
import type { FontName } from './look.ts';

/** A file by its name beside a bundle, and by its address in its package when there is no bundle. */
interface Asset {
  name: string;
  inPackage: () => string;
}

// Whole addresses, not put together: so the project's checks see which packages are in use.
const FONTS: Readonly<Record<FontName, Asset>> = {
  Text: {
    name: 'SourceSans3_400Regular.ttf',
    inPackage: () => import.meta.resolve('@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf'),
  },
  Strong: {
    name: 'SourceSans3_600SemiBold.ttf',
    inPackage: () => import.meta.resolve('@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf'),
  },
  Code: {
    name: 'SourceCodePro_400Regular.ttf',
    inPackage: () => import.meta.resolve('@expo-google-fonts/source-code-pro/400Regular/SourceCodePro_400Regular.ttf'),
  },
};

const COLOUR_PROFILE: Asset = {
  name: 'sRGB_IEC61966_2_1.icc',
  inPackage: () => new URL('data/sRGB_IEC61966_2_1.icc', import.meta.resolve('pdfkit')).href,
};

/** What every paper needs from files: three fonts with the characters they can show, and the colour profile. */
export interface PaperAssets {
  fonts: Readonly<Record<FontName, { bytes: Buffer; covers: Coverage }>>;
  colourProfile: Buffer;
}

/** In a bundle the files lie beside the bundle (the bundling copies them there); from source they lie in packages. */
const read = ({ name, inPackage }: Asset): Promise<Buffer> => {
  const beside = fileURLToPath(new URL(`./${name}`, import.meta.url));
  return readFile(existsSync(beside) ? beside : fileURLToPath(inPackage()));
};

const readFont = async (asset: Asset) => {
  const bytes = await read(asset);
  return { bytes, covers: coverageOf(bytes) };
};

const load = async (): Promise<PaperAssets> => {
  const [Text, Strong, Code, colourProfile] = await Promise.all([
    readFont(FONTS.Text),
    readFont(FONTS.Strong),
    readFont(FONTS.Code),
    read(COLOUR_PROFILE),
  ]);
  return { fonts: { Text, Strong, Code }, colourProfile };
};

let loading: Promise<PaperAssets> | undefined;

/** Reads fonts and colour profile once for the process, about 0.9 MB. Never the network. */
export const loadPaperAssets = (): Promise<PaperAssets> => {
  loading ??= load();
  return loading;
};
