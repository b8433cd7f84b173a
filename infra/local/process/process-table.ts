import { readIfPresent } from './atomic-file.ts';

/**
 * Tells one life of a process from the next that gets the same number: when it was started, in ticks since boot
 * (field 22 of `/proc/<pid>/stat`); undefined when it does not run.
 */
export function startedAt(pid: number): string | undefined {
  const stat = readProc(`/proc/${pid}/stat`);
  // The second field is the program's name in parentheses, which may hold spaces and parentheses itself.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields?.[0] === 'Z' ? undefined : fields?.[19];
}

/** The words of a process's command line; empty when it does not run. */
export const commandLine = (pid: number): string[] => readProc(`/proc/${pid}/cmdline`)?.split('\0') ?? [];

function readProc(file: string): string | undefined {
  try {
    return readIfPresent(file);
  } catch {
    // ESRCH: it ended between the opening of the file and the reading.
    return undefined;
  }
}
