import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

type LogSource = 'stdout' | 'stderr' | 'platform';

/** What the functions write, one file each, one JSON object a line: `{ at, source, message }`. */
export interface FunctionLogs {
  /** `message` is text, or an object when the function wrote one as JSON. */
  write(functionName: string, source: LogSource, message: unknown): void;
  close(): Promise<void>;
}

/** @param o.onFailure is told once when the logs cannot be written (a full disk); the functions run on. */
export function openFunctionLogs(o: { dir: string; onFailure: (error: Error) => void }): FunctionLogs {
  mkdirSync(o.dir, { recursive: true });
  const streams = new Map<string, WriteStream>();
  let failed = false;

  const streamOf = (name: string): WriteStream => {
    const open = streams.get(name);
    if (open) return open;
    const stream = createWriteStream(join(o.dir, `${name}.log`), { flags: 'a', mode: 0o600 });
    stream.on('error', (error) => {
      if (!failed) o.onFailure(error);
      failed = true;
    });
    streams.set(name, stream);
    return stream;
  };
  return {
    write(name, source, message) {
      if (failed) return;
      streamOf(name).write(`${JSON.stringify({ at: new Date().toISOString(), source, message })}\n`);
    },
    async close() {
      const open = [...streams.values()].filter((stream) => !stream.destroyed);
      await Promise.all(open.map((stream) => new Promise<void>((resolve) => stream.end(() => resolve()))));
    },
  };
}

/** Cuts what a stream says into lines, and takes a line that is a JSON object as one. */
export function eachLine(stream: NodeJS.ReadableStream, take: (message: unknown) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') take(asObject(line));
  });
  stream.on('end', () => {
    if (rest !== '') take(asObject(rest));
  });
}

function asObject(line: string): unknown {
  if (!line.startsWith('{')) return line;
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
