/** The fields that a log line may carry: opaque ids, words of the domain, numbers. Never a payload (K6). */
export interface LogLine {
  event: string;
  step?: string;
  assignmentId?: string;
  error?: string;
  failureId?: string;
  outcome?: string;
  count?: number;
  ms?: number;
  at?: string[];
}

/** One JSON line on standard output, which is where Lambda and the local home collect logs. */
export const log = (line: LogLine): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

/** Where in our code an error arose: function names and files, without its message, which may hold anything. */
export const framesOf = (error: unknown): string[] =>
  error instanceof Error
    ? (error.stack ?? '')
        .split('\n')
        .filter((line) => /^\s+at /.test(line))
        .slice(0, 6)
        .map((line) => line.trim())
    : [];
