// npm run draw: writes the drawings of the workflows.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { drawings } from './drawings.ts';
import { ROOT } from './tracked-files.ts';

for (const { path, text } of drawings()) {
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), text);
  process.stdout.write(`${path}\n`);
}
