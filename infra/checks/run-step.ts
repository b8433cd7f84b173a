import { spawn } from 'node:child_process';
import { ROOT } from './tracked-files.ts';

/** One thing that `npm run check` asks of the repository. */
export interface CheckStep {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
}

export interface CheckOutcome {
  passed: boolean;
  seconds: number;
  /** What the command wrote, both streams in the order in which it came. */
  output: string;
}

/** Runs a command of the project's own tools, which npm puts first in the path. Never rejects: what cannot start has failed. */
export const runStep = ({ command, args, env }: CheckStep): Promise<CheckOutcome> =>
  new Promise((resolve) => {
    const from = performance.now();
    let output = '';
    const end = (passed: boolean): void => resolve({ passed, seconds: (performance.now() - from) / 1000, output });
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => {
        output += bytes.toString();
      });
    child.on('error', (error) => {
      output += error.message;
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
