import { createServer } from 'node:http';
import { SFNClient } from '@aws-sdk/client-sfn';
import { createEngine, type Engine, type EngineOptions } from '../../../../infra/local/engine/engine.ts';

export interface EngineHome {
  engine: Engine;
  client: SFNClient;
  url: string;
  clock: { now: number };
  [Symbol.asyncDispose](): Promise<void>;
}

/** An engine in memory behind a real HTTP server, with a clock that the test moves. */
export const openEngineHome = async (
  invoke: EngineOptions['invoke'],
  more: Partial<EngineOptions> = {},
): Promise<EngineHome> => {
  const clock = { now: Date.parse('2026-01-01T00:00:00Z') };
  const engine = createEngine({ file: ':memory:', now: () => clock.now, invoke, ...more });
  const server = createServer((req, res) => void engine.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  const url = `http://127.0.0.1:${address.port}`;
  const client = clientOf(url);
  return {
    engine,
    client,
    url,
    clock,
    async [Symbol.asyncDispose]() {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
      await engine.close();
    },
  };
};

export const clientOf = (endpoint: string): SFNClient =>
  new SFNClient({
    endpoint,
    region: 'eu-north-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
