/** Something that works in the background. */
export interface Busy {
  idle(): Promise<void>;
}

/**
 * Resolves when nothing is under way: one may wake another, so all are asked again until a whole round passes without news.
 * @param activity grows with everything that begins.
 */
export async function untilQuiet(workers: readonly Busy[], activity: () => number): Promise<void> {
  for (;;) {
    const before = activity();
    for (const worker of workers) await worker.idle();
    // What was handed over by an event of Node's own (a message, a socket) begins in its next turn.
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (activity() === before) return;
  }
}
