import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire as requireFrom } from 'node:module';
import { fileURLToPath } from 'node:url';
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';

/** PDFium in WebAssembly, with the two things its published types leave out. */
export type Pdfium = WrappedPdfiumModule & { memory: () => Uint8Array };

/**
 * The file with the machine code. In a bundle it lies beside the bundle as `pdfium.wasm` (the bundling copies it
 * there); from source it lies in the package. Never the network.
 */
const wasmPath = (): string => {
  const beside = fileURLToPath(new URL('./pdfium.wasm', import.meta.url));
  return existsSync(beside) ? beside : requireFrom(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
};

const start = async (): Promise<Pdfium> => {
  const file = await readFile(wasmPath());
  // A view of its own: the loader takes an ArrayBuffer, and a Buffer may share one with others.
  const options = { wasmBinary: new Uint8Array(file).buffer, print: () => {}, printErr: () => {} };
  const wrapped = await init(options);
  wrapped.PDFiumExt_Init();
  // The published types lean on a package of globals that is not installed, so the heap has no type there.
  const module = wrapped.pdfium as unknown as { HEAPU8: Uint8Array };
  // Read anew every time: the heap is another array after it has grown.
  return Object.assign(wrapped, { memory: () => module.HEAPU8 });
};

let loading: Promise<Pdfium> | undefined;

/** Loads PDFium once for the process: about 60 ms and 5 MB of code. */
export const loadPdfium = (): Promise<Pdfium> => {
  loading ??= start();
  return loading;
};

/** Lets go of an instance that has failed; the next document gets a new one. */
export const forgetPdfium = (): void => {
  loading = undefined;
};
