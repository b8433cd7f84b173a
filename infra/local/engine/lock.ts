/** One thing at a time for each key; nothing is kept for a key that nobody uses. */
export interface Lock {
  run<Result>(key: number, work: () => Promise<Result>): Promise<Result>;
}

export const createLock = (): Lock => {
  const tails = new Map<number, Promise<unknown>>();
  return {
    async run(key, work) {
      const before = tails.get(key) ?? Promise.resolve();
      const mine = before.then(work, work);
      tails.set(key, mine);
      try {
        return await mine;
      } finally {
        if (tails.get(key) === mine) tails.delete(key);
      }
    },
  };
};
