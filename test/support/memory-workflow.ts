import type { Workflow } from '#ports/workflow';

export interface MemoryWorkflow extends Workflow {
  /** What was started, in order: `assignment <id>` or `culling <id> <n>`; once each. */
  readonly started: string[];
  /** The waits that were completed, by token. */
  readonly completed: Map<string, string>;
  /** Makes a token dead, as a timeout does. */
  kill(token: string): void;
}

/** The workflow in memory: it remembers what was started and completed; a token is good once. */
export const memoryWorkflow = (): MemoryWorkflow => {
  const started: string[] = [];
  const completed = new Map<string, string>();
  const dead = new Set<string>();
  const start = (name: string) => {
    if (!started.includes(name)) started.push(name);
  };
  return {
    started,
    completed,
    startAssignment: async (id, n = 1) => start(n === 1 ? `assignment ${id}` : `assignment ${id} ${n}`),
    startCulling: async (id, n) => start(`culling ${id} ${n}`),
    complete: async (token, outcome) => {
      if (dead.has(token) || completed.has(token)) return 'gone';
      completed.set(token, outcome);
      return 'completed';
    },
    kill: (token) => void dead.add(token),
  };
};
