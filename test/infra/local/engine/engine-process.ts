/**
 * An engine in a process of its own, for tests that kill it. It prints its port when it is ready; its functions are the
 * test's, behind FUNCTIONS_URL; its clock runs a thousand times as fast as ours from CLOCK_START.
 */
import { createServer } from 'node:http';
import { createEngine } from '../../../../infra/local/engine/engine.ts';

const { ENGINE_FILE = '', FUNCTIONS_URL = '', CLOCK_START = '0' } = process.env;
const start = Number(CLOCK_START);

const engine = createEngine({
  file: ENGINE_FILE,
  now: () => start + (Date.now() - start) * 1000,
  invoke: async (functionArn, payload) => {
    const response = await fetch(FUNCTIONS_URL, { method: 'POST', body: JSON.stringify({ functionArn, payload }) });
    return { payload: await response.json() };
  },
});
setInterval(() => engine.wake(), 5);

const server = createServer((req, res) => void engine.handle(req, res));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(address.port);
});
