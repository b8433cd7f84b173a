import { createServer } from 'node:net';
import { type HomeProcess, startHomeProcess } from '#infra/local/cli/home-process';
import type { StepRunner, StoryHome } from '#infra/local/cli/walk';

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** Ten free ports: a home that rises again has to stand where its letters say. */
const freePorts = async (): Promise<string[]> => {
  for (let base = 21_000 + (process.pid % 1000) * 20; base < 60_000; base += 10) {
    const row = await Promise.all(Array.from({ length: 10 }, (_, i) => isFree(base + i)));
    if (row.every(Boolean)) return ['--port', String(base), '--smtp-port', String(base + 9)];
  }
  throw new Error('no ten free ports in a row');
};

/** A home that is killed at every state it enters, and is raised again whenever somebody needs it. */
export interface MortalHome extends StoryHome {
  /** How many times it has died. */
  deaths(): number;
  run: StepRunner;
  stop(): Promise<void>;
}

const isGone = (error: unknown): boolean =>
  error instanceof TypeError ||
  (error instanceof Error && /ECONNREFUSED|ECONNRESET|socket hang up|fetch failed/.test(String(error.cause ?? error)));

/** @param flags what kills it: `--kill-at-transition 1`. */
export const startMortalHome = async (flags: string[]): Promise<MortalHome> => {
  const ports = await freePorts();
  let home: HomeProcess = await startHomeProcess({ ports, flags: [] });
  const { dir, addresses } = home;
  await home.stop();
  let deaths = 0;
  let isUp = false;

  /** Raises it; it may die again before it is ready, which is a death like any other. */
  const raise = async (): Promise<void> => {
    while (!isUp) {
      try {
        home = await startHomeProcess({ dir, ports, flags });
        isUp = true;
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('The home did not start'))) throw error;
        deaths += 1;
      }
    }
  };
  const died = async (): Promise<void> => {
    await home.kill();
    isUp = false;
    deaths += 1;
    await raise();
  };
  /** Does something until it is done without a death in between. */
  const until = async (work: () => Promise<void>): Promise<void> => {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isGone(error)) throw error;
        await died();
      }
    }
  };
  await raise();
  return {
    addresses,
    dir,
    deaths: () => deaths,
    settle: () => until(() => home.settle()),
    advance: (by) => until(() => home.advance(by)),
    async run(step) {
      const before = deaths;
      try {
        return await until(step);
      } catch (error) {
        // What a person did before the home died may have been kept: then the page no longer offers it.
        if (deaths === before) throw error;
      }
    },
    async stop() {
      await home.stop({ remove: true });
    },
  };
};
